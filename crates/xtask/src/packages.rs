//! Packs each published crate as for a registry, with the mappings and cases that are linked into
//! it.

use crate::step::{command, output, run};
use std::{fs, io, path::Path, path::PathBuf};

/// The crates that this workspace alone needs.
const UNPUBLISHED: [&str; 3] = ["xtask", "conformance", "touchpoint-oracle"];

/// Packs all published crates, and checks that every linked folder is complete in its package.
/// Packing refuses a crate that needs an unpublished one, or one without a version.
///
/// # Errors
/// What cargo said, or the folder of which files are missing.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let pack = "cargo package --workspace --no-verify --allow-dirty --locked --offline --quiet";
    let mut pack = command(root, &pack.split(' ').collect::<Vec<_>>());
    pack.args(UNPUBLISHED.iter().flat_map(|name| ["--exclude", name]));
    run(pack)?;
    let linked = linked(root).map_err(|error| error.to_string())?;
    for link in linked {
        whole(root, &link)?;
    }
    Ok(())
}

/// The folders in crates that are links to folders beside them.
fn linked(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut links = Vec::new();
    for package in fs::read_dir(root.join("crates"))? {
        for entry in fs::read_dir(package?.path())? {
            let path = entry?.path();
            if path.is_symlink() && path.is_dir() {
                links.push(path);
            }
        }
    }
    Ok(links)
}

/// Compares the number of a linked folder's files with the number in the package.
fn whole(root: &Path, link: &Path) -> Result<(), String> {
    let (Some(package), Some(name)) = (link.parent(), link.file_name()) else {
        return Ok(());
    };
    let list = ["cargo", "package", "--list", "--allow-dirty", "--offline"];
    let mut list = command(root, &list);
    list.arg("--manifest-path").arg(package.join("Cargo.toml"));
    let list = output(list)?;
    let below = format!("{}/", name.to_string_lossy());
    let packed = list.lines().filter(|line| line.starts_with(&below)).count();
    let there = count(link).map_err(|error| error.to_string())?;
    if packed == there {
        Ok(())
    } else {
        let link = link.display();
        Err(format!(
            "{packed} of the {there} files of {link} are packed"
        ))
    }
}

fn count(folder: &Path) -> io::Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        files += if path.is_dir() { count(&path)? } else { 1 };
    }
    Ok(files)
}
