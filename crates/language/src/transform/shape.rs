//! What a transform does, for an engine that does it faster than [`super::Transform::apply`].

use crate::expr::TimeForm;
use indexmap::IndexMap;
use jiff::tz::TimeZone;

/// A well-known way of making one value of another.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'t> {
    /// A text is a time in the first of these forms that fits, at least one; local times are in
    /// this zone.
    Time(&'t [TimeForm], Option<&'t TimeZone>),
    /// A number counts units of this many milliseconds; other texts are left to the transform.
    Count(i64),
    /// Each of these words, compared exactly, becomes another.
    Words {
        /// The vendor's word → ours.
        words: &'t IndexMap<String, String>,
        /// True if every other word stays as it is.
        keep: bool,
    },
    /// A text is put before the value.
    Before(&'t str),
    /// None of these.
    Other,
}
