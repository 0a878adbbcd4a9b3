//! `cargo xtask surface`: the public surface of the crate `touchpoint` as a text, from what rustdoc tells of it as JSON.
//! Every item that a program can name stands there with its signature, its fields and the traits that it has, also
//! where it comes from another crate of ours. A change of it is seen in review.
//!
//! Read by hand, since `cargo public-api` shows what comes from another crate by its name alone.

mod crates;
mod items;
mod shown;

use crate::step::{command, run};
use crates::Crates;
use std::fs;
use std::path::Path;

/// Where the text stands.
const PAGE: &str = "crates/touchpoint/public-surface.txt";

const HEAD: &str = "\
# What programs can name in the crate `touchpoint`, with every feature on.
# Written by `cargo xtask surface`.
";

/// The crate that programs name, and those of ours whose items it hands on.
const OURS: [&str; 5] = [
    "touchpoint",
    "touchpoint-core",
    "touchpoint-corpus",
    "touchpoint-http",
    "touchpoint-language",
];

/// Writes the text.
///
/// # Errors
/// The crates have no documentation, or the file cannot be written.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    let text = text(root)?;
    fs::write(root.join(PAGE), text).map_err(|error| format!("cannot write {PAGE}: {error}"))?;
    println!("{PAGE}");
    Ok(())
}

/// Fails where the text is not that of the sources, and shows the first lines that differ.
///
/// # Errors
/// What differs, and the command that writes it.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let there = fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    let difference = difference(&there, &text(root)?);
    if difference.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{PAGE} is stale:\n{}\nrun `cargo xtask surface` and commit what it writes",
        difference.join("\n")
    ))
}

/// The lines that only one of the two has: `- gone`, `+ new`.
fn difference(there: &str, now: &str) -> Vec<String> {
    let only = |of: &str, other: &str, mark: char| {
        let other: std::collections::HashSet<&str> = other.lines().collect();
        let lines = of.lines().filter(|line| !other.contains(line));
        lines
            .map(|line| format!("{mark} {line}"))
            .collect::<Vec<_>>()
    };
    [only(there, now, '-'), only(now, there, '+')].concat()
}

fn text(root: &Path) -> Result<String, String> {
    // The folder is its own: build scripts ask whether the compiler takes unstable options, and would be run anew.
    let target = root.join("target/surface");
    let mut line = vec![
        "cargo",
        "doc",
        "--quiet",
        "--no-deps",
        "--locked",
        "--all-features",
    ];
    line.extend(OURS.iter().flat_map(|name| ["--package", *name]));
    let mut docs = command(root, &line);
    docs.env("CARGO_TARGET_DIR", &target);
    // The form of the JSON belongs to the pinned toolchain, which calls it unstable.
    docs.env("RUSTC_BOOTSTRAP", "1");
    docs.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json");
    run(docs)?;
    let names = OURS.map(|name| name.replace('-', "_"));
    let crates = Crates::read(&target.join("doc"), &names)?;
    Ok(of(&crates, "touchpoint"))
}

/// The text of one of these crates.
fn of(crates: &Crates, name: &str) -> String {
    let mut lines = items::lines(crates, name);
    lines.sort();
    lines.dedup();
    format!("{HEAD}\n{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests;
