//! The engine's reference: reads the same pages as JSON values and maps them with a plain walk,
//! expression by expression, without slots, slices or short cuts. It is slow and easy to read, and
//! only tests use it.
//!
//! ```text
//! bytes ─page::read─► values ─record::map─► unified values ─check, shape─► rows
//! ```
#![forbid(unsafe_code)]

mod at;
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
