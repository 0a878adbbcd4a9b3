//! Server processes as they run in earnest: several on one database renew a token once among them,
//! and one that is killed in the middle of a renewal leaves an account that works, or one that says
//! clearly that it must be connected again; and what its numbers tell of replies that have changed.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program that cannot be run fails the test"
)]

mod drift;
mod failing;
mod killed;
mod process;
mod shared;
mod vendor;
