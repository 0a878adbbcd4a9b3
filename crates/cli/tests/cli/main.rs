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
mod covered;
mod diff;
mod drift;
mod editor;
mod explain;
mod fmt;
mod help;
mod list;
mod map;
mod new;
mod new_signs_in;
mod operator;
mod picture;
mod private;
mod project;
mod record;
mod resource;
mod sandbox;
mod screen;
mod secrets;
mod shown;
mod spelled;
mod store;
mod telemetry;
mod tutorial;
mod validate;
mod why;
