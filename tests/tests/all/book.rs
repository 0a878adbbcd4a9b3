//! The documentation as a book: its contents name every page, each once.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use conformance::{files_below, root};
use std::{collections::BTreeMap, fs, path::Path};

/// The pages that the contents name, each with how often.
fn listed() -> BTreeMap<String, usize> {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let mut listed = BTreeMap::new();
    for line in summary.lines() {
        let link = line
            .trim_start()
            .strip_prefix("- [")
            .and_then(|line| line.split_once("]("));
        if let Some((_, rest)) = link {
            let page = rest.strip_suffix(')').unwrap().to_owned();
            *listed.entry(page).or_default() += 1;
        }
    }
    listed
}

#[test]
fn the_contents_name_every_page_once() {
    let docs = root().join("docs");
    let is_page = |path: &Path| path.extension().is_some_and(|ending| ending == "md");
    let files = files_below(&docs)
        .unwrap()
        .into_iter()
        .filter(|path| is_page(path));
    let pages = files.map(|path| {
        path.strip_prefix(&docs)
            .unwrap()
            .to_string_lossy()
            .into_owned()
    });
    let pages: Vec<String> = pages.filter(|page| page != "SUMMARY.md").collect();
    let listed = listed();
    assert!(pages.len() > 10, "{pages:?}");
    let missing: Vec<&String> = pages
        .iter()
        .filter(|page| !listed.contains_key(*page))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/SUMMARY.md lacks {missing:?}; coverage pages are written by `cargo xtask generate`"
    );
    let wrong: Vec<_> = listed
        .iter()
        .filter(|(page, count)| **count != 1 || !pages.contains(page))
        .collect();
    assert!(
        wrong.is_empty(),
        "docs/SUMMARY.md names what is not there, or twice: {wrong:?}"
    );
}

#[test]
fn the_book_is_made_of_the_docs() {
    let book = fs::read_to_string(root().join("book.toml")).unwrap();
    assert!(book.contains("\nsrc = \"docs\"\n"), "{book}");
}
