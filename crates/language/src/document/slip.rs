//! A mistake of one line: what is reported, and what is parsed instead.

use super::around::{Around, Line};
use crate::diagnostic::{Code, Diagnostic, Help, Label};
use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// A mistake, and how it is repaired.
pub(super) struct Repair {
    /// What is reported.
    pub(super) fault: Diagnostic,
    /// What is parsed instead, byte for byte as long.
    pub(super) edits: Vec<(Span, String)>,
    /// What stands there for a value that could not be read.
    pub(super) faulty: Vec<Span>,
    /// True if lines were left out.
    pub(super) torn: bool,
}

/// A fault whose title says what stands there.
pub(super) fn told(
    source: &Arc<SourceFile>,
    code: Code,
    span: Span,
    title: impl Into<String>,
    help: impl Into<Help>,
) -> Diagnostic {
    let label = Label::new(source, span, "");
    Diagnostic::error(code, title, label).with_help(help)
}

pub(super) fn blank(span: &Span) -> (Span, String) {
    (span.clone(), " ".repeat(span.len()))
}

pub(super) fn only(fault: Diagnostic, edits: Vec<(Span, String)>) -> Repair {
    Repair {
        fault,
        edits,
        faulty: Vec::new(),
        torn: false,
    }
}

/// A repair that leaves whole lines out.
pub(super) fn without<'a>(
    fault: Diagnostic,
    left_out: impl IntoIterator<Item = Line<'a>>,
) -> Repair {
    let edits = left_out.into_iter().map(|line| blank(&line.span()));
    Repair {
        torn: true,
        ..only(fault, edits.collect())
    }
}

/// Every line of the text, with its number.
pub(super) fn lines(around: Around<'_>) -> impl Iterator<Item = Line<'_>> {
    let (last, _) = around.source.line_column(around.text.len());
    (1..=last).filter_map(move |number| around.line(number))
}
