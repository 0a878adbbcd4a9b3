//! Diagnostics in the form that was asked for, and their number.

use super::Screen;
use clap::ValueEnum;
use std::io;
use touchpoint_language::diagnostic::{Diagnostic, Severity, github, json, sarif, text};

/// How findings are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Form {
    /// As a compiler does, with the lines at fault
    Text,
    /// An array, for programs
    Json,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

/// Writes diagnostics.
pub(crate) fn diagnostics(
    screen: &mut Screen,
    diagnostics: &[Diagnostic],
    form: Form,
) -> io::Result<()> {
    let rendered = match form {
        Form::Text => text::render(diagnostics, screen.colour()),
        Form::Json => json::render(diagnostics),
        Form::Sarif => sarif::render(diagnostics),
        Form::Github => github::render(diagnostics),
    };
    screen.text(&rendered)
}

/// Says how many files were checked and what was found.
pub(crate) fn summary(screen: &mut Screen, checked: usize, diagnostics: &[Diagnostic]) {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let line = format!(
        "{} checked: {}, {}",
        several(checked, "mapping"),
        several(count(Severity::Error), "error"),
        several(count(Severity::Warning), "warning"),
    );
    screen.note(&line);
}

/// `1 error`, `2 errors`.
pub(super) fn several(number: usize, word: &str) -> String {
    if number == 1 {
        format!("1 {word}")
    } else {
        format!("{number} {word}s")
    }
}
