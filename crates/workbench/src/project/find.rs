//! Finds what a folder is about: the nearest `touchpoint.yaml` at or above it, or the mappings that
//! lie in it.

use super::Project;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::yaml_files;
use touchpoint_language::diagnostic::{Code, Diagnostic, Label};
use touchpoint_language::kind::{FileKind, PROJECT_FILE, kind};
use touchpoint_language::source::SourceFile;

impl Project {
    /// The project that a folder belongs to; without one, what is built in.
    ///
    /// 1. The nearest `touchpoint.yaml`, in the folder or above it.
    /// 2. A folder with mappings in it: these, with the cases below `corpus/` and the accounts of
    ///    `accounts.yaml` where they are there.
    ///
    /// `folder` may be relative; paths are then relative too.
    ///
    /// # Errors
    /// Every fault of the project file.
    pub fn find(folder: &Path) -> Result<Project, Vec<Diagnostic>> {
        let here = if folder == Path::new("") {
            Path::new(".")
        } else {
            folder
        };
        let depth = fs::canonicalize(here).map_or(1, |path| path.ancestors().count());
        let mut above = folder.to_owned();
        for _ in 0..depth {
            let file = above.join(PROJECT_FILE);
            if file.is_file() {
                return Project::open(&file);
            }
            above.push("..");
        }
        Ok(of_folder(here))
    }

    /// Reads a project file.
    ///
    /// # Errors
    /// Every fault, also that it cannot be read.
    pub fn open(file: &Path) -> Result<Project, Vec<Diagnostic>> {
        let name = file.to_string_lossy();
        match fs::read_to_string(file) {
            Ok(text) => Project::read(SourceFile::new(name, text)),
            Err(error) => {
                let label = Label::new(
                    &Arc::new(SourceFile::new(name, "")),
                    0..0,
                    error.to_string(),
                );
                let title = "this file cannot be read";
                Err(vec![Diagnostic::error(Code::UnreadableFile, title, label)])
            }
        }
    }
}

/// The project of a folder without a project file.
fn of_folder(folder: &Path) -> Project {
    let files = yaml_files(&[folder.to_owned()]).sources;
    let is_mapping = |file: &SourceFile| {
        kind(file) == FileKind::Mapping
            && file.text.lines().any(|line| line.starts_with("mapping:"))
    };
    if !files.iter().any(is_mapping) {
        return Project::default();
    }
    let beside = |name: &str| {
        let path = folder.strip_prefix(".").unwrap_or(folder).join(name);
        Some(path).filter(|path: &PathBuf| path.exists())
    };
    let overlays = files.iter().filter(|file| kind(file) == FileKind::Overlay);
    Project {
        overlays: overlays.map(|file| PathBuf::from(&file.name)).collect(),
        mappings: vec![folder.to_owned()],
        corpus: beside("corpus"),
        accounts: beside("accounts.yaml"),
        ..Project::default()
    }
}
