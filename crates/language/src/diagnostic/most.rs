//! How many faults of one text are told. An author mends the first ones first, and the work of telling
//! must not grow with a text that is wrong everywhere.

use super::{Code, Diagnostic, Label};
use crate::source::SourceFile;
use std::sync::Arc;

/// The most faults of one text that are told.
pub const MOST_FAULTS: usize = 500;

/// Leaves out what goes beyond the most faults, and says so.
pub fn bounded(source: &Arc<SourceFile>, faults: &mut Vec<Diagnostic>) {
    if faults.len() <= MOST_FAULTS {
        return;
    }
    let beyond = |fault: &Diagnostic| fault.code == Code::TooLarge;
    let told = faults.iter().any(beyond);
    faults.truncate(MOST_FAULTS);
    if !told || !faults.iter().any(beyond) {
        faults.push(too_many(source));
    }
}

/// The fault of a text that has too many.
pub(crate) fn too_many(source: &Arc<SourceFile>) -> Diagnostic {
    let title = format!("more than {MOST_FAULTS} faults");
    let help = "mend these first; the others are told then";
    Diagnostic::error(Code::TooLarge, title, Label::new(source, 0..0, "")).with_help(help)
}
