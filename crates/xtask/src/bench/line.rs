//! The command that builds and runs a benchmark.

use std::path::Path;

/// `cargo bench` for one benchmark, with the profile of what is released; a tree from before there
/// was one has its own.
pub(super) fn cargo_bench<'a>(tree: &Path, bench: &'a str) -> Vec<&'a str> {
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
