//! Mapped records become the reply that a caller gets: keyed, cut, conformed, and written with the
//! vendor's own bytes. Where the records come from is not known here.

mod conform;
mod exclude;
mod list_response;
mod raw;
mod record;
mod rows;
mod shape;
mod written;

pub use list_response::ListResponse;
pub use record::{Record, Row, Warning};
pub use rows::Rows;
pub use shape::{Shaped, shape};
pub(crate) use written::OPENING;
pub use written::Written;
