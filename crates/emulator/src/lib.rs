//! Plays a vendor from a mapping, by using the mapping in reverse. The played vendor keeps records
//! and knows what is true of them, reads calls off the wire independently of the engine, and
//! answers in the vendor's shape: pages, cursors, limits, refusals, and faults on a schedule.
//!
//! It tests the engine, never what a mapping says about its vendor: both read the same mapping.
//!
//! ```text
//! mapping + recorded shapes + seed ─► PlayedVendor (records, tables, account)
//! PlayedVendor + seed + schedule ─► Emulator: a Transport with a clock of its own
//! mapping + recorded cases ─► Sandbox: vendors for people, on local ports
//! ```
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use touchpoint_core::registry::{PlanReader, Registry};
//! use touchpoint_language::{source::SourceFile, unified::engagement_model};
//! use touchpoint_emulator::{Emulator, Schedule, PlayedVendor, recorded_shapes};
//!
//! let mapping = "
//! mapping: 1
//! integration: lighthouse
//! label: Lighthouse
//! resource: crm/engagements
//! connection:
//!   base_url: https://api.lighthouse.example/v1
//!   auth: [{ kind: bearer, credential: token }]
//! list:
//!   request: GET /visits
//!   records: $.visits[*]
//!   fields: { id: $.id, subject: $.topic }
//! ";
//! let reader = PlanReader::new(engagement_model())?;
//! let read = Registry::read(&reader, vec![SourceFile::new("lighthouse.yaml", mapping)]);
//! let plan = read.registry.get("lighthouse").ok_or(format!("{:?}", read.diagnostics))?;
//!
//! let shapes = Arc::new(recorded_shapes(plan));
//! let vendor = Arc::new(PlayedVendor::new(plan.clone(), &shapes, 7, 20));
//! assert_eq!(vendor.records(0).len(), 20);
//! assert!(vendor.records(0).iter().all(|record| !record.truth.of("id").is_empty()));
//! let emulator = Emulator::new(vendor, shapes, 7, Schedule::new());
//! assert_eq!(emulator.calls(), 0);
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

mod answer;
mod asked;
mod notation;
mod readable;
pub mod sandbox;
mod seed;
mod world;

pub use answer::emulator::Emulator;
pub use answer::fault::{Schedule, VendorFault, schedule};
pub use answer::faultless::FaultlessVendor;
pub use answer::read_state::{LoggedCall, ReadLog};
pub use answer::wait::Wait;
pub use readable::shapes::{recorded_shapes, shapes_of};
pub use readable::vendor::readable_vendor;
pub use seed::dice::Dice;
pub use seed::pools::Pools;
pub use world::crowd::each_once;
pub use world::played_vendor::PlayedVendor;
pub use world::record::VendorRecord;
pub use world::shapes::Shapes;
pub use world::truth::{KnownValue, Truth};
