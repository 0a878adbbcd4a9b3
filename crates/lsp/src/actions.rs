//! Mends for faults whose help says what to write. One is offered only where it was tried: with it the
//! fault is gone, and no new one has come.

use crate::faults::faults;
use crate::language::Language;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::{SourceFile, Span};

/// One change of the text that mends a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// What it does, for the author: ``write `records` ``.
    pub title: String,
    /// The bytes that change.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// The mends for the faults that touch a span.
pub fn mends(
    language: &Language,
    source: &SourceFile,
    touched: &Span,
    mapping_of: impl Fn(&str) -> Option<SourceFile>,
) -> Vec<(Diagnostic, Mend)> {
    let read = |text: &str| {
        faults(
            language,
            SourceFile::new(source.name.clone(), text),
            &mapping_of,
        )
    };
    let before = read(&source.text);
    let near = before.iter().filter(|fault| {
        let span = &fault.primary.span;
        span.start <= touched.end && touched.start <= span.end
    });
    let mut found = Vec::new();
    for fault in near {
        let Some(mend) = meant(source, fault) else {
            continue;
        };
        let (Some(start), Some(end)) = (
            source.text.get(..mend.span.start),
            source.text.get(mend.span.end..),
        ) else {
            continue;
        };
        let after = read(&format!("{start}{}{end}", mend.text));
        let told = |all: &[Diagnostic]| {
            all.iter()
                .filter(|other| other.code == fault.code && other.title == fault.title)
                .count()
        };
        if told(&after) < told(&before) && after.len() < before.len() {
            found.push((fault.clone(), mend));
        }
    }
    found
}

/// What the help of a fault says to write in place of what is marked.
fn meant(source: &SourceFile, fault: &Diagnostic) -> Option<Mend> {
    let help = fault.help.as_deref()?;
    let rest = help
        .strip_prefix("did you mean `")
        .or_else(|| help.strip_prefix("write `"))?;
    let (word, end) = rest.split_once('`')?;
    if !["", "?"].contains(&end) {
        return None;
    }
    let span = fault.primary.span.clone();
    let written = source.slice(&span);
    let quote = written
        .chars()
        .next()
        .filter(|c| "'\"".contains(*c) && !word.starts_with(*c));
    let text = match quote {
        Some(quote) => format!("{quote}{word}{quote}"),
        None => word.to_owned(),
    };
    Some(Mend {
        title: format!("write `{word}`"),
        span,
        text,
    })
}
