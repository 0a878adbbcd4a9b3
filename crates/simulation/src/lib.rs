//! Reads played vendors through the engine, and checks what the engine promises: no record is lost,
//! none comes twice, every list ends, every fault is reported. The same seed always gives the same
//! read.
//!
//! ```
//! use std::sync::Arc;
//! use touchpoint::{Touchpoint, built_in_mappings};
//! use touchpoint_simulation::Simulator;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Touchpoint::builder().build().await?;
//! let source = built_in_mappings().into_iter().next().ok_or("no mapping")?;
//! let plans = engine.registry().plans();
//! let plan = plans.iter().find(|plan| plan.mapping.document.source.name == source.name);
//!
//! // Sixty-four reads: other records, questions and faults each.
//! let simulator = Simulator::new(plan.ok_or("no plan")?, &source.text)?;
//! let tally = simulator.run(0..64);
//! assert!(tally.reads > 0 && tally.failed.is_none());
//!
//! // What a seed did, call by call; of one that fails, the shortest account of how.
//! println!("{}", simulator.shortest(7));
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

mod asked;
mod cost;
pub mod filters;
mod mappings;
mod read;
mod shortest;
mod simulator;
pub mod strangers;
mod subject;
mod survey;
mod violation;

pub use asked::{CELLS, Cell, Question, Table, tables};
pub use cost::{Cost, LargeAccount};
pub use mappings::{plans, plans_as_written};
pub use read::Outcome;
pub use simulator::{Simulator, Tally};
pub use subject::{Subject, on_every_core, subjects};
pub use survey::{Broken, survey};
pub use violation::Violation;
