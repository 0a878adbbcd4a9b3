//! What may be typed at a place: keys, words, members of recorded replies, names.

mod asked;
mod completion;
mod keys;
mod names;
mod paths;
mod words;

pub use completion::{Completion, Sort};

use crate::cursor::{Half, typed};
use crate::language::Language;
use crate::samples::Samples;
use asked::Asked;
use touchpoint_language::source::SourceFile;

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
