//! Where cases come from: a folder, or the copy that is built into the program. Both give the same
//! list of paths and bytes.

use crate::case::Case;
use crate::fault::CorpusFault;
use crate::read::{read, read_each};
use crate::request_file::UNWRITTEN;
use include_dir::{Dir, include_dir};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// The cases of the further lists, `<model>/<slug>/<case>/`.
static FURTHER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/further");

/// How deep files are looked for: integration, case, file, and one level more, whose files are
/// reported as faults.
const DEEPEST: usize = 4;

/// The cases of a folder, `<path>/<slug>/<case>/`, in the order of their names.
///
/// # Errors
/// All faults of all cases at once; the author of the cases acts.
pub fn read_dir(path: impl AsRef<Path>) -> Result<Vec<Case>, Vec<CorpusFault>> {
    read(files(path.as_ref(), &[])?)
}

/// Those of some integrations alone: nothing is said of the others, and an integration without a folder
/// has none.
///
/// # Errors
/// As [`read_dir`].
pub fn read_dir_of(
    path: impl AsRef<Path>,
    slugs: &[String],
) -> Result<Vec<Case>, Vec<CorpusFault>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    read(files(path.as_ref(), slugs)?)
}

/// Those of some integrations, or without any of all, where what the engine can write may be missing:
/// requests, and what the caller gets. Such a case differs from everything until it is accepted.
///
/// # Errors
/// As [`read_dir`].
pub fn read_dir_unfinished(
    path: impl AsRef<Path>,
    slugs: &[String],
) -> Result<Vec<Case>, Vec<CorpusFault>> {
    read_files(files(path.as_ref(), slugs)?)
}

/// The same, with each case alone: those that can be read, and what is wrong with the files of the others.
///
/// # Errors
/// The folder, or a file in it, cannot be read.
pub fn read_dir_each(
    path: impl AsRef<Path>,
    slugs: &[String],
) -> Result<(Vec<Case>, Vec<CorpusFault>), Vec<CorpusFault>> {
    let mut files = files(path.as_ref(), slugs)?;
    fill(&mut files);
    Ok(read_each(&files))
}

/// The files of some integrations, or without any of all.
fn files(root: &Path, slugs: &[String]) -> Result<BTreeMap<String, Vec<u8>>, Vec<CorpusFault>> {
    let mut files = BTreeMap::new();
    let mut faults = Vec::new();
    if slugs.is_empty() || !root.is_dir() {
        faults = walk(root, "", DEEPEST, &mut files);
    }
    let folders = slugs.iter().map(|slug| (slug, root.join(slug)));
    for (slug, folder) in folders.filter(|(_, folder)| folder.is_dir()) {
        faults.extend(walk(&folder, slug, DEEPEST - 1, &mut files));
    }
    if faults.is_empty() {
        Ok(files)
    } else {
        Err(faults)
    }
}

/// The cases of files at hand, by their paths `<slug>/<case>/<file>`; what the engine can write may
/// be missing.
///
/// # Errors
/// As [`read_dir`].
pub fn read_files(mut files: BTreeMap<String, Vec<u8>>) -> Result<Vec<Case>, Vec<CorpusFault>> {
    fill(&mut files);
    read(files)
}

/// Adds empty files where the engine can write them.
fn fill(files: &mut BTreeMap<String, Vec<u8>>) {
    let replies: Vec<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix(".reply.http").map(str::to_owned))
        .collect();
    for stem in replies {
        let request = files.entry(format!("{stem}.request.http"));
        request.or_insert_with(|| UNWRITTEN.into());
        let page = stem.trim_end_matches(|c: char| c.is_ascii_lowercase());
        if !files.contains_key(&format!("{page}.error.json")) {
            let expected = files.entry(format!("{page}.expected.json"));
            expected.or_insert_with(|| b"null".to_vec());
        }
    }
    // A query that is refused has no call.
    let cases: Vec<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix("/case.yaml").map(str::to_owned))
        .collect();
    for case in cases {
        let is_there = |file: &str| files.contains_key(&format!("{case}/1.{file}"));
        if !is_there("expected.json") && !is_there("error.json") {
            files.insert(format!("{case}/1.expected.json"), b"null".to_vec());
        }
    }
}

/// The cases that were built in.
///
/// # Errors
/// As [`read_dir`]; the build's author acts.
pub fn built_in() -> Result<Vec<Case>, Vec<CorpusFault>> {
    below(&BUILT_IN)
}

/// The built-in cases of one integration; none where it has none.
///
/// # Errors
/// As [`built_in`].
pub fn built_in_of(slug: &str) -> Result<Vec<Case>, Vec<CorpusFault>> {
    BUILT_IN.get_dir(slug).map_or_else(|| Ok(Vec::new()), below)
}

/// The built-in cases of the lists of another model, such as `crm/contacts`: those in the folder
/// `contacts`. None where it has none.
///
/// # Errors
/// As [`built_in`].
pub fn built_in_further(resource: &str) -> Result<Vec<Case>, Vec<CorpusFault>> {
    let model = resource.rsplit('/').next().unwrap_or_default();
    let folder = FURTHER.get_dir(model);
    folder.map_or_else(|| Ok(Vec::new()), |folder| below_from(folder, 1))
}

fn below(folder: &'static Dir<'static>) -> Result<Vec<Case>, Vec<CorpusFault>> {
    below_from(folder, 0)
}

/// The cases in a folder; `skipped` leading path steps are dropped.
fn below_from(
    folder: &'static Dir<'static>,
    skipped: usize,
) -> Result<Vec<Case>, Vec<CorpusFault>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            let steps: Vec<&str> = path.split('/').skip(skipped).collect();
            files.insert(steps.join("/"), file.contents().to_vec());
        }
    }
    read(files)
}

fn walk(
    folder: &Path,
    name: &str,
    depth: usize,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<CorpusFault> {
    let entries = match list(folder) {
        Ok(entries) => entries,
        Err(fault) => return vec![unreadable(folder, &fault)],
    };
    let mut faults = Vec::new();
    for path in entries {
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = match name {
            "" => file_name.into_owned(),
            folder => format!("{folder}/{file_name}"),
        };
        if path.is_dir() && depth > 1 {
            faults.extend(walk(&path, &name, depth - 1, files));
        } else if path.is_file() {
            match fs::read(&path) {
                Ok(bytes) => {
                    files.insert(name, bytes);
                }
                Err(fault) => faults.push(unreadable(&path, &fault)),
            }
        }
    }
    faults
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect()
}

fn unreadable(path: &Path, fault: &io::Error) -> CorpusFault {
    CorpusFault {
        file: path.display().to_string(),
        line: None,
        message: format!("cannot be read: {fault}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_copy_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
        let names = |cases: Result<Vec<Case>, _>| {
            cases.map(|cases| {
                cases
                    .into_iter()
                    .map(|c| (c.slug, c.name))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(names(built_in()), names(read_dir(folder)));
        let (first, _) = names(built_in()).unwrap().swap_remove(0);
        let of_first = names(built_in()).map(|mut all| {
            all.retain(|(slug, _)| *slug == first);
            all
        });
        assert_eq!(names(built_in_of(&first)), of_first);
        assert_eq!(names(built_in_of("nobody")), Ok(Vec::new()));
    }

    #[test]
    fn a_missing_folder_is_a_fault() {
        let faults = read_dir("/nowhere/at/all").unwrap_err();
        assert!(
            faults[0]
                .to_string()
                .starts_with("/nowhere/at/all: cannot be read")
        );
    }
}
