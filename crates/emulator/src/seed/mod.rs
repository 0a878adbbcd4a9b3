//! Turns a seed into the values of a vendor's records: numbers, ids, texts, instants.

pub(crate) mod dice;
pub(crate) mod id;
pub(crate) mod pattern;
pub(crate) mod pools;
pub(crate) mod speaker;
