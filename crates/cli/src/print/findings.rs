//! Prints findings about mappings and replies: diagnostics in the wanted form, and on standard
//! error the warnings of a reply.

use super::Screen;
use clap::ValueEnum;
use std::io;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::Warning;
use touchpoint_language::diagnostic::{Diagnostic, Severity, github, json, sarif, text};

/// How many warnings are shown.
const SHOWN: usize = 5;

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

/// The files that were checked, by kind.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) mappings: usize,
    /// With the slugs that they are of.
    pub(crate) overlays: Vec<(String, Option<String>)>,
    pub(crate) accounts: Vec<String>,
    pub(crate) projects: Vec<String>,
    pub(crate) settings: Vec<String>,
}

/// Says what was checked, what each file is that is no mapping, and what was found.
pub(crate) fn summary(screen: &mut Screen, checked: &Checked, diagnostics: &[Diagnostic]) {
    for (name, of) in &checked.overlays {
        let of = of
            .as_ref()
            .map_or("an unknown mapping".to_owned(), |of| format!("`{of}`"));
        screen.note(&format!("{name}: an overlay of {of}"));
    }
    for (names, what) in [
        (&checked.accounts, "accounts"),
        (&checked.projects, "a project file"),
        (&checked.settings, "settings of `touchpoint serve`"),
    ] {
        for name in names {
            screen.note(&format!("{name}: {what}"));
        }
    }
    let counts = [
        (checked.mappings, "mapping"),
        (checked.overlays.len(), "overlay"),
        (checked.accounts.len(), "accounts file"),
        (checked.projects.len(), "project file"),
        (checked.settings.len(), "settings file"),
    ];
    let counted = counts.iter().filter(|(count, _)| *count > 0);
    let mut counted: Vec<String> = counted.map(|(count, what)| several(*count, what)).collect();
    if counted.is_empty() {
        counted.push("no file".to_owned());
    }
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let mut line = format!(
        "{} checked: {}, {}",
        counted.join(", "),
        several(count(Severity::Error), "error"),
        several(count(Severity::Warning), "warning"),
    );
    let notices = count(Severity::Notice);
    if notices > 0 {
        line = format!("{line}, {}", several(notices, "notice"));
    }
    screen.note(&line);
}

/// Prints what was ignored because the caller allowed it.
pub(crate) fn ignored<'i>(screen: &mut Screen, ignored: impl IntoIterator<Item = &'i Ignored>) {
    for one in ignored {
        screen.warn(&format!("ignored: {}: {}", one.parameter, one.message));
    }
}

/// Prints what could not be mapped: how much, and the first few with their places.
pub(crate) fn warnings(screen: &mut Screen, warnings: &[Warning]) {
    if warnings.is_empty() {
        return;
    }
    screen.warn(&several(warnings.len(), "warning"));
    for warning in warnings.iter().take(SHOWN) {
        screen.note(&format!("  {}", line(warning)));
    }
    if warnings.len() > SHOWN {
        screen.note(&format!("  and {} more", warnings.len() - SHOWN));
    }
}

/// Prints what the reply shows about its mapping.
pub(crate) fn met(screen: &mut Screen, met: &[Warning]) {
    for one in met {
        screen.warn(&line(one));
    }
}

fn line(warning: &Warning) -> String {
    let record = warning.record.map(|record| match warning.count {
        0 | 1 => format!("record {record}: "),
        count => format!("{count} records, the first is {record}: "),
    });
    // The empty pointer is the whole record.
    let pointer = warning
        .pointer
        .as_deref()
        .filter(|pointer| !pointer.is_empty());
    let pointer = pointer.map(|pointer| format!(", at {pointer}"));
    let place = warning.place.as_ref().map(|place| format!(" ({place})"));
    let parts = [record, Some(warning.message.clone()), pointer, place];
    parts.into_iter().flatten().collect()
}

/// Says what became of the filters.
pub(super) fn filters(screen: &mut Screen, filters: &[(String, Fate)]) {
    if !filters.is_empty() {
        let each = filters
            .iter()
            .map(|(name, fate)| format!("{name} {}", fate.word()));
        screen.note(&format!("filters: {}", each.collect::<Vec<_>>().join(", ")));
    }
}

/// `1 error`, `2 errors`.
pub(super) fn several(number: usize, word: &str) -> String {
    if number == 1 {
        format!("1 {word}")
    } else {
        format!("{number} {word}s")
    }
}
