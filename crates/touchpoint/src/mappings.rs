//! Where mappings come from: the program itself, a folder, or texts at hand.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};
use touchpoint_language::document::{Pointer, parse};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;

/// The names and texts of `mappings/`; the build script lists them.
static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/mappings.rs"));

/// The mappings that were built in, by name; none without the feature `built-in`, which is on by default.
pub fn built_in_mappings() -> Vec<SourceFile> {
    let files = BUILT_IN.iter();
    let named = files.map(|(name, text)| SourceFile::new(format!("mappings/{name}"), *text));
    named.collect()
}

/// The same with their slugs: a mapping's file is named after its integration.
pub(crate) fn built_in_by_slug() -> Vec<(String, SourceFile)> {
    let slug = |source: &SourceFile| {
        let stem = Path::new(&source.name).file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
    };
    let sources = built_in_mappings().into_iter();
    sources
        .map(|source| (slug(&source).unwrap_or_default(), source))
        .collect()
}

/// True if a text has a list of this resource, by its lines.
pub(crate) fn has_list(source: &SourceFile, resource: &str) -> bool {
    let key = format!("{resource}:");
    let short = format!("resource: {resource}");
    let mut lines = source
        .text
        .lines()
        .map(|line| line.replace(['"', '\''], ""));
    lines.any(|line| {
        let line = line.trim();
        line == short || line.starts_with(&key)
    })
}

/// The mapping files found under some paths, and those that could not be read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct MappingFiles {
    /// The files, by name.
    pub sources: Vec<SourceFile>,
    /// The files that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// Reads mapping files: each path is a file, or a folder of `*.yaml` and `*.yml` files. Files of a
/// folder that say that they are something else are passed over.
pub fn mapping_files(paths: &[PathBuf]) -> MappingFiles {
    gather(paths, |source| {
        matches!(kind(source), FileKind::Mapping | FileKind::Unknown)
    })
}

/// Reads files of every kind: each path is a file, or a folder of `*.yaml` and `*.yml` files.
pub fn yaml_files(paths: &[PathBuf]) -> MappingFiles {
    gather(paths, |_| true)
}

/// Reads the files, and of a folder those that are wanted.
fn gather(paths: &[PathBuf], wanted: impl Fn(&SourceFile) -> bool) -> MappingFiles {
    let mut found = MappingFiles::default();
    for path in paths {
        if !path.is_dir() {
            found.read(path.clone());
            continue;
        }
        let mut inside = MappingFiles::default();
        match folder(path) {
            Ok(files) => files.into_iter().for_each(|file| inside.read(file)),
            Err(error) => inside.unreadable.push((path.clone(), error)),
        }
        inside.sources.retain(&wanted);
        found.sources.append(&mut inside.sources);
        found.unreadable.append(&mut inside.unreadable);
    }
    // A file that is named twice, by itself and by its folder, is one.
    let mut seen = HashSet::new();
    found
        .sources
        .retain(|source| fs::canonicalize(&source.name).map_or(true, |path| seen.insert(path)));
    found
}

/// The slug that a mapping's text names.
pub(crate) fn slug_of(source: &SourceFile) -> Option<String> {
    let copy = SourceFile::new(source.name.clone(), source.text.clone());
    let (document, _) = parse(Arc::new(copy));
    let node = document.get(&Pointer::new().key("integration"))?;
    node.as_text().map(str::to_owned)
}

fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        // Files of the working folder are shown by their bare names.
        let path = path.strip_prefix(".").map_or(path.clone(), Path::to_owned);
        if path.is_file() && is_mapping(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn is_mapping(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

impl MappingFiles {
    fn read(&mut self, path: PathBuf) {
        match fs::read_to_string(&path) {
            Ok(text) => self
                .sources
                .push(SourceFile::new(path.to_string_lossy(), text)),
            Err(error) => self.unreadable.push((path, error)),
        }
    }
}

#[cfg(all(test, feature = "built-in"))]
mod tests {
    use super::*;
    use touchpoint_core::registry::PlanReader;
    use touchpoint_language::unified::engagement_model;

    #[test]
    fn each_that_is_built_in_is_sound_and_named_after_its_integration() {
        let reader = PlanReader::new(engagement_model()).unwrap();
        let all = built_in_by_slug();
        assert!(!all.is_empty());
        for (slug, source) in all {
            let (plan, told) = reader.read(source);
            assert_eq!(plan.unwrap().integration(), slug);
            assert!(told.is_empty(), "{slug}: {told:?}");
        }
    }
}
