//! The engine: a mapping's text becomes a checked plan; a plan, a query and a vendor's reply
//! become unified records. No I/O happens here: texts come in, a [`exchange::Transport`] sends.
#![forbid(unsafe_code)]

pub mod check;
pub mod coverage;
pub mod cursor;
pub mod diagnostic;
pub mod document;
pub mod evidence;
pub mod exchange;
pub mod expr;
pub mod filter;
mod formats;
pub mod json;
pub mod mapping;
pub mod model;
pub mod oauth;
pub mod overlay;
pub mod plan;
pub mod query;
pub mod record;
pub mod registry;
pub mod response;
pub mod room;
pub mod run;
pub mod scan;
pub mod schema;
pub mod source;
pub mod structure;
pub mod unified;
pub mod written;
