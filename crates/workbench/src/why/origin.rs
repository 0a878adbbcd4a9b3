//! Where the records of a story come from, and why there is none.

use touchpoint_core::exchange::Reply;
use touchpoint_core::query::ListQuery;
use touchpoint_corpus::Case;

/// Why nothing can be told of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct NoStory {
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
}

impl NoStory {
    pub(super) fn new(message: impl Into<String>, help: Option<String>) -> NoStory {
        NoStory {
            message: message.into(),
            help,
        }
    }
}

/// Where the records of a story come from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'o> {
    /// A recorded case.
    Case(&'o Case),
    /// A reply at hand, by the name of its file, as the answer to a query.
    Reply(&'o str, &'o Reply, &'o ListQuery),
}
