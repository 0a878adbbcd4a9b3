//! Tools for the authors of a mapping, before anyone relies on it: they run recorded cases through
//! the engine, and find the parts of the mapping that no case shows.
//!
//! ```
//! use touchpoint::Touchpoint;
//! use touchpoint_workbench::{evidence, replay};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Touchpoint::builder().build().await?;
//! let cases = touchpoint_corpus::built_in().map_err(|faults| format!("{faults:?}"))?;
//! let case = cases.first().ok_or("no case")?;
//! let plan = engine.plan(&case.slug).ok_or("no mapping")?;
//!
//! // A recorded case against the engine: one line for each difference.
//! assert!(replay::replay(case, plan).await.is_empty());
//!
//! // One case alone leaves most of a mapping without evidence.
//! let unproved = evidence::unproved(plan, std::slice::from_ref(case)).await;
//! assert!(!unproved.is_empty());
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

pub mod accept;
pub mod diff;
pub mod evidence;
pub mod examine;
pub mod fmt;
pub mod mending;
mod page_lines;
pub mod project;
pub mod record;
pub mod replay;
pub mod starter;
pub mod why;
