//! One command of the chores, run in the root of the workspace; a failure names it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map(PathBuf::from).unwrap_or(here)
}

/// A command that runs in the root of the workspace.
pub(crate) fn command(root: &Path, words: &[&str]) -> Command {
    let (program, rest) = words.split_first().unwrap_or((&"true", &[]));
    let mut command = Command::new(program);
    command.args(rest).current_dir(root);
    command
}

/// The program as the tests build it: with their features, so that nothing is built twice.
pub(crate) fn program(root: &Path) -> Result<PathBuf, String> {
    let build = ["cargo", "test", "--workspace", "--no-run", "--quiet"];
    run(command(root, &build))?;
    Ok(built(root, "debug"))
}

/// The program as it is released, built with the profile `dist`; or the one that `TOUCHPOINT_PROGRAM`
/// names, which is there already.
pub(crate) fn released(root: &Path) -> Result<PathBuf, String> {
    if let Some(given) = std::env::var_os("TOUCHPOINT_PROGRAM") {
        return Ok(PathBuf::from(given));
    }
    let build = "cargo build --quiet --profile dist --package touchpoint-cli";
    run(command(root, &build.split(' ').collect::<Vec<_>>()))?;
    Ok(built(root, "dist"))
}

/// Where cargo puts the program: `target/debug/touchpoint`.
pub(crate) fn built(root: &Path, profile: &str) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root.join("target"));
    let name = format!("touchpoint{}", std::env::consts::EXE_SUFFIX);
    folder.join(profile).join(name)
}

/// Prints the heading of a step.
pub(crate) fn heading(title: &str) {
    println!("\n== {title}");
}

/// Runs a command; its output goes where ours goes.
pub(crate) fn run(mut command: Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| format!("cannot run {}: {error}", shown(&command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed ({status})", shown(&command)))
    }
}

/// Runs a command and gives back what it prints.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot run {}: {error}", shown(&command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{} failed ({})", shown(&command), output.status))
    }
}

/// Runs a command and gives back the lines of its stderr, which are printed as they come.
pub(crate) fn run_reading_stderr(mut command: Command) -> Result<Vec<String>, String> {
    let cannot = |error: std::io::Error| format!("cannot run the command: {error}");
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(cannot)?;
    let mut lines = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            eprintln!("{line}");
            lines.push(line);
        }
    }
    let status = child.wait().map_err(cannot)?;
    if status.success() {
        Ok(lines)
    } else {
        Err(format!("{} failed ({status})", shown(&command)))
    }
}

/// Runs a command that must fail, quietly.
pub(crate) fn run_refused(mut command: Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot run {}: {error}", shown(&command)))?;
    if output.status.success() {
        Err(format!("{} accepts what is wrong", shown(&command)))
    } else {
        Ok(())
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}
