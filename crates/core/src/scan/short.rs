//! The short ways to write a value straight from the bytes of the page.

use super::output::Literal;

/// The short way to write a value.
#[derive(Clone, Debug, Default)]
pub(super) enum Short {
    /// There is none.
    #[default]
    No,
    /// The value is a constant.
    Always(Literal),
    /// A text as it stands; `empty` says if an empty one is a value.
    Text { empty: bool },
    /// A text after this beginning, which has the opening quote.
    Prefixed(Literal),
    /// One of a few texts, with what it becomes, both in quotes; any other text stays, or has no
    /// short way.
    Words {
        words: Vec<(String, Literal)>,
        keep: bool,
    },
    /// A time or a duration.
    Time,
    /// The first of the parts that has a value.
    FirstOf,
    /// The part whose condition holds.
    Choose,
}
