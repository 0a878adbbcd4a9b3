//! What becomes of each filter that a caller gives: pushed to the vendor, checked by us on the
//! unified record, both, or refused. Never dropped in silence. Pure: nothing is sent here.

mod check;
mod moments;
mod split;
mod value;

pub use check::{Check, holds};
pub(crate) use split::unsent;
pub use split::{Fate, Split, split};
