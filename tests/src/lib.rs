//! What tests and benchmarks share: where the project's files stand, pages of records, and a database
//! server.
#![forbid(unsafe_code)]

mod filled;
mod json;
pub mod postgres;
mod skipped;

pub use filled::filled;
pub use skipped::{NO_SKIPS, skipped};

use std::{fs, io, path::Path, path::PathBuf};

/// The root of the project.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// Every file below a folder, in order of its path; hidden folders of tools and build output apart. A
/// link is not followed: what it leads to is found where it stands.
///
/// # Errors
/// A folder that cannot be read.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            let foreign = ["target", ".git", "node_modules"]
                .iter()
                .any(|own| name == *own);
            if foreign || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The files of `mappings/`, in order.
///
/// # Errors
/// The folder cannot be read.
pub fn mappings() -> io::Result<Vec<PathBuf>> {
    let files = files_below(&root().join("mappings"))?;
    let yaml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml");
    Ok(files.into_iter().filter(yaml).collect())
}
