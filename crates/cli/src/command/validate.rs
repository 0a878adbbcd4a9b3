//! `validate`: prints all diagnostics of mapping files.

use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Form, Screen};
use crate::today::Today;
use clap::Args;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::{MappingFiles, built_in_mappings, mapping_files};
use touchpoint_language::Reader;
use touchpoint_language::diagnostic::{Code, Diagnostic, Label, Severity, add_new, sort};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::models;

pub(crate) const EXAMPLE: &str = "touchpoint validate mappings/{slug}.yaml --format github";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Mapping files, or folders of them; without any, the mappings built in
    paths: Vec<PathBuf>,

    /// How findings are written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Exit with 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,

    #[command(flatten)]
    today: Today,

    /// The JSON Schema of another unified model
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let models = match &arguments.model {
        Some(path) => vec![model(path)?],
        None => models(),
    };
    let files = if arguments.paths.is_empty() {
        MappingFiles {
            sources: built_in_mappings(),
            unreadable: Vec::new(),
        }
    } else {
        mapping_files(&arguments.paths)
    };
    let checked = files.sources.len();
    if checked == 0 && files.unreadable.is_empty() {
        let failed = Failed::said(Exit::Usage, "there are no mapping files here");
        return Err(failed.help("name a file, or a folder of `*.yaml` files"));
    }
    let today = arguments.today.day();
    let mut diagnostics = Vec::new();
    for model in models {
        let reader = Reader::new(model).map_err(|why| Failed::said(Exit::Unreadable, why))?;
        let again = |source: &SourceFile| SourceFile::new(&source.name, &source.text);
        let outcome = reader.read_all(files.sources.iter().map(again));
        let mappings = outcome.mappings.iter();
        let notices = mappings.flat_map(|mapping| mapping.notices(today));
        let mut found: Vec<Diagnostic> = notices.collect();
        found.extend(outcome.diagnostics);
        add_new(&mut diagnostics, found);
    }
    let unreadable = !files.unreadable.is_empty();
    let unread = files.unreadable.iter();
    diagnostics.extend(unread.map(|(path, error)| unreadable_file(path, error)));
    sort(&mut diagnostics);
    print::diagnostics(screen, &diagnostics, arguments.format)?;
    if arguments.format == Form::Text {
        screen.flush()?;
        print::summary(screen, checked, &diagnostics);
    }
    let of = |severity| diagnostics.iter().any(|d| d.severity == severity);
    Ok(if unreadable {
        Exit::Unreadable
    } else if of(Severity::Error) || arguments.deny_warnings && of(Severity::Warning) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn unreadable_file(path: &Path, error: &std::io::Error) -> Diagnostic {
    let source = Arc::new(SourceFile::new(path.to_string_lossy(), ""));
    if error.kind() == ErrorKind::InvalidData {
        return not_utf8(path, &source);
    }
    let label = Label::new(&source, 0..0, error.to_string());
    Diagnostic::error(Code::UnreadableFile, "this file cannot be read", label)
}

/// The diagnostic of a file that is not UTF-8; its first bytes may tell its encoding.
fn not_utf8(path: &Path, source: &Arc<SourceFile>) -> Diagnostic {
    let mut start = [0_u8; 2];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    let title = match (read, start) {
        (Ok(()), [0xff, 0xfe] | [0xfe, 0xff]) => "this file is UTF-16",
        _ => "this file is not UTF-8",
    };
    let label = Label::new(source, 0..0, "");
    Diagnostic::error(Code::UnreadableFile, title, label).with_help("save it as UTF-8")
}
