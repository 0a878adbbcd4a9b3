//! The cases that a command works with: a folder, or those built in.

use crate::exit::Exit;
use crate::failed::Failed;
use std::path::PathBuf;
use touchpoint_corpus::{Case, CorpusFault};
use touchpoint_language::diagnostic::help_for;

/// The cases of a folder, or those built in.
pub(crate) fn cases(corpus: Option<&PathBuf>) -> Result<Vec<Case>, Failed> {
    let cases = match corpus {
        Some(folder) => touchpoint_corpus::read_dir(folder),
        None => touchpoint_corpus::built_in(),
    };
    cases.map_err(|faults| unreadable(&faults))
}

/// The same; a case in a folder may lack the files that the engine can write.
pub(crate) fn unfinished_cases(corpus: Option<&PathBuf>) -> Result<Vec<Case>, Failed> {
    match corpus {
        Some(folder) => {
            let cases = touchpoint_corpus::read_dir_unfinished(folder);
            cases.map_err(|faults| unreadable(&faults))
        }
        None => cases(None),
    }
}

fn unreadable(faults: &[CorpusFault]) -> Failed {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Failed::said(Exit::Unreadable, lines.join("\n"))
}

/// One case by its name, alone or behind the slug: `calls`, `acme/calls`.
pub(crate) fn case(corpus: Option<&PathBuf>, slug: &str, name: &str) -> Result<Case, Failed> {
    let wanted = name.strip_prefix(&format!("{slug}/")).unwrap_or(name);
    let mut cases = match corpus {
        Some(_) => cases(corpus)?,
        None => touchpoint_corpus::built_in_of(slug).map_err(|faults| unreadable(&faults))?,
    };
    cases.retain(|case| case.slug == slug);
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
