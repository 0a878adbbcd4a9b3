//! What an editor asks about: a place in a text, and what is at hand there.

use crate::language::{Language, Sheet};
use crate::samples::Samples;
use touchpoint_language::source::Span;

/// What is asked for: a place in a text that holds the mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) language: &'a Language,
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) samples: &'a Samples,
    pub(super) offset: usize,
}

impl Asked<'_> {
    /// The bytes of what is typed so far.
    pub(super) fn typed(&self, word: &str) -> Span {
        self.offset.saturating_sub(word.len())..self.offset
    }
}
