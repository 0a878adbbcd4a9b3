//! One record of a vendor: its JSON in the vendor's shape, and what is true of it.

use super::truth::{KnownValue, Truth};
use std::collections::HashMap;
use touchpoint_language::json::Json;

/// A record as the vendor keeps it.
#[derive(Clone, Debug)]
pub struct VendorRecord {
    /// The position of its case in the mapping.
    pub case: usize,
    /// Its place in the vendor's order; no record of another case has the same.
    pub rank: u64,
    /// Its number, which its id is made of.
    pub serial: u64,
    /// True if the vendor lists it, but the mapping leaves it out.
    pub skipped: bool,
    /// True if a page counts it, but has no record of it.
    pub counted_only: bool,
    /// What is true of it.
    pub truth: Truth,
    pub(crate) json: Json,
    pub(crate) leaves: HashMap<String, Option<KnownValue>>,
    pub(crate) entries: HashMap<String, Option<usize>>,
    /// Table, the record's own key there, and its own entry, where it has one.
    pub(crate) links: Vec<(String, String, Option<Json>)>,
}

/// From this number on, records were added while the vendor is read.
pub(crate) const ADDED: u64 = 100_000;

impl VendorRecord {
    /// True if it was added while the vendor is read.
    pub(crate) fn is_added(&self) -> bool {
        self.serial >= ADDED
    }
}
