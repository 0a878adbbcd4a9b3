//! What may be typed at a place: keys, words, members of recorded replies, names.

mod keys;
mod names;
mod paths;
mod words;

use crate::cursor::{Half, typed};
use crate::language::Language;
use crate::samples::Samples;
use touchpoint_language::source::{SourceFile, Span};

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
    /// Whether the place needs it.
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

/// Everything that may be typed at an offset, the most likely first.
pub fn complete(
    language: &Language,
    source: &SourceFile,
    offset: usize,
    samples: &Samples,
) -> Vec<Completion> {
    let mut found = Vec::new();
    for typed in typed(language, source, offset) {
        let asked = Asked {
            language,
            sheet: &typed.sheet,
            samples,
            offset,
        };
        let offered = match &typed.half {
            Half::Key {
                map,
                before,
                written,
                colon,
            } => keys::keys(&asked, map, before, written, *colon),
            Half::Value { value, before } => words::values(&asked, value, before),
        };
        for one in offered {
            if !found
                .iter()
                .any(|other: &Completion| other.label == one.label)
            {
                found.push(one);
            }
        }
    }
    found
}

/// What is asked for: a place in a text that holds the mark.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    language: &'a Language,
    sheet: &'a crate::language::Sheet<'a>,
    samples: &'a Samples,
    offset: usize,
}

impl Asked<'_> {
    /// The bytes of what is typed so far.
    fn typed(&self, word: &str) -> Span {
        self.offset.saturating_sub(word.len())..self.offset
    }
}

impl Completion {
    fn new(label: impl Into<String>, replaced: Span, sort: Sort) -> Completion {
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
