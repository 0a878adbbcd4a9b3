//! What the engine's one road is held against: the same pages read as JSON values and mapped by a
//! plain walk over them, expression by expression, without slots, slices or short cuts. It is slow and
//! it is read easily; nothing but tests uses it.
//!
//! ```text
//! bytes ─page::read─► values ─record::map─► unified values ─check, shape─► rows
//! ```
#![forbid(unsafe_code)]

mod check;
mod evaluate;
mod keys;
mod list;
mod order;
mod page;
mod record;
mod reply;
mod shape;
mod tables;

pub use list::hold_list;
pub use reply::hold_reply;
