//! How the code is laid out: no circle of files, crates that lead down, and a drawing that is true.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod arrows;
mod circles;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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

/// The modules of every crate.
fn house() -> Vec<modules::Module> {
    let mut found = Vec::new();
    for (name, folder) in crates() {
        for first in ["src/lib.rs", "src/main.rs"] {
            let first = folder.join(first);
            if first.exists() {
                found.extend(modules::modules(&name.replace('-', "_"), &first));
            }
        }
    }
    found
}

/// Package → its folder.
fn crates() -> BTreeMap<String, PathBuf> {
    let folders = fs::read_dir(root().join("crates")).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    folders
        .map(|folder| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let mut lines = manifest.lines();
            let name = lines.find_map(|line| line.strip_prefix("name = ")).unwrap();
            (name.trim_matches('"').to_owned(), folder)
        })
        .collect()
}
