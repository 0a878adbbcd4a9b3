//! How values are written in calls and replies: texts with placeholders, paths, query texts, times.
//! It reads mappings and calls with its own code, so that it does not repeat the engine's mistakes.

pub(crate) mod call;
pub(crate) mod clauses;
pub(crate) mod json_path;
pub(crate) mod like;
mod literal;
pub(crate) mod part;
pub(crate) mod sent;
pub(crate) mod template;
pub(crate) mod time;
pub(crate) mod word;
