//! The live way out: a [`Request`](touchpoint_core::exchange::Request) becomes an HTTP call over
//! reqwest, and whatever comes back, of any status, becomes a
//! [`Reply`](touchpoint_core::exchange::Reply). Where it may go and how much it may receive is
//! decided here; retries, paging and the meaning of a reply are the engine's.
#![forbid(unsafe_code)]

mod body;
mod clients;
mod decode;
mod egress;
mod fault;
mod flight;
mod gzip;
mod live;
mod options;
mod outgoing;
mod public;

pub use flight::on_behalf;
pub use live::{Live, LiveFault};
pub use options::LiveOptions;
pub use public::is_private_origin;
