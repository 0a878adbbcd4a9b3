//! Turns the place where a list goes on into an opaque, signed text, and back.

mod filters;
mod key;
mod page;
mod seal;

pub use filters::filters_digest;
pub use key::Key;
pub use page::page_digest;
pub use seal::{Binding, Cursor, CursorFault, LONGEST_CURSOR, Position};
