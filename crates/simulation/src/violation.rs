//! A promise that was broken.

/// A promise that was broken, and by what.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The promise: `none lost`, `none twice`.
    pub promise: &'static str,
    /// What was seen.
    pub what: String,
}

impl Violation {
    pub(crate) fn new(promise: &'static str, what: impl Into<String>) -> Violation {
        Violation {
            promise,
            what: what.into(),
        }
    }
}
