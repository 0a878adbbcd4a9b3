//! What mapping a record needs besides the record itself, and the faults of fields that could not
//! be mapped.

mod fault;
mod tables;
mod words;

pub use fault::FieldFault;
pub(crate) use fault::json_pointer;
pub use tables::{Table, Tables, tables_used};
pub use words::Words;

/// What mapping a record needs besides the record itself.
#[derive(Clone, Copy, Debug)]
pub struct RecordFacts<'c> {
    /// The caller's values.
    pub query: &'c Words,
    /// The tables at hand.
    pub tables: &'c Tables,
}
