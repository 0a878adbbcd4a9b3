//! What becomes of each filter that a caller gives: pushed to the vendor, checked by us on the
//! unified record, both, decided by a constant, or refused. Never dropped in silence. Nothing is
//! sent here.

mod check;
mod ending;
mod moments;
mod push;
mod room;
mod sorted;
mod split;
mod splitter;
mod value;

pub use check::{Check, holds};
pub use ending::Ending;
pub(crate) use ending::Watch;
pub(crate) use sorted::is_sorted_otherwise;
pub use split::split;
pub(crate) use split::unsent;
pub use splitter::{Fate, Split};
