//! The contract row by row over real HTTP, where `server_contract` does not have the row already.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod built_in;
mod errors;
mod reply;
mod request;
mod world;
