//! A part of a tree that was taken out: where it stood.

use crate::source::Span;

/// A part that was taken out.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The span of the map or list that it was taken from.
    pub(super) from: Span,
    /// Its key, where it was taken from a map.
    pub(super) key: Option<String>,
}
