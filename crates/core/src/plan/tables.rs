//! The tables of one call: entries by key, and how a value is looked up.

use crate::expr::Path;
use crate::expr::text::as_text;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The entries of one lookup.
#[derive(Clone, Debug, Default)]
pub struct Table {
    entries: Vec<Value>,
    by_key: HashMap<Vec<String>, usize>,
}

/// The tables that a call has at hand, by name. One that is not there could not be got.
#[derive(Clone, Debug, Default)]
pub struct Tables(pub HashMap<String, Arc<Table>>);

impl Table {
    /// Builds a table from its entries and the paths of their key. The first of a key counts.
    pub fn new(entries: Vec<Value>, key: &[Path]) -> Table {
        let mut by_key = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let parts: Option<Vec<String>> = key
                .iter()
                .map(|path| path.one(entry).and_then(as_text))
                .collect();
            if let Some(parts) = parts {
                by_key.entry(parts).or_insert(index);
            }
        }
        Table { entries, by_key }
    }

    /// Adds an entry under a key that stands not in it; the first of a key counts.
    pub fn insert(&mut self, key: Vec<String>, entry: Value) {
        self.by_key.entry(key).or_insert(self.entries.len());
        self.entries.push(entry);
    }

    /// The entry of a key.
    pub fn get(&self, key: &[String]) -> Option<&Value> {
        self.entries.get(*self.by_key.get(key)?)
    }

    /// All entries, in order.
    pub fn entries(&self) -> &[Value] {
        &self.entries
    }
}
