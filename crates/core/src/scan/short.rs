//! How a value is written as the bytes that stand in the page, without more being asked.

use super::output::Literal;

/// How a value is written without more being asked.
#[derive(Clone, Debug, Default)]
pub(super) enum Short {
    /// It is not.
    #[default]
    No,
    /// It is always the same.
    Always(Literal),
    /// A text as it stands; an empty one is a value or none.
    Text { empty: bool },
    /// A text after this beginning, which has the opening quote.
    Prefixed(Literal),
    /// One of a few texts, with what it becomes, both in quotes; any other stays or is not read here.
    Words {
        words: Vec<(String, Literal)>,
        keep: bool,
    },
    /// A time or a duration.
    Time,
    /// The first of the parts that is given.
    FirstOf,
    /// The part whose condition holds.
    Choose,
}
