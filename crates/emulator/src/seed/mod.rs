//! A seed becomes the values that a vendor's records are made of: numbers, ids, texts, instants.

pub(crate) mod dice;
pub(crate) mod id;
pub(crate) mod pattern;
pub(crate) mod pools;
pub(crate) mod speaker;
