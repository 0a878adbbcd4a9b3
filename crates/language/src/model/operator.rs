//! The words with which a caller compares and sorts, and with which a mapping says what its vendor
//! can serve.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a filter compares.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Operator {
    /// Equal; a plain date means that whole UTC day.
    Eq,
    /// Not equal.
    Ne,
    /// Greater, later.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less, earlier.
    Lt,
    /// Less or equal.
    Lte,
    /// One of several.
    In,
    /// None of several.
    Nin,
    /// Contains, ignoring case.
    Like,
}

impl Operator {
    /// Every operator, in the order in which they are listed to a caller.
    pub const ALL: [Operator; 9] = [
        Operator::Eq,
        Operator::Ne,
        Operator::Gt,
        Operator::Gte,
        Operator::Lt,
        Operator::Lte,
        Operator::In,
        Operator::Nin,
        Operator::Like,
    ];

    /// The word in brackets: `gte`.
    pub fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Gt => "gt",
            Operator::Gte => "gte",
            Operator::Lt => "lt",
            Operator::Lte => "lte",
            Operator::In => "in",
            Operator::Nin => "nin",
            Operator::Like => "like",
        }
    }

    /// The operator of this word.
    pub fn from_word(word: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|o| o.word() == word)
    }

    /// True if it compares with several values.
    pub fn takes_many(self) -> bool {
        matches!(self, Operator::In | Operator::Nin)
    }
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Direction {
    /// The smallest or oldest first.
    Asc,
    /// The largest or newest first.
    Desc,
}

impl Direction {
    /// The word a caller writes: `asc`.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Asc => "asc",
            Direction::Desc => "desc",
        }
    }
}
