//! A marked piece of a text.

use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// A marked piece of a text with a few words about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Label {
    /// The text.
    pub source: Arc<SourceFile>,
    /// The bytes.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
}

impl Label {
    /// Marks a span.
    pub fn new(source: &Arc<SourceFile>, span: Span, text: impl Into<String>) -> Self {
        Self {
            source: Arc::clone(source),
            span,
            text: text.into(),
        }
    }
}
