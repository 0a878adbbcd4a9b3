//! Files of every kind become everything that is wrong with them: mappings, overlays laid over
//! their mappings, project files. Accounts and files of other kinds are handed back.

use crate::project::Project;
use std::sync::Arc;
use touchpoint_language::Reader;
use touchpoint_language::check::CheckedMapping;
use touchpoint_language::diagnostic::{Code, Diagnostic, Label, help_for, sort};
use touchpoint_language::document::{At, Pointer, parse};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::mapping::Mapping;
use touchpoint_language::source::SourceFile;

/// What some files are, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Examined {
    /// How many mappings were read.
    pub mappings: usize,
    /// The overlays, and the slugs that they are of.
    pub overlays: Vec<(String, Option<String>)>,
    /// The names of the project files.
    pub projects: Vec<String>,
    /// The accounts files, not read.
    pub accounts: Vec<SourceFile>,
    /// The mappings without errors.
    pub sound: Vec<CheckedMapping>,
    /// Everything that is wrong, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Examines files. `around` are further mappings that overlays may be laid over, such as those
/// built in; of two of one integration the first is meant.
pub fn examine(reader: &Reader, files: Vec<SourceFile>, around: Vec<SourceFile>) -> Examined {
    let mut examined = Examined::default();
    let (mut mappings, mut overlays, mut strangers) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        match kind(&file) {
            FileKind::Overlay => overlays.push(file),
            FileKind::Accounts => examined.accounts.push(file),
            FileKind::Project => {
                examined.projects.push(file.name.clone());
                let told = Project::read(file).err();
                examined.diagnostics.extend(told.into_iter().flatten());
            }
            FileKind::Other(keys) => strangers.push((file, keys)),
            FileKind::Mapping | FileKind::Unknown => mappings.push(file),
        }
    }
    examined.mappings = mappings.len() + strangers.len();
    examined.diagnostics.extend(
        strangers
            .into_iter()
            .map(|(file, keys)| stranger(file, &keys)),
    );
    let faulty: Vec<Option<String>> = mappings
        .iter()
        .map(|file| named(file, "integration"))
        .collect();
    let read = reader.read_all(mappings);
    examined.sound.clone_from(&read.mappings);
    let mut bases = Bases {
        reader,
        sound: read
            .mappings
            .into_iter()
            .map(touchpoint_language::check::CheckedMapping::into_mapping)
            .collect(),
        faulty: faulty.into_iter().flatten().collect(),
        around,
    };
    examined.diagnostics.extend(read.diagnostics);
    for file in overlays {
        let of = named(&file, "of");
        examined.overlays.push((file.name.clone(), of.clone()));
        let told = bases.overlay(file, of.as_deref(), &examined.diagnostics);
        examined.diagnostics.extend(told);
    }
    sort(&mut examined.diagnostics);
    examined
}

/// The fault of a file of which no key is one of ours. What it lacks and what it has too much is not told:
/// it was meant to be something else.
fn stranger(file: SourceFile, keys: &[String]) -> Diagnostic {
    let (document, _) = parse(Arc::new(file));
    let first = keys.first().map(String::as_str).unwrap_or_default();
    let place = Pointer::new().key(first);
    let label = document.label(
        &place,
        At::Key,
        "no key of a mapping, nor of any other file",
    );
    let help = "a mapping begins with `mapping: 1`, an overlay with `overlay: 1`, accounts with `accounts:`, a \
                project file with `touchpoint: 1`";
    let title = "this file is nothing that Touchpoint reads";
    Diagnostic::error(Code::MissingKey, title, label).with_help(help)
}

/// The text at a top key of a file.
fn named(file: &SourceFile, key: &str) -> Option<String> {
    let (document, _) = parse(Arc::new(SourceFile::new(
        file.name.clone(),
        file.text.clone(),
    )));
    let node = document.get(&Pointer::new().key(key))?;
    node.as_text().map(str::to_owned)
}

/// The mappings that an overlay may be laid over.
struct Bases<'r> {
    reader: &'r Reader,
    sound: Vec<Mapping>,
    faulty: Vec<String>,
    around: Vec<SourceFile>,
}

impl Bases<'_> {
    /// What is wrong with an overlay, beyond what was told of its mapping already.
    fn overlay(
        &mut self,
        file: SourceFile,
        of: Option<&str>,
        known: &[Diagnostic],
    ) -> Vec<Diagnostic> {
        let Some(of) = of else {
            return self.reader.overlay_alone(file);
        };
        self.find(of);
        if let Some(base) = self.sound.iter().find(|base| base.integration == of) {
            let overlay = file.name.clone();
            let (_, mut told) = self.reader.overlay(base, file);
            told.retain(|one| {
                let own = one.labels().any(|label| label.source.name == overlay);
                let alike = |other: &Diagnostic| {
                    other.code == one.code
                        && other.title == one.title
                        && other.primary.span == one.primary.span
                };
                own || !known.iter().any(alike)
            });
            return told;
        }
        let copy = Arc::new(SourceFile::new(file.name.clone(), file.text.clone()));
        let mut told = self.reader.overlay_alone(file);
        if !self.faulty.iter().any(|slug| slug == of) {
            told.push(self.unknown(copy, of));
        }
        told
    }

    /// Reads the mapping of a slug from those around, where it is not read yet.
    fn find(&mut self, of: &str) {
        let known = self.sound.iter().any(|base| base.integration == of);
        if known || self.faulty.iter().any(|slug| slug == of) {
            return;
        }
        let position = self
            .around
            .iter()
            .position(|file| named(file, "integration").as_deref() == Some(of));
        if let Some(position) = position {
            match self.reader.read(self.around.swap_remove(position)).0 {
                Some(sound) => self.sound.push(sound.into_mapping()),
                None => self.faulty.push(of.to_owned()),
            }
        }
    }

    /// The fault of an overlay of a mapping that is not there.
    fn unknown(&self, source: Arc<SourceFile>, of: &str) -> Diagnostic {
        let sound = self.sound.iter().map(|base| base.integration.clone());
        let around = self
            .around
            .iter()
            .filter_map(|file| named(file, "integration"));
        let known: Vec<String> = sound.chain(around).collect();
        let (document, _) = parse(source);
        let place = Pointer::new().key("of");
        let label: Label = document.label(&place, At::Value, "no mapping of this slug is known");
        Diagnostic::error(
            Code::UnknownWord,
            format!("there is no integration `{of}`"),
            label,
        )
        .with_help_if(help_for(of.trim_end_matches(".yaml"), &known))
    }
}
