//! A benchmark of this tree beside the same of an earlier commit: both are built, and take turns.

use super::line::cargo_bench;
use super::tables::Figures;
use crate::step::{self, command};
use std::path::{Path, PathBuf};

/// How often each of the two runs.
const TURNS: usize = 3;

/// Builds the benchmark of the tree and of `revision`, runs both in turns, and prints their figures
/// as one table.
///
/// # Errors
/// There is no such commit, one of the two does not build, or does not run.
pub(super) fn compare(
    root: &Path,
    revision: &str,
    bench: &str,
    words: &[&str],
) -> Result<(), String> {
    let earlier = checked_out(root, revision)?;
    let programs = [built(&earlier, bench)?, built(root, bench)?];
    let mut figures = [Figures::default(), Figures::default()];
    for turn in 0..TURNS {
        eprintln!("turn {} of {TURNS}", turn + 1);
        for (program, figures) in programs.iter().zip(&mut figures) {
            let program = program.to_string_lossy();
            let line: Vec<&str> = [&*program, "--bench"]
                .into_iter()
                .chain(words.iter().copied())
                .collect();
            // A bench finds its files from its package, as cargo starts it there.
            figures.add(&step::output(command(&root.join("crates/cli"), &line))?);
        }
    }
    let [before, now] = figures;
    print!("{}", now.beside(&before));
    Ok(())
}

/// A checkout of the commit under `target/`, made anew.
fn checked_out(root: &Path, revision: &str) -> Result<PathBuf, String> {
    let name = step::output(command(
        root,
        &[
            "git",
            "rev-parse",
            "--verify",
            "--short",
            &format!("{revision}^{{commit}}"),
        ],
    ))?;
    let folder = root.join("target/against").join(name.trim());
    if !folder.exists() {
        let path = folder.to_string_lossy();
        step::run(command(
            root,
            &[
                "git",
                "clone",
                "--quiet",
                "--shared",
                "--no-checkout",
                ".",
                &path,
            ],
        ))?;
    }
    step::run(command(
        &folder,
        &["git", "checkout", "--quiet", "--detach", name.trim()],
    ))?;
    Ok(folder)
}

/// The benchmark's program, built as [`cargo_bench`] builds it in that folder.
fn built(folder: &Path, bench: &str) -> Result<PathBuf, String> {
    let mut line = cargo_bench(folder, bench);
    line.extend(["--no-run", "--message-format=json"]);
    let mut build = command(folder, &line);
    build.env("CARGO_TARGET_DIR", folder.join("target"));
    let messages = step::output(build)?;
    let program = messages.lines().rev().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let of_bench = message.pointer("/target/name")? == bench;
        let program = message.get("executable")?.as_str().filter(|_| of_bench)?;
        Some(PathBuf::from(program))
    });
    program.ok_or_else(|| format!("`{}` gave no program", line.join(" ")))
}
