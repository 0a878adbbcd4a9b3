//! The sandbox: a vendor for each mapping, with records for people to read. Its filters, pages and
//! lookups work, and nothing goes wrong. [`listen`] puts it on local ports.

mod incoming;
mod listener;
mod vendors;

pub use incoming::IncomingRequest;
pub use listener::{Listener, listen};
pub use vendors::Sandbox;

#[cfg(test)]
mod tests;
