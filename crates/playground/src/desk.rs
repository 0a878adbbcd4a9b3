//! What the playground was given: mappings, and the cases beside them. Every file that it reads or
//! writes is one of these; no name that comes over HTTP becomes a path.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use touchpoint::{built_in_mappings, mapping_files};
use touchpoint_core::registry::PlanReader;
use touchpoint_corpus::Case;
use touchpoint_language::document::{Pointer, parse};
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::project::Project;

/// Mappings and cases, and what reads them.
#[derive(Debug)]
pub struct Desk {
    pub(crate) reader: PlanReader,
    pub(crate) model: Model,
    sheets: BTreeMap<String, Sheet>,
    corpus: Option<PathBuf>,
}

/// One mapping.
#[derive(Debug)]
struct Sheet {
    /// How people know it.
    name: String,
    /// Where it is kept; one that is built in has no place.
    file: Option<PathBuf>,
    text: String,
}

/// Why there is nothing to open.
#[derive(Debug)]
pub enum DeskFault {
    /// The model gives no valid schema.
    Model(String),
    /// The project's paths hold no mapping.
    NoMapping,
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
}

impl std::fmt::Display for DeskFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DeskFault::Model(why) => out.write_str(why),
            DeskFault::NoMapping => out.write_str("the project's paths hold no mapping"),
            DeskFault::Unreadable(path, why) => write!(out, "`{}`: {why}", path.display()),
        }
    }
}

impl std::error::Error for DeskFault {}

impl Desk {
    /// What a project names: its mappings, each of which can be saved to its file, and its cases. Those
    /// that are built in can be changed on the page, not saved.
    ///
    /// # Errors
    /// [`DeskFault`]: a path or a file below it cannot be read, or there is no mapping.
    pub fn of(project: &Project, model: Model) -> Result<Desk, DeskFault> {
        let files = mapping_files(&project.mappings);
        if let Some((path, why)) = files.unreadable.into_iter().next() {
            return Err(DeskFault::Unreadable(path, why));
        }
        let mut sheets = BTreeMap::new();
        if project.has_built_in() {
            sheets.extend(
                built_in_mappings()
                    .into_iter()
                    .map(|source| sheet(source, None)),
            );
        }
        sheets.extend(files.sources.into_iter().map(|source| {
            let file = PathBuf::from(&source.name);
            sheet(source, Some(file))
        }));
        if sheets.is_empty() {
            return Err(DeskFault::NoMapping);
        }
        Ok(Desk {
            reader: PlanReader::new(model.clone()).map_err(DeskFault::Model)?,
            model,
            sheets,
            corpus: project.corpus.clone(),
        })
    }

    /// The slugs, in order.
    pub(crate) fn slugs(&self) -> Vec<&str> {
        self.sheets.keys().map(String::as_str).collect()
    }

    /// The text of a mapping as it is kept now, and whether it can be saved.
    pub(crate) fn text(&self, slug: &str) -> Option<(SourceFile, bool)> {
        let sheet = self.sheets.get(slug)?;
        let kept = sheet
            .file
            .as_ref()
            .and_then(|file| fs::read_to_string(file).ok());
        let text = kept.unwrap_or_else(|| sheet.text.clone());
        Some((
            SourceFile::new(sheet.name.clone(), text),
            sheet.file.is_some(),
        ))
    }

    /// Writes a mapping to the file that it came from.
    pub(crate) fn save(&self, slug: &str, text: &str) -> io::Result<()> {
        let file = self.sheets.get(slug).and_then(|sheet| sheet.file.as_ref());
        let file =
            file.ok_or_else(|| io::Error::other("this mapping is built in: it has no file"))?;
        fs::write(file, text)
    }

    /// The name of a mapping's text, for its diagnostics.
    pub(crate) fn name(&self, slug: &str) -> String {
        self.sheets
            .get(slug)
            .map_or_else(|| "mapping.yaml".to_owned(), |sheet| sheet.name.clone())
    }

    /// The cases of a slug. Faults of the corpus are told in words.
    pub(crate) fn cases(&self, slug: &str) -> Result<Vec<Case>, String> {
        if !self.sheets.contains_key(slug) {
            return Ok(Vec::new());
        }
        let read = match &self.corpus {
            Some(folder) if folder.join(slug).is_dir() => touchpoint_corpus::read_dir(folder),
            Some(_) => return Ok(Vec::new()),
            None => touchpoint_corpus::built_in_of(slug),
        };
        let cases = read.map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        Ok(cases.into_iter().filter(|case| case.slug == slug).collect())
    }
}

/// A mapping under its slug; one that does not tell it is known by its file.
fn sheet(source: SourceFile, file: Option<PathBuf>) -> (String, Sheet) {
    let name = source.name.clone();
    let text = source.text.clone();
    let (document, _) = parse(source.into());
    let slug = document
        .get(&Pointer::new().key("integration"))
        .and_then(|node| node.as_text());
    let stem = || {
        Path::new(&name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let slug = slug.map_or_else(stem, str::to_owned);
    (slug, Sheet { name, file, text })
}
