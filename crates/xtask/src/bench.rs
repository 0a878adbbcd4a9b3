//! The benchmarks' tables, of this tree alone or beside an earlier commit.

mod against;
mod line;
mod tables;

use crate::step::{self, command};
use line::cargo_bench;
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
