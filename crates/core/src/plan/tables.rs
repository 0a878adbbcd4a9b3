//! The tables of one call: entries by key, and how a value is looked up.

use super::Plan;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::text::as_text;
use touchpoint_language::mapping::{Ask, Case, Expression, Lookup};
use touchpoint_language::written::Missing;

/// The entries of one lookup.
#[derive(Clone, Debug, Default)]
pub struct Table {
    entries: Vec<Value>,
    by_key: HashMap<Vec<String>, usize>,
    /// Whether a key without an entry is nothing to tell.
    may_lack: bool,
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
        Table {
            entries,
            by_key,
            may_lack: false,
        }
    }

    /// The table of a lookup, with these entries.
    pub fn of(lookup: &Lookup, entries: Vec<Value>) -> Table {
        Table {
            may_lack: lookup.otherwise == Missing::Nothing,
            ..Table::new(entries, &lookup.key)
        }
    }

    /// Whether a key without an entry is nothing to tell.
    pub fn may_lack(&self) -> bool {
        self.may_lack
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

/// The names of the tables that a case's fields use.
pub(crate) fn tables_used(case: &Case) -> Vec<String> {
    let mut names = Vec::new();
    for field in &case.fields {
        let sources = field
            .sources()
            .iter()
            .filter_map(|source| source.lookup.as_ref());
        names.extend(sources.map(|lookup| lookup.table.clone()));
        for (_, expression) in field.expressions() {
            expression_tables(expression, &mut names);
        }
    }
    names.sort();
    names.dedup();
    names
}

fn expression_tables(expression: &Expression, names: &mut Vec<String>) {
    names.extend(expression.lookup.iter().map(|lookup| lookup.table.clone()));
    expression
        .parts()
        .into_iter()
        .for_each(|part| expression_tables(part, names));
}

/// The tables that stand in the reply itself.
pub(crate) fn tables_in_reply(plan: &Plan, names: &[String], body: &Value, tables: &mut Tables) {
    for name in names {
        let Some(lookup) = plan.mapping.lookups.get(name) else {
            continue;
        };
        if matches!(lookup.ask, Ask::InReply) {
            let entries = lookup.entries.all(body).into_iter().cloned().collect();
            tables
                .0
                .insert(name.clone(), Arc::new(Table::of(lookup, entries)));
        }
    }
}
