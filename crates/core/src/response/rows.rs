//! The records of a reply: one after another, or each by its key.

use super::row::Row;
use super::typed::RowText;
use super::written::Written;
use indexmap::IndexMap;
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// The records of a reply.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Rows {
    /// In the vendor's order.
    Written(Written),
    /// Keyed by the value of the field that the caller named.
    Keyed(Keyed),
}

/// Rows by their keys, each as the JSON text that was written. Of several rows with one key the
/// last counts.
#[derive(Clone, Debug)]
pub struct Keyed {
    rows: IndexMap<String, Vec<u8>>,
    unified: bool,
}

impl Default for Rows {
    fn default() -> Rows {
        Rows::Written(Written::new(true))
    }
}

impl Rows {
    /// Appends the rows of a later page. Both have the form of the same query.
    pub(crate) fn append(&mut self, more: Rows) {
        match (self, more) {
            (Rows::Written(rows), Rows::Written(more)) => rows.append(more),
            (Rows::Keyed(rows), Rows::Keyed(more)) => rows.rows.extend(more.rows),
            // Pages of one query are never in two forms.
            (Rows::Written(_), Rows::Keyed(_)) | (Rows::Keyed(_), Rows::Written(_)) => {}
        }
    }

    /// The rows as the texts that were written, without their keys.
    pub fn texts(&self) -> Vec<&[u8]> {
        match self {
            Rows::Written(rows) => rows.texts().collect(),
            Rows::Keyed(keyed) => keyed.rows.values().map(Vec::as_slice).collect(),
        }
    }

    /// The rows without their keys, to be read as a type.
    pub fn each(&self) -> Vec<RowText<'_>> {
        match self {
            Rows::Written(rows) => rows.each().collect(),
            Rows::Keyed(keyed) => {
                let rows = keyed.rows.values();
                rows.map(|text| RowText::of(text)).collect()
            }
        }
    }

    /// The rows as values, without their keys.
    pub fn all(&self) -> Vec<Row> {
        match self {
            Rows::Written(rows) => rows.rows(),
            Rows::Keyed(keyed) => {
                let rows = keyed.rows.values();
                rows.filter_map(|text| Row::read(text, keyed.unified))
                    .collect()
            }
        }
    }
}

impl Keyed {
    /// Rows by these keys, and how many had no key and are left out.
    pub(super) fn of(rows: &Written, keys: Vec<Option<String>>) -> (Keyed, usize) {
        let mut keyed = IndexMap::new();
        let mut without_key = 0;
        for (key, row) in keys.into_iter().zip(rows.texts()) {
            match key {
                Some(key) => _ = keyed.insert(key, row.to_vec()),
                None => without_key += 1,
            }
        }
        let keyed = Keyed {
            rows: keyed,
            unified: rows.is_unified(),
        };
        (keyed, without_key)
    }
}

impl Serialize for Keyed {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.rows.len()))?;
        for (key, text) in &self.rows {
            let row: &RawValue = serde_json::from_slice(text).map_err(S::Error::custom)?;
            map.serialize_entry(key, row)?;
        }
        map.end()
    }
}
