//! What a record is mapped with beside itself, and what is told of a field that could not be mapped.

mod fault;
mod tables;
mod words;

pub use fault::FieldFault;
pub(crate) use fault::json_pointer;
pub use tables::{Table, Tables, tables_used};
pub use words::Words;

/// What a record is mapped with, beside itself.
#[derive(Clone, Copy, Debug)]
pub struct RecordFacts<'c> {
    /// The caller's values.
    pub query: &'c Words,
    /// The tables at hand.
    pub tables: &'c Tables,
}
