//! Strangers: mappings that nobody wrote, made from the grammar of the language itself. Each is refused
//! with a fault, or read through its played vendor under the same promises as every other.

mod cases;
mod clauses;
mod connection;
mod fields;
mod filters;
mod judged;
mod lookups;
mod maker;
mod mapping;
mod mistakes;
mod ordered;
mod overlay;
mod paging;
mod route;
mod stranger;
mod survey;
mod tree;
mod unplayed;

pub use judged::Verdict;
pub use stranger::{judge_stranger, smallest, stranger};
pub use survey::{Strangers, strangers};
