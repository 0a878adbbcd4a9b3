//! A project file's text becomes a [`Project`], or all of its faults at their places.

use super::Project;
use super::written::{Paths, WrittenProject, schema};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint_language::diagnostic::{Code, Diagnostic, Help, Label, Severity, nearest};
use touchpoint_language::document::{At, Document, Pointer, parse};
use touchpoint_language::json::from_json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::structure::Judge;

/// So many names beside a path that leads nowhere are compared with it.
const MOST_NAMES: usize = 1000;

impl Project {
    /// Reads a project file's text. Paths are joined to the folder that its name says.
    ///
    /// # Errors
    /// Every fault, with its place; the author of the file acts.
    pub fn read(source: SourceFile) -> Result<Project, Vec<Diagnostic>> {
        let (project, told) = Project::said(source)?;
        if told.is_empty() {
            Ok(project)
        } else {
            Err(told)
        }
    }

    /// What a project file says, and the faults of paths that lead nowhere.
    pub(super) fn said(source: SourceFile) -> Result<(Project, Vec<Diagnostic>), Vec<Diagnostic>> {
        let source = Arc::new(source);
        let path = PathBuf::from(&source.name);
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let (document, mut told) = parse(source.clone());
        let judge = Judge::new(&schema(), &[]).map_err(|why| vec![ours(&source, why)])?;
        let (document, found) = judge.examine(document);
        told.extend(found);
        let faulty = |all: &[Diagnostic]| all.iter().any(|d| d.severity == Severity::Error);
        if faulty(&told) {
            return Err(told);
        }
        let written = from_json::<WrittenProject>(document.to_json())
            .map_err(|fault| vec![ours(&source, fault.to_string())])?;
        let at = |name: &str| Pointer::new().key(name);
        let joined = |path: &String| folder.join(path);
        let project = Project {
            mappings: written.mappings.joined(&folder),
            built_in: written.built_in,
            corpus: written.corpus.as_ref().map(joined),
            overlays: written.overlays.joined(&folder),
            model: written.model.as_ref().map(joined),
            accounts: written.accounts.as_ref().map(joined),
            file: Some(path.clone()),
        };
        for (name, paths) in [
            ("mappings", &project.mappings),
            ("overlays", &project.overlays),
        ] {
            let is_list = document
                .get(&at(name))
                .is_some_and(|n| n.as_text().is_none());
            for (index, path) in paths.iter().enumerate() {
                let place = if is_list {
                    at(name).index(index)
                } else {
                    at(name)
                };
                told.extend(missing(&document, &place, path));
            }
        }
        for (name, path) in [
            ("corpus", &project.corpus),
            ("model", &project.model),
            ("accounts", &project.accounts),
        ] {
            let path = path.iter();
            told.extend(path.filter_map(|path| missing(&document, &at(name), path)));
        }
        Ok((project, told))
    }
}

impl Paths {
    fn joined(&self, folder: &Path) -> Vec<PathBuf> {
        match self {
            Paths::None => Vec::new(),
            Paths::One(path) => vec![folder.join(path)],
            Paths::Many(paths) => paths.iter().map(|path| folder.join(path)).collect(),
        }
    }
}

/// The fault of a path that leads nowhere.
fn missing(document: &Document, place: &Pointer, path: &Path) -> Option<Diagnostic> {
    (!path.exists()).then(|| {
        let label = document.label(place, At::Value, "paths start at this file's folder");
        let title = format!("there is no `{}`", path.display());
        let fault = Diagnostic::error(Code::UnreadableFile, title, label);
        if path.to_string_lossy().contains('*') {
            return fault.with_help("name the folder: all mappings in it are read");
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match nearest(&name, &beside(path)) {
            Some(near) => fault.with_help(Help::meant(near).words_alone()),
            None => fault.with_help("make it, or name one that is there"),
        }
    })
}

/// The names that stand where a path would lead.
fn beside(path: &Path) -> Vec<String> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
    let names = entries.into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names.truncate(MOST_NAMES);
    names
}

/// A fault of the file as a whole.
fn ours(source: &Arc<SourceFile>, why: String) -> Diagnostic {
    let label = Label::new(source, 0..0, why);
    Diagnostic::error(Code::WrongForm, "this project file cannot be read", label)
}
