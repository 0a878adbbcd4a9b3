//! The mends that faults carry. One is offered only where it was tried: with it the fault is gone, and
//! no new one has come.

use crate::faults::faults;
use crate::language::Language;
use touchpoint_language::diagnostic::{Diagnostic, Mend, is_gone};
use touchpoint_language::source::{SourceFile, Span};

/// The mends for the faults that touch a span.
pub fn actions(
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
    let tried = near.filter_map(|fault| {
        let mend = fault.mend.clone()?;
        let after = read(&mend.applied(&source.text)?);
        is_gone(fault, &before, &after).then(|| (fault.clone(), mend))
    });
    tried.collect()
}
