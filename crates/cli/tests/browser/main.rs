//! The playground as an author meets it: the real program, and a real browser without a window.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program that cannot be run fails the test"
)]

mod browser;
mod playground;
mod refused;
mod served;
