//! Sound files with one mistake each: it is told alone, at its line, in words that lead to the mend.
//! `tests/mistakes/mistakes.yaml` is the table.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::diagnostics::told_of;
use crate::given::project;
use serde::Deserialize;
use std::fs;
use touchpoint_language::diagnostic::{Diagnostic, text};
use touchpoint_language::source::SourceFile;

/// A line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    /// The sound file.
    file: String,
    /// What is written over, once.
    over: String,
    /// What is written.
    write: String,
    /// The code that is told.
    code: String,
    /// A part of the line at which it is told.
    at: String,
    /// A part of the title.
    #[serde(default)]
    title: String,
    /// A part of the help.
    #[serde(default)]
    help: String,
}

impl Mistake {
    fn is_told_by(&self, told: &Diagnostic) -> bool {
        let (source, span) = (&told.primary.source, &told.primary.span);
        let (line, _) = source.line_column(span.start);
        told.code.as_str() == self.code
            && source.name == self.file
            && source.slice(&source.lines(line, line)).contains(&self.at)
            && told.title.contains(&self.title)
            && told
                .help
                .as_deref()
                .unwrap_or_default()
                .contains(&self.help)
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(project(&format!("tests/mistakes/{name}"))).unwrap()
}

/// A file with what it stands on: an overlay is laid over the mapping.
fn files(file: &str, text: String) -> Vec<SourceFile> {
    let mut files = vec![SourceFile::new(file, text)];
    if file == "overlay.yaml" {
        files.push(SourceFile::new("mapping.yaml", read("mapping.yaml")));
    }
    files
}

/// What is told of a file.
fn told(file: &str, text: String) -> Vec<Diagnostic> {
    told_of(files(file, text))
}

/// The files of each mistake, by what is written there.
pub(crate) fn broken_files() -> Vec<(String, Vec<SourceFile>)> {
    let all: Vec<Mistake> = serde_yaml::from_str(&read("mistakes.yaml")).unwrap();
    let files = |mistake: Mistake| {
        let broken = read(&mistake.file).replacen(&mistake.over, &mistake.write, 1);
        (mistake.write, files(&mistake.file, broken))
    };
    all.into_iter().map(files).collect()
}

#[test]
fn each_mistake_is_told_alone_at_its_line_with_its_mend() {
    let all: Vec<Mistake> = serde_yaml::from_str(&read("mistakes.yaml")).unwrap();
    assert!(all.len() >= 50, "{}", all.len());
    let mut wrong = Vec::new();
    for mistake in all {
        let sound = read(&mistake.file);
        let places = sound.matches(&mistake.over).count();
        let broken = sound.replacen(&mistake.over, &mistake.write, 1);
        let told = told(&mistake.file, broken);
        let is_right = matches!(told.as_slice(), [one] if mistake.is_told_by(one));
        if places == 0 || !is_right {
            let told = text::render(&told, false);
            wrong.push(format!("{places} places of {mistake:#?}\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_mistake_the_files_are_sound() {
    for file in [
        "mapping.yaml",
        "overlay.yaml",
        "accounts.yaml",
        "touchpoint.yaml",
    ] {
        let told = told(file, read(file));
        assert!(told.is_empty(), "{}", text::render(&told, false));
    }
}
