//! The one form of mappings: those of the project have it, and of mappings that nobody wrote it
//! changes neither what they mean nor, a second time, anything.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use touchpoint::built_in_mappings;
use touchpoint_core::registry::PlanReader;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;
use touchpoint_simulation::strangers::stranger;
use touchpoint_workbench::fmt::format;

/// How many generated mappings are formatted.
const SEEDS: u64 = 120;

#[test]
fn the_mappings_have_the_form() {
    for source in built_in_mappings() {
        let formatted = format(&source).unwrap_or_else(|why| panic!("{}: {why:?}", source.name));
        assert_eq!(formatted, source.text, "{}", source.name);
    }
}

#[test]
fn a_generated_mapping_means_the_same_and_is_formatted_once() {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let told = |diagnostics: Vec<Diagnostic>| {
        let words = diagnostics.into_iter().map(|one| (one.code, one.title));
        words.collect::<Vec<_>>()
    };
    let mut changed = 0;
    for seed in 0..SEEDS {
        let text = stranger(seed);
        // Below the line stands an overlay, in some.
        let (text, _) = text.split_once("---\n").unwrap_or((&text, ""));
        let name = format!("{seed}.yaml");
        let once =
            format(&SourceFile::new(&name, text)).unwrap_or_else(|why| panic!("{seed}: {why:?}"));
        let twice = format(&SourceFile::new(&name, &once)).unwrap();
        assert_eq!(once, twice, "{seed}");
        changed += u32::from(once != text);
        let (before, faults) = reader.read(SourceFile::new(&name, text));
        let (after, others) = reader.read(SourceFile::new(&name, &once));
        assert_eq!(told(faults), told(others), "{seed}");
        let json = |plan: &touchpoint_core::plan::Plan| plan.mapping.document.to_json();
        assert_eq!(
            before.as_ref().map(json),
            after.as_ref().map(json),
            "{seed}"
        );
        assert_eq!(before.is_some(), after.is_some(), "{seed}");
    }
    assert!(changed > 0, "no text was changed");
}
