//! The engine: a mapping's text becomes a checked plan; a plan, a query and a vendor's reply
//! become unified records. No I/O happens here: texts come in, a [`exchange::Transport`] sends.
#![forbid(unsafe_code)]

pub mod cursor;
pub mod digest;
pub mod exchange;
pub mod filter;
pub mod oauth;
pub mod plan;
pub mod query;
pub mod record;
pub mod registry;
pub mod response;
pub mod room;
pub mod run;
pub mod scan;
pub mod slices;
