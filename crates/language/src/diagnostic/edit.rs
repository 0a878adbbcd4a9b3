//! The one change of a text that mends a fault, as data: for an editor's fix, for `--fix`, for SARIF.

use crate::source::Span;

/// What mends a fault.
///
/// ```
/// use std::sync::Arc;
/// use touchpoint_language::diagnostic::{Code, Diagnostic, Help, Label};
/// use touchpoint_language::source::SourceFile;
///
/// let source = Arc::new(SourceFile::new("a.yaml", "recods: $.data[*]"));
/// let fault = Diagnostic::error(Code::UnknownKey, "no such key", Label::new(&source, 0..6, ""));
/// let mend = fault.with_help(Help::meant("records")).mend.unwrap();
/// assert_eq!(mend.title, "write `records`");
/// assert_eq!(mend.applied(&source.text).unwrap(), "records: $.data[*]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What it does, for the author: ``write `records` ``.
    pub title: String,
    /// The changes, in the order of their places; none touches another.
    pub edits: Vec<Edit>,
}

/// One change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The bytes that change.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

impl Edit {
    /// A change.
    pub fn new(span: Span, text: impl Into<String>) -> Edit {
        let text = text.into();
        Edit { span, text }
    }
}

impl Mend {
    /// The text with all changes. `None` for a text that has no such places.
    pub fn applied(&self, text: &str) -> Option<String> {
        applied(text, &self.edits)
    }
}

/// A text with changes, which stand in the order of their places. `None` where two of them meet, and
/// for a text that has no such places.
pub fn applied<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        changed.push_str(text.get(at..edit.span.start)?);
        changed.push_str(&edit.text);
        at = edit.span.end;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}
