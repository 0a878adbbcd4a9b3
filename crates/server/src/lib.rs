//! Touchpoint over HTTP: answers a query string and a token with one page of unified records.
//!
//! ```text
//! settings ─start─► Server ─run─► per request:
//!   edge (id, span, numbers, limits) ─► auth (token → caller) ─► route ─► accounts ─► gate ─► engine
//!   ─► page or fault ─► reply
//! ```
//!
//! The engine decides what a query means and asks the vendor; here is only what HTTP adds.
#![forbid(unsafe_code)]

mod app;
mod auth;
mod backing;
mod compress;
mod connect;
mod connection;
mod contract;
mod doctor;
mod drift;
mod edge;
mod engine;
mod finish;
mod gate;
mod greeting;
mod heavy;
mod left_off;
mod limits;
mod listen;
mod logging;
mod metrics;
mod model_file;
mod mount;
mod observed;
mod offered;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(not(feature = "otlp"))]
#[path = "no_otlp.rs"]
mod otlp;
mod patient;
mod peers;
mod probes;
mod route;
pub mod settings;
mod start;
mod start_fault;
mod state;
mod traceparent;
mod unsent;
mod watch;

pub use backing::open_store;
pub use connect::OAuthApp;
pub use doctor::{Health, Seen, doctor};
pub use gate::Limits;
pub use logging::start_logging;
pub use mount::{router, router_with};
pub use settings::Settings;
pub use start::{Server, serve};
pub use start_fault::StartFault;
pub use touchpoint_contract::NAMES;
