//! Turns mapped records into the reply that a caller gets: checked, keyed, cut, conformed, and
//! written with the vendor's own bytes. Where the pages come from is not known here.

mod bounds;
mod conform;
mod list_response;
mod map;
mod raw;
mod row;
mod rows;
mod shape;
mod typed;
mod warning;
mod written;

pub(crate) use bounds::Bounds;
pub use list_response::ListResponse;
pub(crate) use map::map_within;
pub(crate) use map::texts_of;
pub use map::{Mapped, Part, Wanted, map};
pub use row::Row;
pub use rows::{Keyed, Rows};
pub use shape::Shaped;
pub use typed::{OwnedRow, RowText};
pub use warning::{Warning, folded};
pub use written::Written;
