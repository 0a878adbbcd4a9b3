//! A caller's query: the text after `?` becomes a tree, and the tree a [`ListQuery`], checked by
//! the unified model. What a vendor can serve of it is not known here.

pub mod brackets;
mod check;
mod failure;
mod filters;
mod list_query;
pub(crate) mod moment;
mod names;
mod read;
mod reading;

pub(crate) use check::is_instant;
pub use failure::{Failure, Ignored, bracketed};
pub use list_query::{Filter, Format, ListQuery, Unsupported};
pub use names::{Names, Spelling};
pub use read::{parse, read};
pub use touchpoint_language::model::{Direction, Operator};
