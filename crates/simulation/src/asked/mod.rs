//! What a caller may ask: turns a seed, or a cell of the filter tables, into a question to a
//! vendor.

mod asker;
mod between;
mod cell;
mod holding;
mod of_cell;
mod other_value;
mod question;
mod room;
mod rules;
mod served;
mod values;

pub(crate) use asker::{declared, handed, is_apart};
pub use cell::{CELLS, Cell, Table, tables};
pub(crate) use other_value::other_value;
pub use question::Question;
pub(crate) use question::question;
