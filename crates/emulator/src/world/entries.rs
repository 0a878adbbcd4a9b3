//! The entries of a vendor's tables: made from a seed, or recorded.

use super::draft::{Draft, leaf_name, leaf_of};
use super::expression;
use super::maker::RecordMaker;
use super::tables::{TableEntry, VendorTables};
use super::truth::KnownValue;
use crate::notation::{json_path, word};
use crate::seed::dice::Dice;
use crate::seed::pools::Pools;
use std::collections::HashMap;
use touchpoint_language::json::{Json, object};
use touchpoint_language::mapping::{Ask, Expression, Lookup, Mapping, Pick};

/// How many entries a table has.
const ENTRIES: u64 = 6;

/// The tables of a mapping, made from a seed.
pub(crate) fn tables(mapping: &Mapping, pools: &Pools, seed: u64) -> VendorTables {
    let none = VendorTables::default();
    let mut tables = VendorTables::default();
    for (name, lookup) in &mapping.lookups {
        match lookup.ask {
            Ask::InReply | Ask::Once(_) => {
                let reads = reads(mapping, name);
                let mut maker = RecordMaker::new(pools, &none, Dice::new(seed, name));
                let entries = (0..ENTRIES).map(|index| entry(index, lookup, &reads, &mut maker));
                tables.whole.insert(name.clone(), entries.collect());
            }
            Ask::Batch(_) => {
                tables.batches.insert(name.clone(), lookup.clone());
            }
            // Its entries are made when callers ask for them.
            Ask::Each(_) => {}
        }
    }
    tables
}

/// The tables of a mapping with their recorded entries; a table that was not recorded is made.
pub(crate) fn recorded_tables(
    mapping: &Mapping,
    recorded: &HashMap<String, Vec<Json>>,
    pools: &Pools,
    seed: u64,
) -> VendorTables {
    let mut tables = tables(mapping, pools, seed);
    for (name, lookup) in &mapping.lookups {
        let Some(known) = recorded.get(name) else {
            continue;
        };
        if let Some(table) = tables.whole.get_mut(name) {
            let reads = reads(mapping, name);
            let entries = known.iter();
            *table = entries
                .map(|json| recorded_entry(json, lookup, &reads))
                .collect();
        } else if let Some(first) = known.first() {
            tables.recorded.insert(name.clone(), first.clone());
        }
    }
    tables
}

/// Every expression that reads an entry of the table.
fn reads(mapping: &Mapping, table: &str) -> Vec<(String, Expression)> {
    let mut found: Vec<(String, Expression)> = Vec::new();
    for field in mapping.cases.iter().flat_map(|case| &case.fields) {
        for source in field.sources() {
            let own = source
                .lookup
                .as_ref()
                .is_some_and(|lookup| lookup.table == table);
            for (member, e) in source.members.iter().filter(|_| own) {
                found.push((format!("{}.{member}", field.name), e.clone()));
            }
        }
        for (dotted, e) in field.expressions() {
            read_by(e, &dotted, table, &mut found);
        }
    }
    found
}

/// Those of an expression and of its parts.
fn read_by(e: &Expression, dotted: &str, table: &str, found: &mut Vec<(String, Expression)>) {
    let own = e.lookup.as_ref();
    if own.is_some_and(|lookup| lookup.table == table) {
        let plain = Expression {
            lookup: None,
            ..e.clone()
        };
        found.push((dotted.to_owned(), plain));
    }
    for part in e.parts() {
        read_by(part, dotted, table, found);
    }
}

/// An entry as it was recorded. The values that are read of it are texts.
fn recorded_entry(json: &Json, lookup: &Lookup, reads: &[(String, Expression)]) -> TableEntry {
    let at = |path: &str| {
        let steps = json_path::steps(path).unwrap_or_default();
        json_path::first(json, &steps).cloned().unwrap_or_default()
    };
    let mut leaves = HashMap::new();
    for (_, e) in reads {
        for path in e.paths() {
            let text = json_path::text(&at(path.text()));
            let name = leaf_name(e, path.text());
            if name != path.text() {
                let known = text.as_deref().and_then(|text| leaf_of(e, text));
                leaves.insert(name, known);
            }
            leaves.insert(path.text().to_owned(), text.map(KnownValue::Text));
        }
    }
    TableEntry {
        key: lookup.key.iter().map(|path| at(path.text())).collect(),
        draft: Draft {
            json: json.clone(),
            leaves,
            ..Draft::default()
        },
    }
}

fn entry(
    index: u64,
    lookup: &Lookup,
    reads: &[(String, Expression)],
    maker: &mut RecordMaker<'_>,
) -> TableEntry {
    let mut draft = Draft::of(object! {}.into());
    let mut key = Vec::new();
    for (part, path) in lookup.key.iter().enumerate() {
        // Of two parts, the second is unique only within the first.
        let several = lookup.key.len() > 1;
        let value = match (several, part) {
            (true, 0) => Json::from(if index.is_multiple_of(2) {
                "user"
            } else {
                "system"
            }),
            (true, _) => Json::from(index / 2),
            (false, _) => Json::from(40 + index),
        };
        if let Some(steps) = json_path::steps(path.text()) {
            json_path::put(&mut draft.json, &steps, value.clone());
        }
        draft.leaves.insert(
            path.text().to_owned(),
            json_path::text(&value).map(KnownValue::Text),
        );
        key.push(value);
    }
    for (dotted, e) in reads {
        match (word::words(&e.transforms), &e.pick) {
            (Some(words), Pick::From(path)) if leaf_name(e, path.text()) == path.text() => {
                // Each word of the mapping once, then words of the account's own.
                let place = usize::try_from(index).unwrap_or(0);
                let own = format!("Own Kind {index}");
                let word = words.theirs().get(place).map(|word| (*word).to_owned());
                let word = word.unwrap_or(own);
                let steps = json_path::steps(path.text()).unwrap_or_default();
                json_path::put(&mut draft.json, &steps, word.clone().into());
                draft
                    .leaves
                    .insert(path.text().to_owned(), Some(KnownValue::Text(word)));
            }
            _ => {
                expression::value(maker, e, dotted, None, &mut draft);
            }
        }
    }
    TableEntry { draft, key }
}
