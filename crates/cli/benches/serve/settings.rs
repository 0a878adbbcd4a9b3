//! What those who ask and those who are asked agree on.

/// The token of the server.
pub const TOKEN: &str = "a-benchmarks-own-token";
/// How many ask at once.
pub const CALLERS: usize = 16;
