//! JSON text → its parts, as slices of it. Nothing is copied and no value is built, so numbers keep
//! their digits and members their order.
//!
//! ```
//! use touchpoint_core::slices::{Walk, read};
//! use touchpoint_language::expr::Path;
//! let text = read(br#"{"data": [{"id": 1.50}, {"id": 12345678901234567890}]}"#).unwrap();
//! let mut ids = Vec::new();
//! Walk::new(&Path::parse("$.data[*].id").unwrap()).all(text, &mut |id| ids.push(id));
//! assert_eq!(ids, ["1.50", "12345678901234567890"]);
//! ```

mod mend;
mod parts;
mod read;
pub(crate) mod scanner;
mod tree;
mod walk;

pub use mend::{Mended, mend};
pub use parts::{children, elements, follow, member, members, text, value};
pub use read::read;
pub use walk::Walk;
