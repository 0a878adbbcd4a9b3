//! Stub.
#![forbid(unsafe_code)]

pub mod accounts;
pub mod corpus;
pub mod sandbox;
