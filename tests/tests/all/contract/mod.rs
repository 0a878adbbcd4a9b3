//! The contract over HTTP, point by point.

mod built_in;
mod errors;
mod reply;
mod request;
mod world;
