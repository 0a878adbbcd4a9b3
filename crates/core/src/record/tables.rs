//! The tables of one call: entries by key, and which tables the fields of a case look into.

use crate::slices::{self, Walk};
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_language::expr::Path;
use touchpoint_language::mapping::{Case, Expression, Lookup};
use touchpoint_language::written::Missing;

/// The entries of one lookup, each as the text that came.
#[derive(Clone, Debug, Default)]
pub struct Table {
    entries: Vec<String>,
    by_key: HashMap<Vec<String>, usize>,
    /// True if a key without an entry is no fault.
    may_lack: bool,
}

/// The tables that a call has at hand, by name. A missing one could not be got.
#[derive(Clone, Debug, Default)]
pub struct Tables(pub HashMap<String, Arc<Table>>);

impl Table {
    /// The table of a lookup with these entries, which are JSON. Of several entries with one key
    /// the first counts.
    pub fn of(lookup: &Lookup, entries: Vec<String>) -> Table {
        let key: Vec<Walk> = lookup.key.iter().map(Walk::new).collect();
        let mut by_key = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let parts = key.iter().map(|walk| slices::text(walk.one(entry)?));
            let parts = parts.map(|part| part.map(std::borrow::Cow::into_owned));
            if let Some(parts) = parts.collect() {
                by_key.entry(parts).or_insert(index);
            }
        }
        Table {
            entries,
            by_key,
            may_lack: lookup.otherwise == Missing::Nothing,
        }
    }

    /// True if a key without an entry is no fault.
    pub fn may_lack(&self) -> bool {
        self.may_lack
    }

    /// Adds an entry under a key that the entry itself does not hold; of several with one key the
    /// first counts.
    pub fn insert(&mut self, key: Vec<String>, entry: String) {
        self.by_key.entry(key).or_insert(self.entries.len());
        self.entries.push(entry);
    }

    /// The entry of a key.
    pub fn get(&self, key: &[String]) -> Option<&str> {
        self.entries.get(*self.by_key.get(key)?).map(String::as_str)
    }

    /// About how many bytes of memory it takes.
    pub fn size(&self) -> usize {
        let keys = self.by_key.keys().flatten().map(|part| part.len() + 64);
        let entries = self.entries.iter().map(|entry| entry.len() + 48);
        keys.chain(entries).sum()
    }

    /// All entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(String::as_str)
    }

    /// True if some entry has a value at a path that is not null.
    pub fn any_has(&self, path: &Path) -> bool {
        let walk = Walk::new(path);
        let mut found = self.entries().filter_map(|entry| walk.one(entry));
        found.any(|value| value != "null")
    }
}

/// The names of the tables that a case's fields look into.
pub fn tables_used(case: &Case) -> Vec<String> {
    let mut names = Vec::new();
    for field in &case.fields {
        let sources = field
            .sources()
            .iter()
            .filter_map(|source| source.lookup.as_ref());
        names.extend(sources.map(|lookup| lookup.table.clone()));
        for (_, expression) in field.expressions() {
            of_expression(expression, &mut names);
        }
    }
    names.sort();
    names.dedup();
    names
}

fn of_expression(expression: &Expression, names: &mut Vec<String>) {
    names.extend(expression.lookup.iter().map(|lookup| lookup.table.clone()));
    for part in expression.parts() {
        of_expression(part, names);
    }
}
