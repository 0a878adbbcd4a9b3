//! What is wrong with a query, one value per parameter, so that a caller learns all of it at once.

/// How many characters of a caller's value a failure repeats.
const LONGEST_ECHO: usize = 100;

/// One thing in a query that cannot be taken; the caller acts.
///
/// ```text
/// parameter  limit     came  many     message  `limit` is `many`; write a whole number, 1 or more
/// ```
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Failure {
    /// The parameter as the caller writes it: `owner[id]`.
    pub parameter: String,
    /// The caller's value, shortened when it is long; empty where there was none.
    pub came: String,
    /// What is wrong and what to write instead.
    pub message: String,
    /// The words that are allowed here; empty where they cannot be listed.
    pub allowed: Vec<String>,
    /// True if this vendor cannot serve the parameter, though another one may.
    pub unserved: bool,
}

impl Failure {
    /// A failure of one parameter. `says` continues the sentence "`parameter` …": `is …; write …`.
    pub fn new(parameter: &str, came: &str, says: &str) -> Failure {
        Failure {
            parameter: parameter.to_owned(),
            came: shorten(came),
            message: format!("`{}` {says}", shorten(parameter)),
            allowed: Vec::new(),
            unserved: false,
        }
    }

    /// The same failure, of a parameter that this vendor cannot serve.
    #[must_use]
    pub fn unserved(mut self) -> Failure {
        self.unserved = true;
        self
    }

    /// The same failure with the words that are allowed.
    #[must_use]
    pub fn allowing<S: Into<String>>(mut self, words: impl IntoIterator<Item = S>) -> Failure {
        self.allowed = words.into_iter().map(Into::into).collect();
        self
    }
}

/// One thing in a query that was left out. A reply header tells the caller.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Ignored {
    /// The parameter as the caller writes it, or the field named in it.
    pub parameter: String,
    /// Why it was left out.
    pub message: String,
}

/// A caller's text as a message repeats it: no longer than a line.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_ECHO) {
        Some((at, _)) => text
            .split_at_checked(at)
            .map_or_else(String::new, |(start, _)| format!("{start}…")),
        None => text.to_owned(),
    }
}

/// A canonical name as a query writes it: `owner.id` is `owner[id]`.
pub fn bracketed(dotted: &str) -> String {
    let mut names = dotted.split('.');
    let mut text = names.next().unwrap_or_default().to_owned();
    for name in names {
        text.push('[');
        text.push_str(name);
        text.push(']');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_reads_as_a_sentence_and_repeats_little() {
        let failure = Failure::new("colour", &"é".repeat(300), "is too long").allowing(["red"]);
        assert_eq!(failure.to_string(), "`colour` is too long");
        assert_eq!(failure.came.chars().count(), 101);
        assert_eq!(failure.allowed, ["red"]);
    }

    #[test]
    fn canonical_names_are_shown_in_brackets() {
        assert_eq!(bracketed("buyer.address.city"), "buyer[address][city]");
        assert_eq!(bracketed("buyer"), "buyer");
    }
}
