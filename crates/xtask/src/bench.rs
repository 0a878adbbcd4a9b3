//! The benchmarks' tables, of this tree alone or beside an earlier commit.

mod against;
mod tables;

use crate::step::{self, command};
use std::path::Path;

/// What can be measured: pages, a server beside a proxy, streams, and the program's start.
const BENCHES: [&str; 4] = ["map_page", "serve", "read_pages", "start"];

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
    let line = [
        "cargo",
        "bench",
        "--package",
        "touchpoint-cli",
        "--bench",
        bench,
        "--",
    ];
    step::run(command(root, &[&line, words].concat()))
}
