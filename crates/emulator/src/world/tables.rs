//! The tables of one vendor that ids are looked up in: entries, their keys, and how they are served.

use super::draft::Draft;
use super::truth::KnownValue;
use crate::notation::json_path::{self, PathStep};
use std::collections::BTreeMap;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Lookup;

/// The tables by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct VendorTables {
    /// Tables that come whole.
    pub(crate) whole: BTreeMap<String, Vec<TableEntry>>,
    /// Tables in which each record has its own entry.
    pub(crate) batches: BTreeMap<String, Lookup>,
    /// A recorded entry of each table that is asked for entry by entry.
    pub(crate) recorded: BTreeMap<String, Json>,
}

/// One entry of a table that comes whole.
#[derive(Clone, Debug)]
pub(crate) struct TableEntry {
    pub(crate) draft: Draft,
    pub(crate) key: Vec<Json>,
}

impl VendorTables {
    /// The number of entries of a table.
    pub(crate) fn size(&self, table: &str) -> usize {
        self.whole.get(table).map_or(0, Vec::len)
    }

    /// The key of an entry.
    pub(crate) fn key(&self, table: &str, index: usize) -> Vec<Json> {
        self.at(table, index)
            .map(|entry| entry.key.clone())
            .unwrap_or_default()
    }

    /// What is known of a value of an entry, by its name.
    pub(crate) fn leaf(&self, table: &str, index: usize, name: &str) -> Option<KnownValue> {
        let known = self.at(table, index)?.draft.leaves.get(name);
        known.cloned().flatten()
    }

    fn at(&self, table: &str, index: usize) -> Option<&TableEntry> {
        self.whole.get(table)?.get(index)
    }

    /// The entry that has these values at these paths.
    pub(crate) fn find(&self, table: &str, has: &[(String, Json)]) -> Option<usize> {
        self.whole.get(table)?.iter().position(|entry| {
            has.iter().all(|(path, wanted)| {
                let steps = json_path::steps(path).unwrap_or_default();
                json_path::first(&entry.draft.json, &steps) == Some(wanted)
            })
        })
    }

    /// Writes the entries of a table where its path says, beside what stands there.
    pub(crate) fn write(&self, table: &str, lookup: &Lookup, into: &mut Json) {
        let Some(steps) = json_path::steps(lookup.entries.text()) else {
            return;
        };
        for (index, entry) in self.whole.get(table).into_iter().flatten().enumerate() {
            // `$.*[*]`: the lists have names of their own.
            let steps: Vec<PathStep> = match steps.split_first() {
                Some((PathStep::All, rest)) if !rest.is_empty() => {
                    let list = if index.is_multiple_of(2) {
                        "user"
                    } else {
                        "system"
                    };
                    let own = PathStep::Name(list.to_owned());
                    std::iter::once(own).chain(rest.iter().cloned()).collect()
                }
                _ => steps.clone(),
            };
            if let Some(PathStep::Where(key, _)) = steps.last() {
                let mut other = entry.draft.json.clone();
                json_path::put(&mut other, &[PathStep::Name(key.clone())], "another".into());
                if let Some((_, list)) = steps.split_last() {
                    let mut steps = list.to_vec();
                    steps.push(PathStep::All);
                    json_path::put(into, &steps, other);
                }
                let mut own = entry.draft.json.clone();
                if let Some(PathStep::Where(key, word)) = steps.last() {
                    json_path::put(&mut own, &[PathStep::Name(key.clone())], word.clone());
                }
                json_path::put(into, &steps, own);
            } else {
                json_path::put(into, &steps, entry.draft.json.clone());
            }
        }
    }
}
