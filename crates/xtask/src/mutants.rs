//! Breaks the engine on purpose in a copy of the tree, at one place at a time; for each such mutant
//! the simulation must name a broken promise: reads of the project's mappings, or of those that nobody
//! wrote.

mod holes;
mod list;
mod mutant;

use self::mutant::Mutant;
use crate::step;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use touchpoint_simulation::Broken;

/// How many reads may pass until a mutant is found.
const READS: u64 = 10_000;
/// How many mappings that nobody wrote may pass.
const STRANGERS: u64 = 600;

/// What must name a mutant.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// Reads of the project's mappings.
    Reads,
    /// Mappings that nobody wrote.
    Strangers,
}

impl By {
    fn mutants(self) -> &'static [Mutant] {
        match self {
            By::Reads => &list::ALL,
            By::Strangers => &holes::ALL,
        }
    }
}

/// Checks that every mutant still finds its text in the tree.
///
/// # Errors
/// One of them does not.
pub(crate) fn fit(root: &Path) -> Result<(), String> {
    for mutant in list::ALL.iter().chain(&holes::ALL) {
        mutant.applied(&read(&root.join(mutant.file))?)?;
    }
    Ok(())
}

/// The commands `mutants-paging` and `mutants-strangers`, each with `[part of a name]`: prints a table,
/// and fails if a mutant is not found.
///
/// # Errors
/// The engine as it is breaks a promise, a mutant survives or does not fit, or nothing can be built.
pub(crate) fn command(root: &Path, by: By, words: &[&str]) -> Result<(), String> {
    fit(root)?;
    let copy = std::env::temp_dir().join(format!("touchpoint-mutants-{}", std::process::id()));
    let done = copied(root, &copy).and_then(|()| all(root, &copy, by, words.first().copied()));
    let _ = std::fs::remove_dir_all(&copy);
    done
}

fn all(root: &Path, copy: &Path, by: By, wanted: Option<&str>) -> Result<(), String> {
    if let Some(broken) = named(root, copy, by)?.first() {
        return Err(format!("the engine as it is breaks a promise: {broken}"));
    }
    let after = match by {
        By::Reads => "after reads",
        By::Strangers => "by the mapping",
    };
    println!("| the engine, broken on purpose | named by | {after} |\n|---|---|---|");
    let mut survivors = Vec::new();
    let chosen = |mutant: &&Mutant| wanted.is_none_or(|part| mutant.name.contains(part));
    for mutant in by.mutants().iter().filter(chosen) {
        let file = copy.join(mutant.file);
        let whole = read(&file)?;
        write(&file, &mutant.applied(&whole)?)?;
        let broken = named(root, copy, by);
        write(&file, &whole)?;
        let broken = broken.map_err(|fault| format!("{}: {fault}", mutant.name))?;
        println!("{}", row(mutant, &broken));
        if broken.is_empty() {
            survivors.push(mutant.name);
        }
    }
    if survivors.is_empty() {
        return Ok(());
    }
    Err(format!("nothing names {}", survivors.join(", ")))
}

fn row(mutant: &Mutant, broken: &[Broken]) -> String {
    let mut promises = String::new();
    for (index, one) in broken.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(promises, "{comma}{}", one.promise);
    }
    match broken.first() {
        Some(first) => format!("| {} | {promises} | {} |", mutant.name, first.reads),
        None => format!("| {} | nothing | |", mutant.name),
    }
}

/// The promises that the simulation of a tree finds broken.
fn named(root: &Path, copy: &Path, by: By) -> Result<Vec<Broken>, String> {
    let target = root.join("target/mutants");
    let mut build = step::command(copy, &["cargo", "build", "--quiet", "-p", "xtask"]);
    build.arg("--target-dir").arg(&target);
    let built = build.output();
    let built = built.map_err(|fault| format!("cannot run cargo: {fault}"))?;
    if !built.status.success() {
        let fault = String::from_utf8_lossy(&built.stderr);
        return Err(format!("it does not build: {}", fault.trim()));
    }
    let mut simulate = Command::new(target.join("debug/xtask"));
    match by {
        By::Reads => simulate.args(["simulate", "--survey", &READS.to_string()]),
        By::Strangers => simulate.args(["simulate", "--strangers", &STRANGERS.to_string()]),
    };
    let output = simulate.output();
    let output = output.map_err(|fault| format!("cannot run the simulation: {fault}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found: Vec<Broken> = match by {
        By::Reads => text.lines().filter_map(Broken::parse).collect(),
        By::Strangers => text.lines().filter_map(by_stranger).collect(),
    };
    // Mappings that break a promise are a failure of that command.
    if output.status.success() || !found.is_empty() {
        return Ok(found);
    }
    let fault = String::from_utf8_lossy(&output.stderr);
    Err(format!("the simulation failed: {}", fault.trim()))
}

/// `1017: placed: …` → the promise that the mapping of this seed breaks.
fn by_stranger(line: &str) -> Option<Broken> {
    let (seed, told) = line.trim().split_once(": ")?;
    let seed = seed.parse().ok()?;
    let (promise, _) = told.split_once(':')?;
    Some(Broken {
        reads: seed,
        promise: promise.to_owned(),
        slug: "stranger".to_owned(),
        seed,
    })
}

/// Copies the files that belong to the project.
fn copied(root: &Path, copy: &Path) -> Result<(), String> {
    let words = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let listed = step::command(root, &words).output();
    let listed = listed.map_err(|fault| format!("cannot list the files: {fault}"))?;
    let names = String::from_utf8_lossy(&listed.stdout);
    // Each name ends with a zero: behind the last stands no name, which would be the whole tree.
    for name in names.split_terminator('\0') {
        let done = copy_all(&root.join(name), &copy.join(name));
        done.map_err(|fault| format!("cannot copy {name}: {fault}"))?;
    }
    Ok(())
}

/// Copies a file, or the folder that a link leads to. A missing file is skipped.
fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            copy_all(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if from.is_file() {
        std::fs::create_dir_all(to.parent().map(PathBuf::from).unwrap_or_default())?;
        std::fs::copy(from, to)?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|fault| format!("{}: {fault}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutant_finds_its_text() {
        fit(&step::root()).unwrap();
    }

    #[test]
    fn a_line_of_the_strangers_is_read_back() {
        let broken = by_stranger("       1017: placed: is pushed, and its value").unwrap();
        assert_eq!((broken.seed, broken.promise.as_str()), (1017, "placed"));
        assert_eq!(by_stranger("   317 read: 9 reads, 7 pages"), None);
        assert_eq!(by_stranger("     1 violations"), None);
    }

    #[test]
    fn a_line_of_the_survey_is_read_back() {
        let broken = Broken {
            reads: 7,
            promise: "none lost".into(),
            slug: "some".into(),
            seed: 6,
        };
        assert_eq!(Broken::parse(&broken.to_string()), Some(broken.clone()));
        let row = row(&list::ALL[0], &[broken]);
        assert!(row.ends_with("| none lost | 7 |"), "{row}");
    }
}
