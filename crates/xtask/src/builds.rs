//! `cargo xtask builds`: what the crate `touchpoint` brings into a program that depends on it alone, by its features:
//! crates, and the processor seconds of a debug build from nothing.

use crate::step::{command, output};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The sets that are built unless others are named: the engine alone, what a program gets that says nothing, and that
/// with the validator.
const USUAL: [&str; 3] = ["none", "default", "default,validate"];

/// Builds a program outside the workspace with each set of features, and prints a table.
///
/// # Errors
/// It does not build, or the shell does not tell its times.
pub(crate) fn print(root: &Path, sets: &[&str]) -> Result<(), String> {
    println!("| features | crates | processor seconds |\n|---|---|---|");
    let sets = if sets.is_empty() { &USUAL } else { sets };
    for set in sets {
        let folder = root.join("target/builds").join(set.replace(',', "-"));
        program(root, &folder, set).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        let crates = crates(&folder)?;
        println!("| {set} | {crates} | {:.0} |", seconds(&folder)?);
    }
    Ok(())
}

/// Writes a program with one dependency.
fn program(root: &Path, folder: &Path, set: &str) -> std::io::Result<()> {
    let features = match set {
        "none" => String::new(),
        set => format!("\"{}\"", set.replace(',', "\", \"")),
    };
    let library = root.join("crates/touchpoint").display().to_string();
    let manifest = format!(
        "[package]\nname = \"embeds\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ntouchpoint = {{ path = {library:?}, default-features = false, features = [{features}] }}\n"
    );
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The versions are those of the workspace.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let main = "fn main() {\n    let _ = touchpoint::Touchpoint::builder();\n}\n";
    fs::write(folder.join("src/main.rs"), main)
}

fn crates(folder: &Path) -> Result<usize, String> {
    let words = [
        "cargo", "tree", "-e", "normal", "--prefix", "none", "--format", "{p}",
    ];
    let tree = output(command(folder, &words))?;
    let named = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words.next()?))
    });
    // The program itself is none of them.
    Ok(named.collect::<BTreeSet<_>>().len().saturating_sub(1))
}

/// The processor seconds of a build, as the shell counts them: of cargo and of all that it starts.
fn seconds(folder: &Path) -> Result<f64, String> {
    let line = "cargo build --quiet --target-dir target >&2 && times";
    let mut shell = command(folder, &["sh", "-c", line]);
    shell.env_remove("CARGO_TARGET_DIR");
    let times = output(shell)?;
    of_children(&times).ok_or_else(|| format!("the shell tells no times: {times}"))
}

/// The second line of what `times` prints: `2m3.450000s 0m7.100000s`, of the user and of the system.
fn of_children(times: &str) -> Option<f64> {
    let children = times.lines().nth(1)?.split_whitespace();
    let seconds = children.map(|time| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    });
    seconds.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_children_are_added() {
        assert_eq!(
            of_children("0m0.01s 0m0.02s\n2m3.5s 0m7.25s\n"),
            Some(130.75)
        );
        assert_eq!(of_children("nothing"), None);
    }
}
