//! One thing that may be typed, and what an editor shows of it.

use touchpoint_language::source::Span;

/// One thing that may be typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// What it is called: `subject`.
    pub label: String,
    /// What is put in the text in place of `replaced`: `subject: `.
    pub insert: String,
    /// The bytes that are typed so far.
    pub replaced: Span,
    /// A few words beside it: its type, a value.
    pub detail: Option<String>,
    /// What is said of it.
    pub documentation: Option<String>,
    /// What it is.
    pub sort: Sort,
    /// True if the place needs it.
    pub required: bool,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sort {
    /// A key of the language.
    Key,
    /// A unified field or parameter.
    Unified,
    /// One of the words of a value.
    Word,
    /// A member of a recorded reply.
    Member,
    /// A name of the mapping's own.
    Name,
    /// How a value may be written.
    Example,
}

impl Completion {
    pub(super) fn new(label: impl Into<String>, replaced: Span, sort: Sort) -> Completion {
        let label = label.into();
        Completion {
            insert: label.clone(),
            label,
            replaced,
            detail: None,
            documentation: None,
            sort,
            required: false,
        }
    }
}
