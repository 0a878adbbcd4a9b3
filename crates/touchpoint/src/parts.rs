//! The crates of which this one is made, for what has no name of its own here. They follow no promise: what they
//! name may change with each release.

pub use touchpoint_core as core;
#[cfg(feature = "live")]
pub use touchpoint_http as http;
pub use touchpoint_language as language;
