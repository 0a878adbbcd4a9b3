//! One value on its way through an expression: the JSON text of a value that was found in the page
//! or made.

use crate::slices;
use std::borrow::Cow;
use touchpoint_language::transform::Value;

/// The text of one value, which is JSON.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'v>(pub(super) Cow<'v, str>);

impl<'v> Leaf<'v> {
    /// A text that was found.
    #[inline]
    pub(super) fn found(raw: &'v str) -> Leaf<'v> {
        Leaf(Cow::Borrowed(raw))
    }

    pub(super) fn is_null(&self) -> bool {
        self.0.starts_with('n')
    }

    /// The value that it is; nothing for null.
    pub(super) fn value(self) -> Option<Value<'v>> {
        match self.0.as_bytes().first() {
            Some(b'{') => Some(Value::Object),
            Some(b'[') => Some(Value::List),
            _ => self.text().map(Value::Text),
        }
    }

    /// The text of a scalar, digit for digit; nothing for null, lists and objects.
    #[inline]
    fn text(self) -> Option<Cow<'v, str>> {
        match self.0 {
            Cow::Borrowed(raw) => slices::text(raw),
            Cow::Owned(raw) => slices::text(&raw).map(|text| Cow::Owned(text.into_owned())),
        }
    }
}
