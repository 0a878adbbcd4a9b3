//! The live transport: sends a [`Request`](touchpoint_core::exchange::Request) as an HTTP call over
//! reqwest, and gives whatever comes back, of any status, as a
//! [`Reply`](touchpoint_core::exchange::Reply). It decides where a call may go and how much it may
//! receive; retries, paging and the meaning of a reply belong to the engine.
#![forbid(unsafe_code)]

mod behalf;
mod body;
mod clients;
mod decode;
#[cfg(feature = "libdeflate")]
mod deflate;
mod egress;
mod fault;
mod flight;
mod gzip;
mod live;
mod options;
mod outgoing;
mod proxy;
mod public;
mod shares;
mod tls;

pub use behalf::{on_behalf, reads_large, share_of_task};
pub use live::{Live, LiveFault};
pub use options::LiveOptions;
pub use public::is_private_origin;
pub use reqwest;
pub use shares::{Held, Share, Shares};
