//! A regular expression that a whole value must match, read once.

use regex_lite::Regex;
use std::fmt;

/// A regular expression that a whole value must match. One that cannot be read matches nothing; the
/// structure check refuses it where a mapping writes it.
///
/// ```
/// use touchpoint_language::expr::Pattern;
/// let pattern = Pattern::new("[0-9]+|me");
/// assert!(pattern.matches("17") && pattern.matches("me") && !pattern.matches("17a"));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    whole: Option<Regex>,
}

impl Pattern {
    /// Reads an expression.
    pub fn new(text: impl Into<String>) -> Pattern {
        let text = text.into();
        let whole = Regex::new(&format!("^(?:{text})$")).ok();
        Pattern { text, whole }
    }

    /// True if a whole value matches.
    pub fn matches(&self, value: &str) -> bool {
        self.whole
            .as_ref()
            .is_some_and(|whole| whole.is_match(value))
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Two patterns are equal when their texts are.
impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
