//! Tells if a mend removed its fault.

use super::{Diagnostic, Severity};

/// True if a fault of those before is gone from those after, and no other has come in its place. A warning may
/// stand in place of an error: the error has hidden it.
///
/// ```
/// use std::sync::Arc;
/// use touchpoint_language::diagnostic::{Code, Diagnostic, Label, is_gone};
/// use touchpoint_language::source::SourceFile;
///
/// let source = Arc::new(SourceFile::new("a.yaml", "a: b"));
/// let fault = |title: &str| Diagnostic::error(Code::WrongForm, title, Label::new(&source, 0..1, ""));
/// assert!(is_gone(&fault("one"), &[fault("one"), fault("two")], &[fault("two")]));
/// assert!(!is_gone(&fault("one"), &[fault("one")], &[fault("three")]));
/// ```
pub fn is_gone(fault: &Diagnostic, before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let errors = |all: &[Diagnostic]| {
        let errors = all.iter().filter(|one| one.severity == Severity::Error);
        errors.count()
    };
    let fewer =
        after.len() < before.len() || after.len() == before.len() && errors(after) < errors(before);
    fewer && count_alike(after, fault) < count_alike(before, fault)
}

/// How many of these say the same as one of them, wherever they stand.
pub fn count_alike(all: &[Diagnostic], fault: &Diagnostic) -> usize {
    let alike = |one: &&Diagnostic| one.code == fault.code && one.title == fault.title;
    all.iter().filter(alike).count()
}
