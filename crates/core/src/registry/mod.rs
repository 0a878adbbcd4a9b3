//! Many mappings, each by its slug: checked and compiled as one set, or all of their faults.

mod plans;
mod reader;

pub use plans::{ReadOutcome, Registry};
pub use reader::PlanReader;
