//! The engine held against the plain walk of the oracle: changed pages read by both, and the scanner
//! under a fuzzer.

use crate::step::{self, command};
use std::path::Path;

/// Reads this many changed pages with engine and oracle, and compares.
///
/// # Errors
/// A page comes out differently, or `pages` is no number.
pub(crate) fn pages(root: &Path, pages: &str) -> Result<(), String> {
    if pages.parse::<u32>().is_err() {
        return Err(format!("`{pages}` is no number of pages"));
    }
    let test = "cargo test --profile dist --package conformance scan_equality::changed_pages";
    let words: Vec<&str> = test.split(' ').collect();
    let mut test = command(root, &words);
    test.env("SCAN_CASES", pages);
    step::run(test)
}

/// The flags by which stable Rust counts what a fuzzer's inputs reach.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=1";

/// Runs the scanner's fuzz target from its stored corpus for some seconds. Findings are put beside
/// the target; the stored corpus stays as it is.
///
/// # Errors
/// An input on which the scanner and `serde_json` differ.
pub(crate) fn fuzz(root: &Path, seconds: &str) -> Result<(), String> {
    let found = root.join("fuzz/target/found");
    std::fs::create_dir_all(&found).map_err(|error| error.to_string())?;
    // With an explicit target, the flags do not apply to build scripts.
    let target = step::output(command(root, &["rustc", "--print", "host-tuple"]))?;
    let limit = format!("-max_total_time={seconds}");
    let run = "cargo run --quiet --release --manifest-path fuzz/Cargo.toml --target";
    let run: Vec<&str> = run.split(' ').chain([target.trim(), "--"]).collect();
    let told = [
        "fuzz/target/found",
        "fuzz/corpus/scan",
        &limit,
        "-max_len=4096",
        "-print_final_stats=1",
    ];
    let mut fuzz = command(root, &[&run[..], &told[..]].concat());
    fuzz.env("RUSTFLAGS", COVERAGE);
    fuzz.env("CARGO_TARGET_DIR", root.join("fuzz/target"));
    step::run(fuzz)
}
