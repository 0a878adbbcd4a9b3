//! One case by its name, and cases of which files may still be missing.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::cases_of;
use std::path::Path;
use touchpoint_corpus::{Case, CorpusFault};
use touchpoint_language::diagnostic::help_for;
use touchpoint_workbench::project::Project;

/// The cases of some integrations in a folder, or without any of all; each may lack the files that the
/// engine can write.
pub(crate) fn unfinished_cases(corpus: &Path, slugs: &[String]) -> Result<Vec<Case>, Failed> {
    let cases = touchpoint_corpus::read_dir_unfinished(corpus, slugs);
    cases.map_err(|faults| unreadable(&faults))
}

/// The same with those that cannot be read, each with why: they hinder no other.
pub(crate) fn cases_and_faults(
    corpus: &Path,
    slugs: &[String],
) -> Result<(Vec<Case>, Vec<Broken>), Failed> {
    let read = touchpoint_corpus::read_dir_each(corpus, slugs);
    let (cases, faults) = read.map_err(|faults| unreadable(&faults))?;
    let mut broken: Vec<Broken> = Vec::new();
    for mut fault in faults {
        let (slug, rest) = fault.file.split_once('/').unwrap_or(("", &fault.file));
        // A file that is of no case stands for itself.
        let (name, file) = rest.split_once('/').unwrap_or((rest, rest));
        let (slug, name) = (slug.to_owned(), name.to_owned());
        fault.file = file.to_owned();
        match broken
            .iter_mut()
            .find(|one| (&one.slug, &one.name) == (&slug, &name))
        {
            Some(one) => one.lines.push(fault.to_string()),
            None => broken.push(Broken {
                slug,
                name,
                lines: vec![fault.to_string()],
            }),
        }
    }
    Ok((cases, broken))
}

/// A case that cannot be read.
pub(crate) struct Broken {
    pub(crate) slug: String,
    pub(crate) name: String,
    /// What is wrong, each with its file and line.
    pub(crate) lines: Vec<String>,
}

fn unreadable(faults: &[CorpusFault]) -> Failed {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Failed::said(Exit::Unreadable, lines.join("\n"))
}

/// One case by its name, alone or behind the slug: `calls`, `acme/calls`.
pub(crate) fn case(project: &Project, slug: &str, name: &str) -> Result<Case, Failed> {
    let wanted = name.strip_prefix(&format!("{slug}/")).unwrap_or(name);
    let mut cases = cases_of(project, &[slug.to_owned()])?;
    if let Some(at) = cases.iter().position(|case| case.name == wanted) {
        return Ok(cases.swap_remove(at));
    }
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let message = format!("`{name}` is no case of `{slug}`, and no file");
    let failed = Failed::said(Exit::Usage, message);
    Err(match help_for(wanted, &names) {
        Some(help) => failed.help(help),
        None => failed.help("name a folder of cases with `--corpus`, or a file with a reply"),
    })
}
