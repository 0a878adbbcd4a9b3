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

/// Where mappings and cases lie in a project without a file.
const MAPPINGS: &str = "mappings";
const CORPUS: &str = "corpus";

impl Project {
    /// The project that a folder belongs to; without one, what is built in.
    ///
    /// 1. The nearest `touchpoint.yaml`, in the folder or above it.
    /// 2. A folder with mappings in its `mappings/`, or else in it: these, with the cases below `corpus/` and the
    ///    accounts of `accounts.yaml` where they are there.
    ///
    /// `folder` may be relative; paths are then relative too.
    ///
    /// # Errors
    /// Every fault of the project file.
    pub fn find(folder: &Path) -> Result<Project, Vec<Diagnostic>> {
        found(folder, Project::open)
    }

    /// The same where what the project file names need not be there yet.
    ///
    /// # Errors
    /// Every other fault of the project file.
    pub fn planned(folder: &Path) -> Result<Project, Vec<Diagnostic>> {
        found(folder, |file| {
            Project::said(text(file)?).map(|(project, _)| project)
        })
    }

    /// Reads a project file.
    ///
    /// # Errors
    /// Every fault, also that it cannot be read.
    pub fn open(file: &Path) -> Result<Project, Vec<Diagnostic>> {
        Project::read(text(file)?)
    }
}

/// The project that a folder belongs to, with its file read in one way or another.
fn found(
    folder: &Path,
    open: impl Fn(&Path) -> Result<Project, Vec<Diagnostic>>,
) -> Result<Project, Vec<Diagnostic>> {
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
            return open(&file);
        }
        above.push("..");
    }
    Ok(of_folder(&whole(here)))
}

/// The folder that a project without a file begins in: in `mappings/`, the one above it.
fn whole(folder: &Path) -> PathBuf {
    let path = fs::canonicalize(folder).unwrap_or_default();
    let above = folder.join("..");
    let is_part = path.ends_with(MAPPINGS) && above.join(CORPUS).is_dir();
    if is_part { above } else { folder.to_owned() }
}

/// The text of a project file.
fn text(file: &Path) -> Result<SourceFile, Vec<Diagnostic>> {
    let name = file.to_string_lossy();
    match fs::read_to_string(file) {
        Ok(text) => Ok(SourceFile::new(name, text)),
        Err(error) => {
            let empty = Arc::new(SourceFile::new(name, ""));
            let label = Label::new(&empty, 0..0, error.to_string());
            let title = "this file cannot be read";
            Err(vec![Diagnostic::error(Code::UnreadableFile, title, label)])
        }
    }
}

/// The project of a folder without a project file.
fn of_folder(folder: &Path) -> Project {
    let beside = |name: &str| {
        let path = folder.strip_prefix(".").unwrap_or(folder).join(name);
        Some(path).filter(|path: &PathBuf| path.exists())
    };
    let corpus = beside(CORPUS);
    let own = mappings_in(folder).map(|files| (folder.to_owned(), files));
    // What `new` writes where no project file is: `mappings/` and `corpus/`.
    let below = || {
        let below = beside(MAPPINGS)?;
        mappings_in(&below).map(|files| (below, files))
    };
    // A copy that lies beside `mappings/` hides nothing.
    let Some((mappings, mut files)) = below().or(own) else {
        return Project::default();
    };
    if let Some(overlays) = beside("overlays").filter(|_| mappings != folder) {
        files.extend(yaml_files(&[overlays]).sources);
    }
    let overlays = files.iter().filter(|file| kind(file) == FileKind::Overlay);
    Project {
        overlays: overlays.map(|file| PathBuf::from(&file.name)).collect(),
        mappings: vec![mappings],
        corpus,
        accounts: beside("accounts.yaml"),
        ..Project::default()
    }
}

/// The files right in a folder, if a mapping is among them.
fn mappings_in(folder: &Path) -> Option<Vec<SourceFile>> {
    let files = yaml_files(&[folder.to_owned()]).sources;
    let is_mapping = |file: &SourceFile| {
        kind(file) == FileKind::Mapping
            && file.text.lines().any(|line| line.starts_with("mapping:"))
    };
    files.iter().any(is_mapping).then_some(files)
}
