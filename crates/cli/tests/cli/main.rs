//! The program as a person meets it: what is typed, what stands on the screen, how it ends.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program that cannot be run fails the test"
)]

mod accounts;
mod binary;
mod cases;
mod connect;
mod explain;
mod help;
mod list;
mod map;
mod new;
mod record;
mod sandbox;
mod screen;
mod store;
mod telemetry;
mod validate;
mod why;
