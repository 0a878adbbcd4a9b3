//! How the code is laid out: no circle of files, crates that lead down, no crate that outgrows the others, and a
//! drawing that is true.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod arrows;
mod circles;
mod modules;

use conformance::files_below;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The share of all lines of Rust that no crate reaches, in percent.
const LARGEST: usize = 27;

#[test]
fn no_files_lead_to_each_other() {
    let modules = house();
    let arrows = arrows::arrows(&modules);
    assert!(
        arrows.len() > 100,
        "only {} files have arrows",
        arrows.len()
    );
    let found = circles::circles(&arrows);
    let told: Vec<String> = found
        .iter()
        .map(|circle| circles::told(circle, &arrows, root()))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// `docs/architecture.md` has a table of the crates, each with those that it stands on.
#[test]
fn the_crates_stand_on_what_the_document_says() {
    let drawn = drawn();
    let real: BTreeMap<String, BTreeSet<String>> = crates()
        .into_values()
        .map(|folder| (short(&folder), stands_on(&folder)))
        .collect();
    assert_eq!(drawn, real);
}

/// A crate never names one that is drawn above it, features included.
#[test]
fn crates_lead_down() {
    let order: Vec<String> = rows().into_iter().map(|(name, _)| name).collect();
    for (name, below) in drawn() {
        let place = |name: &String| order.iter().position(|other| other == name).unwrap();
        for other in below {
            assert!(place(&other) < place(&name), "`{name}` stands on `{other}`");
        }
    }
}

/// The drawing above the table names the same crates, each above all that it stands on.
#[test]
fn the_drawing_agrees_with_the_table() {
    let levels = levels();
    let level = |name: &str| {
        levels
            .iter()
            .position(|level| level.iter().any(|n| n == name))
    };
    let shown: BTreeSet<&String> = levels.iter().flatten().collect();
    assert_eq!(shown.len(), levels.iter().flatten().count(), "{levels:?}");
    let table = drawn();
    assert_eq!(shown, table.keys().collect());
    for (name, below) in &table {
        for other in below {
            assert!(
                level(name).unwrap() < level(other).unwrap(),
                "`{name}` stands on `{other}`, and is not drawn above it"
            );
        }
    }
}

/// No crate is the project by itself.
#[test]
fn the_largest_crate_is_a_part_of_the_whole() {
    let files = files_below(root()).unwrap();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|is| is == "rs"))
    {
        let inside = file.strip_prefix(root().join("crates"));
        let owner = inside.map_or("beside".into(), |inside| {
            let folder = inside.components().next().unwrap();
            folder.as_os_str().to_string_lossy()
        });
        let count = fs::read_to_string(file).unwrap().lines().count();
        *lines.entry(owner.into_owned()).or_default() += count;
    }
    let all: usize = lines.values().sum();
    for (name, own) in lines {
        assert!(
            own * 100 < LARGEST * all,
            "`{name}` has {own} of {all} lines"
        );
    }
}

/// The lines of the drawing, from above: the crates that stand side by side.
fn levels() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let (_, section) = text.split_once("## The crates\n").unwrap();
    let drawing = section.split("```").nth(1).unwrap();
    let lines = drawing
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (names, _) = line.split_once("  ").unwrap();
            names.split(" · ").map(str::to_owned).collect()
        })
        .collect()
}

fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    rows().into_iter().collect()
}

/// The rows of the table, in order: a crate and what it stands on.
fn rows() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", name, _, below, ""] = cells.as_slice() else {
            return None;
        };
        let name = name.strip_prefix('`')?.strip_suffix('`')?;
        let words = below.split(|c: char| !c.is_ascii_alphanumeric());
        let below = words.filter(|word| !word.is_empty()).map(str::to_owned);
        Some((name.to_owned(), below.collect()))
    });
    rows.collect()
}

/// The crates of ours that a crate needs, those of its features too.
fn stands_on(folder: &Path) -> BTreeSet<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let mut needed = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        if inside && (name == "touchpoint" || name.starts_with("touchpoint-")) {
            needed.insert(name.trim_start_matches("touchpoint-").to_owned());
        }
    }
    needed
}

/// The name of a crate's folder: `core`.
fn short(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The modules of every crate, of the tests and benchmarks that are more than one file, and of what stands beside the
/// crates.
fn house() -> Vec<modules::Module> {
    let mut found = Vec::new();
    let mut crates = crates();
    for beside in ["tests", "tests/oracle"] {
        let folder = root().join(beside);
        crates.insert(package(&folder), folder);
    }
    for (name, folder) in crates {
        let name = name.replace('-', "_");
        for first in ["src/lib.rs", "src/main.rs"] {
            let first = folder.join(first);
            if first.exists() {
                found.extend(modules::modules(&name, &first));
            }
        }
        for first in programs(&folder) {
            // No path can name it, and so none leads into it.
            let name = first.strip_prefix(&folder).unwrap().display().to_string();
            found.extend(modules::modules(&name, &first));
        }
    }
    found
}

/// The first files of tests and benchmarks that are folders.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let below = |kind: &str| fs::read_dir(folder.join(kind)).into_iter().flatten();
    let all = below("tests").chain(below("benches"));
    let firsts = all.map(|entry| entry.unwrap().path().join("main.rs"));
    firsts.filter(|first| first.exists()).collect()
}

/// Package → its folder.
fn crates() -> BTreeMap<String, PathBuf> {
    let folders = fs::read_dir(root().join("crates")).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    folders.map(|folder| (package(&folder), folder)).collect()
}

/// The name of the package in a folder.
fn package(folder: &Path) -> String {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let mut lines = manifest.lines();
    let name = lines.find_map(|line| line.strip_prefix("name = ")).unwrap();
    name.trim_matches('"').to_owned()
}
