//! Many mappings, each with its name: checked and compiled as one set, or every fault of all of
//! them.

mod plans;
mod reader;

pub use plans::{ReadOutcome, Registry};
pub use reader::PlanReader;
