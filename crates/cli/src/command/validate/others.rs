//! What is wrong with files that are no mappings: accounts, settings, and files that cannot be read.

use crate::engine::plans;
use crate::exit::Exit;
use crate::failed::Failed;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use touchpoint::mapping_files;
use touchpoint_accounts::file::{Surroundings, diagnostics};
use touchpoint_language::covered::{Holds, covered};
use touchpoint_language::diagnostic::{Code, Diagnostic, Label, help_for};
use touchpoint_language::document::{At, Document, Pointer, parse};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use touchpoint_language::structure::Judge;
use touchpoint_server::settings::{NAMES, formats, schema};
use touchpoint_workbench::project::Project;

/// The settings that are secret, or may hold a secret.
const SECRET: [&str; 6] = [
    "api_token",
    "cursor_key",
    "keys",
    "database",
    "apps",
    "otlp_headers",
];

/// What is wrong with an accounts file, compared with the mappings of the project. Of those beside it, which
/// may be faulty, no more is known than that they are there.
pub(crate) fn accounts(
    source: SourceFile,
    project: &Project,
    beside: &[String],
) -> Result<Vec<Diagnostic>, Failed> {
    let plans = plans(project)?;
    let mut known = plans.slugs();
    known.extend(beside.iter().cloned());
    known.extend(slugs(&mapping_files(&project.mappings).sources));
    let around = Surroundings {
        needs: &|slug| plans.get(slug).map(|plan| plan.needs.clone()),
        known: &known,
        variable: &|name| std::env::var(name).ok(),
    };
    diagnostics(source, &around).map_err(|why| Failed::said(Exit::Unreadable, why))
}

/// The integrations that mapping files are of, also those of faulty files.
pub(super) fn slugs(files: &[SourceFile]) -> Vec<String> {
    let mappings = files.iter().filter(|file| kind(file) == FileKind::Mapping);
    let slug = |file: &SourceFile| {
        let copy = SourceFile::new(file.name.clone(), file.text.clone());
        let (document, _) = parse(Arc::new(copy));
        let node = document.get(&Pointer::new().key("integration"))?;
        node.as_text().map(str::to_owned)
    };
    mappings.filter_map(slug).collect()
}

/// True if one of some keys is a setting's.
pub(crate) fn are_settings(keys: &[String]) -> bool {
    keys.iter()
        .any(|key| NAMES.iter().any(|(name, _)| name == key))
}

/// What is wrong with a settings file.
pub(crate) fn settings(source: SourceFile, project: &Project) -> Result<Vec<Diagnostic>, Failed> {
    let judge = Judge::new(&schema(), &formats());
    let judge = judge.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    let (document, mut told) = parse(Arc::new(source));
    let shown = covered(&document, &told, &holds);
    let (document, found) = judge.examine(document);
    told.extend(found);
    told.extend(unknown_apps(&document, project)?);
    for one in &mut told {
        shown.cover(one);
    }
    Ok(told)
}

fn holds(key: &str) -> Holds {
    let is_known = NAMES.iter().any(|(name, _)| *name == key);
    if is_known && !SECRET.contains(&key) {
        Holds::Open
    } else {
        Holds::Secret
    }
}

/// Apps at vendors of which there is no mapping. Settings that name mappings of their own may have others.
fn unknown_apps(document: &Document, project: &Project) -> Result<Vec<Diagnostic>, Failed> {
    let place = Pointer::new().key("apps");
    let own = document.get(&Pointer::new().key("mappings")).is_some();
    let Some(apps) = document.get(&place).filter(|_| !own) else {
        return Ok(Vec::new());
    };
    let known = plans(project)?.slugs();
    let unknown = apps
        .entries()
        .iter()
        .filter(|app| !known.contains(&app.key));
    let told = unknown.map(|app| {
        let label = document.label(&place.key(app.key.as_str()), At::Key, "");
        let title = format!("there is no integration `{}`", app.key);
        let told = Diagnostic::warning(Code::UnknownWord, title, label);
        told.with_help_if(help_for(&app.key, &known))
    });
    Ok(told.collect())
}

/// The diagnostic of a file that cannot be read.
pub(super) fn unreadable_file(path: &Path, error: &std::io::Error) -> Diagnostic {
    let source = Arc::new(SourceFile::new(path.to_string_lossy(), ""));
    if error.kind() == ErrorKind::InvalidData {
        return not_utf8(path, &source);
    }
    let label = Label::new(&source, 0..0, error.to_string());
    Diagnostic::error(Code::UnreadableFile, "this file cannot be read", label)
}

/// The diagnostic of a file that is not UTF-8; its first bytes may tell its encoding.
fn not_utf8(path: &Path, source: &Arc<SourceFile>) -> Diagnostic {
    let mut start = [0_u8; 2];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    let title = match (read, start) {
        (Ok(()), [0xff, 0xfe] | [0xfe, 0xff]) => "this file is UTF-16",
        _ => "this file is not UTF-8",
    };
    let label = Label::new(source, 0..0, "");
    Diagnostic::error(Code::UnreadableFile, title, label).with_help("save it as UTF-8")
}
