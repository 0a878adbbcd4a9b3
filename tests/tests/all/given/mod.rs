//! What the tests start from: the project's mappings as plans, and its cases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a project that cannot be read fails the test"
)]

use std::path::PathBuf;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_corpus::{Case, read_dir};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// A path below the project's root.
pub(crate) fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

/// Every mapping of the project, as a plan.
pub(crate) fn plans() -> Registry {
    let folder = std::fs::read_dir(project("mappings")).unwrap();
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "yaml"));
    paths.sort();
    let sources = paths.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(path).unwrap();
        SourceFile::new(format!("mappings/{name}"), text)
    });
    let reader = PlanReader::new(engagement_model()).unwrap();
    let outcome = Registry::read(&reader, sources);
    assert!(
        outcome.registry.plans().len() == paths.len(),
        "some mappings have errors: {:#?}",
        outcome.diagnostics
    );
    outcome.registry
}

/// Every case of the corpus.
pub(crate) fn cases() -> Vec<Case> {
    read_dir(project("tests/corpus")).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the corpus has faults:\n{}", lines.join("\n"))
    })
}
