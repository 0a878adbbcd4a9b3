//! What a vendor would send, for code that plays a vendor.

use super::value::Value;
use crate::json::Json;

/// How a played vendor writes.
pub struct Manner<'m> {
    /// Gives a number below another one: it decides between several right ways of writing.
    pub below: &'m mut dyn FnMut(u64) -> u64,
    /// A text that the vendor wrote at this place, to write in the same manner.
    pub like: Option<&'m str>,
    /// True if numbers are written as texts.
    pub as_text: bool,
}

/// What a vendor sends, and the value that this means: a form may drop parts of a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// What stands in the record.
    pub json: Json,
    /// The value that it means.
    pub says: Value<'static>,
}

impl Sent {
    /// A text that means this value.
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
