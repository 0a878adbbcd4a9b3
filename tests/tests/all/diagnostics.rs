//! Every folder of `tests/diagnostics/` holds a wrong file, or several, and the whole text that is
//! told of it. A folder's name begins with its code; every code has one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use touchpoint::built_in_mappings;
use touchpoint_accounts::file::{Surroundings, diagnostics};
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::Reader;
use touchpoint_language::diagnostic::{Code, Diagnostic, sort, text};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;
use touchpoint_workbench::examine::examine;

/// A file that cannot be opened is told by whoever opens it: the command line's own tests.
const TOLD_ELSEWHERE: [Code; 1] = [Code::UnreadableFile];

/// The day against which ends are judged.
const TODAY: Date = date(2026, 6, 1);

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn yaml_files(folder: &Path) -> Vec<SourceFile> {
    let files = sorted(folder).into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|e| e == "yaml"));
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            SourceFile::new(name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The files of every folder, by its name.
pub(crate) fn faulty_folders() -> Vec<(String, Vec<SourceFile>)> {
    let named = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        (name, yaml_files(&folder))
    };
    let folders = sorted(&folder("diagnostics")).into_iter();
    folders.map(named).collect()
}

/// What is told of all files of a folder.
fn told(folder: &Path) -> Vec<Diagnostic> {
    told_of(yaml_files(folder))
}

/// What is told of files. Accounts are compared with the mappings built in.
pub(crate) fn told_of(files: Vec<SourceFile>) -> Vec<Diagnostic> {
    static READER: OnceLock<Reader> = OnceLock::new();
    let reader = READER.get_or_init(|| Reader::new(engagement_model()).unwrap());
    let mut examined = examine(reader, files, Vec::new());
    let mut told = std::mem::take(&mut examined.diagnostics);
    for source in examined.accounts {
        let plans = PlanReader::later(engagement_model());
        let plans = Registry::read(&plans, built_in_mappings()).registry;
        let around = Surroundings {
            needs: &|slug| plans.get(slug).map(|plan| plan.needs.clone()),
            known: &plans.slugs(),
            variable: &|_| None,
        };
        told.extend(diagnostics(source, &around).unwrap());
    }
    let sound = examined.sound.iter();
    told.extend(sound.flat_map(|mapping| mapping.notices(TODAY)));
    sort(&mut told);
    told
}

#[test]
fn every_folder_is_told_as_expected() {
    let mut wrong = Vec::new();
    for folder in sorted(&folder("diagnostics")) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let diagnostics = told(&folder);
        let text = text::render(&diagnostics, false);
        match std::fs::read_to_string(folder.join("expected.txt")) {
            Err(_) => wrong.push(format!("{name}: no expected.txt; told is\n{text}")),
            Ok(expected) if expected != text => {
                wrong.push(format!("{name}: expected\n{expected}\ntold\n{text}"));
            }
            Ok(_) => {}
        }
        let code = Code::ALL
            .iter()
            .find(|code| name.starts_with(code.as_str()));
        if code.is_some_and(|code| diagnostics.iter().all(|d| d.code != *code)) {
            wrong.push(format!("{name}: its code is not among what is told"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_folder_named_after_it() {
    let folders: BTreeSet<String> = sorted(&folder("diagnostics"))
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let has = |code: &Code| {
        let name = format!("{}-{}", code.as_str(), code.slug());
        folders.iter().any(|folder| folder.starts_with(&name))
    };
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !has(code) && !TOLD_ELSEWHERE.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert!(missing.is_empty(), "without a folder: {missing:?}");
}

#[test]
fn the_mappings_are_clean() {
    let diagnostics = told(&folder("../mappings"));
    assert!(
        diagnostics.is_empty(),
        "{}",
        text::render(&diagnostics, false)
    );
}
