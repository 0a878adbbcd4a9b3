//! The benchmarks' tables, of this tree alone or beside an earlier commit.

mod against;
mod tables;

use crate::step::{self, command};
use std::path::Path;

/// What can be measured: pages, a server beside a proxy, streams, one slow vendor beside others, the program's start, and an author's editor.
const BENCHES: [&str; 6] = [
    "map_page",
    "serve",
    "read_pages",
    "one_slow",
    "start",
    "editor",
];

/// Prints the tables of one benchmark, `map_page` unless one is named. `--against REV` sets them
/// beside those of an earlier commit. Further words choose the benchmark's pages.
///
/// # Errors
/// The benchmark does not run.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<(), String> {
    let (revision, words) = match words {
        ["--against", revision, rest @ ..] => (Some(*revision), rest),
        ["--against"] => return Err("write the commit: `bench --against HEAD~1`".to_owned()),
        rest => (None, rest),
    };
    let (bench, words) = match words {
        [first, rest @ ..] if BENCHES.contains(first) => (*first, rest),
        rest => ("map_page", rest),
    };
    if let Some(revision) = revision {
        return against::compare(root, revision, bench, words);
    }
    let mut line = cargo_bench(root, bench);
    line.push("--");
    line.extend(words);
    step::run(command(root, &line))
}

/// `cargo bench` for one benchmark, with the profile of what is released; a tree from before there
/// was one has its own.
fn cargo_bench<'a>(tree: &Path, bench: &'a str) -> Vec<&'a str> {
    let manifest = std::fs::read_to_string(tree.join("Cargo.toml")).unwrap_or_default();
    let profile: &[&str] = if manifest.contains("[profile.dist]") {
        &["--profile", "dist"]
    } else {
        &[]
    };
    let line = [
        "cargo",
        "bench",
        "--package",
        "touchpoint-cli",
        "--bench",
        bench,
    ];
    [&line, profile].concat()
}
