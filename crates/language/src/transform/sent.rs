//! What a vendor would send, for those who play one.

use super::value::Value;
use crate::json::Json;

/// How a played vendor writes.
pub struct Manner<'m> {
    /// A number below another: it decides where several ways of writing are right.
    pub below: &'m mut dyn FnMut(u64) -> u64,
    /// The text of a value that the vendor wrote at this place, to write alike.
    pub like: Option<&'m str>,
    /// True if numbers are written as texts.
    pub as_text: bool,
}

/// What a vendor sends, and what this says: a form may drop what is finer than a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// What stands in the record.
    pub json: Json,
    /// The value that comes out of it.
    pub says: Value<'static>,
}

impl Sent {
    /// A text that says this.
    pub(crate) fn text(text: impl Into<String>, says: Value<'_>) -> Sent {
        Sent {
            json: Json::String(text.into()),
            says: says.into_owned(),
        }
    }
}

impl Manner<'_> {
    /// True once in `n` times.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        (self.below)(n) == 0
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = (self.below)(from.len() as u64);
        from.get(usize::try_from(place).ok()?)
    }
}
