//! Where a list goes on becomes an opaque, signed text, and back.

mod filters;
mod key;
mod page;
mod seal;

pub use filters::filters_digest;
pub use key::Key;
pub use page::page_digest;
pub use seal::{Binding, Cursor, CursorFault, Position};
