//! Mends for faults whose help says what to write. One is offered only where it was tried: with it the
//! fault is gone, and no new one has come.

use crate::faults::faults;
use crate::language::Language;
use touchpoint_language::diagnostic::{Diagnostic, Mend, mends};
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
    let mut found = Vec::new();
    for fault in near {
        let told = |all: &[Diagnostic]| {
            let same = |other: &&Diagnostic| other.code == fault.code && other.title == fault.title;
            all.iter().filter(same).count()
        };
        let mended = mends(fault).into_iter().find(|mend| {
            let start = source.text.get(..mend.span.start);
            let end = source.text.get(mend.span.end..);
            let (Some(start), Some(end)) = (start, end) else {
                return false;
            };
            let after = read(&format!("{start}{}{end}", mend.text));
            told(&after) < told(&before) && after.len() < before.len()
        });
        found.extend(mended.map(|mend| (fault.clone(), mend)));
    }
    found
}
