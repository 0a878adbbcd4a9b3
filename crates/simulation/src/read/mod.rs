//! Asks a vendor a question, reads the list to its end, and compares the answer with what is true.

mod faults;
mod follow;
mod line;
mod oracle;
pub(crate) mod poll;
mod reading;
mod run;
mod table;
mod told;
mod verdict;
mod walk;

pub(crate) use line::Line;
pub(crate) use reading::Reading;
pub use run::Outcome;
pub(crate) use run::read;
pub(crate) use table::as_asked;
