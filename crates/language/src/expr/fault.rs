//! What is wrong with one small text, and where in it.

use crate::diagnostic::{self, Help};
use std::ops::Range;

/// A text that cannot be read or run, explained to the person who wrote it.
///
/// ```text
/// $.a-b     at: 3..4   message: "not a `JSONPath` from `-b` on"   help: "quote such a name: `['a-b']`"
/// ```
///
/// `at` counts bytes of the text; `None` when the whole text is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExprFault {
    /// Bytes of the text that are meant, or `None` for all of it.
    pub at: Option<Range<usize>>,
    /// What is there, in lower case without a full stop.
    pub message: String,
    /// The next step, or the nearest word.
    pub help: Option<Help>,
}

impl ExprFault {
    /// A fault of the whole text.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            at: None,
            message: message.into(),
            help: None,
        }
    }

    /// The same fault, at these bytes of the text.
    #[must_use]
    pub fn at(mut self, bytes: Range<usize>) -> Self {
        self.at = Some(bytes);
        self
    }

    /// The same fault, with a next step.
    #[must_use]
    pub fn help(mut self, step: impl Into<Help>) -> Self {
        self.help = Some(step.into());
        self
    }

    /// The same fault, seen from a longer text that holds this one from byte `start`.
    #[must_use]
    pub(crate) fn within(mut self, start: usize, end: usize) -> Self {
        self.at = Some(self.at.map_or(start..end, |at| {
            start.saturating_add(at.start)..start.saturating_add(at.end)
        }));
        self
    }
}

/// Names the nearest of `known` words, or lists them all.
pub(crate) fn nearest(word: &str, known: &[&str]) -> Help {
    match diagnostic::nearest(word, known) {
        Some(candidate) => Help::meant(candidate),
        None => format!("use one of `{}`", known.join("`, `")).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ExprFault, nearest};

    #[test]
    fn a_fault_moves_with_the_text_around_it() {
        assert_eq!(ExprFault::new("x").at(1..3).within(10, 20).at, Some(11..13));
        assert_eq!(ExprFault::new("x").within(10, 20).at, Some(10..20));
    }

    #[test]
    fn the_nearest_word_is_named() {
        assert_eq!(
            nearest("uper", &["lower", "upper"]).to_string(),
            "did you mean `upper`?"
        );
        assert_eq!(
            nearest("zzzzzz", &["lower", "upper"]).to_string(),
            "use one of `lower`, `upper`"
        );
        // Few letters may be anything.
        assert_eq!(nearest("d", &["s", "h"]).to_string(), "use one of `s`, `h`");
    }
}
