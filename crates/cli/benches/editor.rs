//! `cargo xtask bench editor`: how long an author waits for the language server on the largest mapping
//! that is built in, with all of its recorded replies: diagnostics after a key, completion of each kind,
//! hover, and all inlay values.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot run stops"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use touchpoint::built_in_mappings;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;
use touchpoint_lsp::{Language, Samples, complete, faults, hover, inlays};

const ROUNDS: usize = 31;

fn main() {
    let language = Language::new(engagement_model()).unwrap();
    let largest = built_in_mappings()
        .into_iter()
        .max_by_key(|source| source.text.len());
    let source = Arc::new(largest.expect("a mapping is built in"));
    let slug = Path::new(&source.name)
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let samples = Samples::read(&slug, Some(&corpus), None);
    assert!(!samples.is_empty(), "{slug} has no recorded replies");
    println!(
        "{slug}: {} bytes\n\n| what | ms | p10–p90 |\n|---|---|---|",
        source.text.len()
    );

    let copy = |text: &str| SourceFile::new(source.name.clone(), text);
    let nobody = |_: &str| None;
    told("diagnostics of the whole text", || {
        faults(&language, copy(&source.text), nobody).len()
    });
    let wrong = source.text.replacen("records:", "recods:", 1);
    told("diagnostics with a fault", || {
        faults(&language, copy(&wrong), nobody).len()
    });

    // The last path of a field, cut behind its root, and the end of a line of keys.
    let path = source.text.rfind("$.").expect("a mapping has paths") + 2;
    let line = source
        .text
        .get(..path)
        .and_then(|text| text.rfind('\n'))
        .unwrap();
    let keys = format!("{}\n        ", source.text.get(..line).unwrap());
    let typed = |text: String, offset: usize| (copy(&text), offset);
    let member = typed(source.text.clone(), path);
    let key = typed(
        format!("{keys}\n{}", source.text.get(line + 1..).unwrap()),
        keys.len(),
    );
    for (name, (text, offset)) in [
        ("completion of a path's member", &member),
        ("completion of a key", &key),
    ] {
        told(name, || complete(&language, text, *offset, &samples).len());
    }
    told("hover over a path", || {
        hover(&language, &source, path, &samples).map_or(0, |_| 1)
    });
    let sheet = language.sheet(Arc::clone(&source));
    let whole = 0..source.text.len();
    told("all inlay values", || {
        inlays(&sheet.document, &whole, &samples).len()
    });
    told("reading the recorded replies", || {
        usize::from(!Samples::read(&slug, Some(&corpus), None).is_empty())
    });
}

/// Prints the median of what is asked again and again; `found` must find something.
fn told(name: &str, found: impl Fn() -> usize) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(found());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get((ROUNDS - 1) * part / 10).copied().unwrap();
    println!(
        "| {name} ({} found) | {:.1} | {:.1}–{:.1} |",
        found(),
        at(5),
        at(1),
        at(9)
    );
}
