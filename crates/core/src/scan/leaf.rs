//! One value on its way through an expression: the text of a JSON value, found in the page or made.

use crate::slices;
use std::borrow::Cow;
use touchpoint_language::json::{Json, Object};

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

    pub(super) fn is_empty_text(&self) -> bool {
        self.0 == "\"\""
    }

    /// The text of a scalar, digit for digit; nothing for null, lists and objects.
    #[inline]
    pub(super) fn text(self) -> Option<Cow<'v, str>> {
        match self.0 {
            Cow::Borrowed(raw) => slices::text(raw),
            Cow::Owned(raw) => slices::text(&raw).map(|text| Cow::Owned(text.into_owned())),
        }
    }

    /// A value that says as much as those ask who read times and durations: the text of a scalar, or
    /// what else it is.
    pub(super) fn as_written(&self) -> Json {
        match slices::text(&self.0) {
            Some(text) => Json::String(text.into_owned()),
            None if self.0.starts_with('[') => Json::Array(Vec::new()),
            None if self.0.starts_with('{') => Json::Object(Object::new()),
            None => Json::Null,
        }
    }

    /// What it is called where a text belongs.
    pub(super) fn kind(&self) -> &'static str {
        match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            _ => "a value",
        }
    }
}
