//! What is told while the values of a record are made, for tools that explain a value. Without an
//! observer the same code is compiled without it, so production pays nothing.
//!
//! ```text
//! Field start_time · Begins /fields/start_time · Found "1718" · Became 2024-… · Ends 2024-…
//! ```

use crate::record::FieldFault;
use touchpoint_language::document::Pointer;
use touchpoint_language::transform::{Transform, Value};

/// Who is told how the values of a record are made.
pub trait Observer {
    /// False for nobody: then nothing is made for it.
    const LOOKS: bool = true;

    /// Takes the next step, in the order of work.
    fn see(&mut self, step: Step<'_>);
}

/// Nobody looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    const LOOKS: bool = false;

    fn see(&mut self, _: Step<'_>) {}
}

/// One step of the work. Texts of the reply are slices of it, so they tell their place.
#[derive(Clone, Copy, Debug)]
pub enum Step<'s> {
    /// A unified field begins.
    Field(&'s str),
    /// A source of a list or of an object begins.
    Source {
        /// The place of its first member in the mapping.
        place: &'s Pointer,
        /// True if its own condition holds.
        applies: bool,
        /// True if its members are read of the elements of a list.
        has_elements: bool,
    },
    /// An element of the source's list.
    Element(&'s str),
    /// The element does not satisfy the source's condition.
    LeftOut,
    /// A table is looked into.
    Entry {
        /// The table's name.
        table: &'s str,
        /// The parts of the key that were found.
        key: &'s [String],
        /// The entry of this key.
        entry: Option<&'s str>,
    },
    /// A member of an element begins: its dotted name.
    Member(&'s str),
    /// An expression begins, at this place in the mapping.
    Begins(&'s Pointer),
    /// What stands at its path.
    Found(Option<&'s str>),
    /// A constant, the caller's value, or the result of a computation, as JSON.
    Made(&'s str),
    /// A transform has worked.
    Became(&'s Transform, Option<&'s Value<'s>>),
    /// Why there is no value, or not the whole one.
    Fault(&'s FieldFault),
    /// The expression ends with this value.
    Ends(Option<&'s Value<'s>>),
    /// The element is written; false where it is empty, or in the list already.
    Taken(bool),
}
