//! What is reported of a violation.

use crate::diagnostic::Diagnostic;
use crate::document::Pointer;
use crate::source::Span;

/// A fault, and what to take away so that it does not come again.
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) prune: Vec<Pointer>,
    /// The map or list that lacks something or has too much. It is reported only while nothing has
    /// been taken from it, since what was taken away may be what is missing.
    pub(super) about: Option<Span>,
    /// It says that something is not there.
    pub(super) lacks: bool,
    /// The key that its author meant by another one: nothing is said of its absence.
    pub(super) meant: Option<Pointer>,
}
