//! How the code is laid out: no circle of files, and crates that lead down.

mod arrows;
mod circles;
mod modules;

use std::collections::BTreeMap;
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
