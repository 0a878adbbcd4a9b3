//! The habits of the project, held over its own files.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use conformance::{NO_SKIPS, files_below, mappings, root};
use std::{fs, path::Path, path::PathBuf};

const LONGEST: usize = 400;

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn rust_files() -> Vec<PathBuf> {
    let rust = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
    files_below(&root())
        .unwrap()
        .into_iter()
        .filter(rust)
        .collect()
}

/// The files of which `wrong` holds, each by its path.
fn faults(files: &[PathBuf], wrong: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let read = |path: &PathBuf| fs::read_to_string(path).ok();
    let faulty = files
        .iter()
        .filter(|path| read(path).is_some_and(|text| wrong(path, &text)));
    faulty.map(|path| shown(path)).collect()
}

#[test]
fn every_rust_file_opens_with_what_it_is() {
    let found = faults(&rust_files(), |_, text| !text.starts_with("//!"));
    assert!(found.is_empty(), "no `//!` in the first line: {found:#?}");
}

#[test]
fn every_crate_forbids_unsafe() {
    let roots: Vec<PathBuf> = rust_files()
        .into_iter()
        .filter(|path| path.ends_with("src/lib.rs") || path.ends_with("src/main.rs"))
        .collect();
    assert!(roots.len() >= 6, "{roots:?}");
    let found = faults(&roots, |_, text| {
        !text.contains("\n#![forbid(unsafe_code)]\n")
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_to_do() {
    let marks = [
        concat!("#[ig", "nore"),
        concat!("todo", "!("),
        concat!("unimplem", "ented!("),
    ];
    let found = faults(&rust_files(), |_, text| {
        marks.iter().any(|mark| text.contains(mark))
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_of_the_crates_is_long() {
    let sources: Vec<PathBuf> = rust_files()
        .into_iter()
        .filter(|path| path.starts_with(root().join("crates")))
        .filter(|path| path.components().any(|part| part.as_os_str() == "src"))
        // Tables of cases beside their code may run on.
        .filter(|path| !path.ends_with("tests.rs"))
        .collect();
    let found = faults(&sources, |_, text| text.lines().count() > LONGEST);
    assert!(
        found.is_empty(),
        "more than {LONGEST} lines; look for the second concept: {found:#?}"
    );
}

#[test]
fn no_file_speaks_of_the_machine_or_of_its_making() {
    let marks = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/t", "mp/"),
        concat!("cla", "ude"),
        concat!("anth", "ropic"),
        concat!("open", "ai"),
        concat!("chat", "gpt"),
        concat!("cop", "ilot"),
        concat!("language ", "model"),
        concat!("ai-", "generated"),
    ];
    let files = files_below(&root()).unwrap();
    let mut found = Vec::new();
    for mark in marks {
        let with_mark = faults(&files, |_, text| text.to_lowercase().contains(mark));
        found.extend(
            with_mark
                .into_iter()
                .map(|path| format!("{path}: `{mark}`")),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_mapping_names_its_schema_and_has_cases_and_samples() {
    let schema = "# yaml-language-server: $schema=../schemas/mapping.schema.json\n";
    let mut found = Vec::new();
    for path in mappings().unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        let slug = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !text.starts_with(schema) {
            found.push(format!("{slug}: the first line does not name the schema"));
        }
        if !text.contains(&format!("\nintegration: {slug}\n")) {
            found.push(format!(
                "{slug}: the file has not the name of its integration"
            ));
        }
        let cases = root().join("tests/corpus").join(&slug);
        if !cases
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_some())
        {
            found.push(format!("{slug}: no cases under tests/corpus"));
        }
        if !root()
            .join("tests/samples")
            .join(format!("{slug}.yaml"))
            .is_file()
        {
            found.push(format!("{slug}: no list under tests/samples"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_run_before_a_change_is_taken_skips_no_test() {
    let forbids = format!("\nexport {NO_SKIPS}=1\n");
    assert!(read(".ci/run").contains(&forbids), "{forbids}");
}
