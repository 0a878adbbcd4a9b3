//! The tables of one vendor that ids are looked up in: entries, their keys, and how they are served.

use super::dice::Dice;
use super::pools::Pools;
use super::spot::{self, Step};
use super::truth::Known;
use super::value::{Draft, Maker};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use touchpoint_language::mapping::{Ask, Expression, Lookup, Mapping, Pick};

/// The tables by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Made(
    BTreeMap<String, Vec<Entry>>,
    /// Those whose entries belong to one record each.
    BTreeMap<String, Lookup>,
    /// What an entry looks like that is asked for by itself.
    BTreeMap<String, Value>,
);

#[derive(Clone, Debug)]
struct Entry {
    draft: Draft,
    key: Vec<Value>,
}

impl Made {
    pub(super) fn new(mapping: &Mapping, pools: &Pools, seed: u64) -> Made {
        let none = Made::default();
        let mut made = BTreeMap::new();
        let batches = mapping.lookups.iter();
        let batches = batches.filter(|(_, lookup)| matches!(lookup.ask, Ask::Batch(_)));
        let batches = batches.map(|(name, lookup)| (name.clone(), lookup.clone()));
        for (name, lookup) in &mapping.lookups {
            // What is asked for record by record is asked for by callers who want it: none does here.
            if !matches!(lookup.ask, Ask::InReply | Ask::Once(_)) {
                continue;
            }
            let reads = reads(mapping, name);
            let mut maker = Maker {
                pools,
                tables: &none,
                dice: Dice::new(seed, name),
                wants: HashMap::new(),
                preferred: HashMap::new(),
                serial: 0,
                steady: Vec::new(),
                kept: Vec::new(),
                twin: None,
                unplayed: Vec::new(),
            };
            let entries = (0..6)
                .map(|index| entry(index, lookup, &reads, &mut maker))
                .collect();
            made.insert(name.clone(), entries);
        }
        Made(made, batches.collect(), BTreeMap::new())
    }

    /// The tables that were recorded; what was not is made.
    pub(super) fn recorded(
        mapping: &Mapping,
        recorded: &HashMap<String, Vec<Value>>,
        pools: &Pools,
        seed: u64,
    ) -> Made {
        let mut made = Made::new(mapping, pools, seed);
        for (name, lookup) in &mapping.lookups {
            let Some(known) = recorded.get(name) else {
                continue;
            };
            if let Some(table) = made.0.get_mut(name) {
                let reads = reads(mapping, name);
                *table = known
                    .iter()
                    .map(|json| as_it_is(json, lookup, &reads))
                    .collect();
            } else if let Some(first) = known.first() {
                made.2.insert(name.clone(), first.clone());
            }
        }
        made
    }

    /// An entry of a table that is asked for by itself, as one was recorded.
    pub(super) fn recorded_entry(&self, table: &str) -> Option<&Value> {
        self.2.get(table)
    }

    /// A table that is asked for in batches.
    pub(super) fn batch(&self, table: &str) -> Option<&Lookup> {
        self.1.get(table)
    }

    pub(super) fn size(&self, table: &str) -> usize {
        self.0.get(table).map_or(0, Vec::len)
    }

    pub(super) fn key(&self, table: &str, index: usize) -> Vec<Value> {
        self.at(table, index)
            .map(|entry| entry.key.clone())
            .unwrap_or_default()
    }

    /// What an entry has at a path.
    pub(super) fn leaf(&self, table: &str, index: usize, path: &str) -> Option<Known> {
        self.at(table, index)?
            .draft
            .leaves
            .get(path)
            .cloned()
            .flatten()
    }

    fn at(&self, table: &str, index: usize) -> Option<&Entry> {
        self.0.get(table)?.get(index)
    }

    /// The entry that has these values at these paths.
    pub(super) fn find(&self, table: &str, has: &[(String, Value)]) -> Option<usize> {
        self.0.get(table)?.iter().position(|entry| {
            has.iter().all(|(path, wanted)| {
                let steps = spot::steps(path).unwrap_or_default();
                spot::first(&entry.draft.json, &steps) == Some(wanted)
            })
        })
    }

    /// Writes a table's entries where its path says, among others.
    pub(super) fn write(&self, table: &str, lookup: &Lookup, into: &mut Value) {
        let Some(steps) = spot::steps(lookup.entries.text()) else {
            return;
        };
        for (index, entry) in self.0.get(table).into_iter().flatten().enumerate() {
            // `$.*[*]`: the lists have names of their own.
            let steps: Vec<Step> = match steps.split_first() {
                Some((Step::All, rest)) if !rest.is_empty() => {
                    let own = Step::Name(
                        if index.is_multiple_of(2) {
                            "user"
                        } else {
                            "system"
                        }
                        .to_owned(),
                    );
                    std::iter::once(own).chain(rest.iter().cloned()).collect()
                }
                _ => steps.clone(),
            };
            if let Some(Step::Where(key, _)) = steps.last() {
                let mut other = entry.draft.json.clone();
                spot::put(&mut other, &[Step::Name(key.clone())], "another".into());
                if let Some((_, list)) = steps.split_last() {
                    let mut steps = list.to_vec();
                    steps.push(Step::All);
                    spot::put(into, &steps, other);
                }
                let mut own = entry.draft.json.clone();
                if let Some(Step::Where(key, word)) = steps.last() {
                    spot::put(&mut own, &[Step::Name(key.clone())], word.clone());
                }
                spot::put(into, &steps, own);
            } else {
                spot::put(into, &steps, entry.draft.json.clone());
            }
        }
    }
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
            if e.lookup
                .as_ref()
                .is_some_and(|lookup| lookup.table == table)
            {
                let plain = Expression {
                    lookup: None,
                    ..e.clone()
                };
                found.push((dotted, plain));
            }
        }
    }
    found
}

/// An entry as it was recorded. What is read of it are texts.
fn as_it_is(json: &Value, lookup: &Lookup, reads: &[(String, Expression)]) -> Entry {
    let at = |path: &str| {
        let steps = spot::steps(path).unwrap_or_default();
        spot::first(json, &steps).cloned().unwrap_or_default()
    };
    let mut leaves = HashMap::new();
    for path in reads.iter().flat_map(|(_, e)| e.paths()) {
        let known = spot::text(&at(path.text())).map(Known::Text);
        leaves.insert(path.text().to_owned(), known);
    }
    Entry {
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
    maker: &mut Maker<'_>,
) -> Entry {
    let mut draft = Draft {
        json: json!({}),
        ..Draft::default()
    };
    let mut key = Vec::new();
    for (part, path) in lookup.key.iter().enumerate() {
        // Of two parts, the second is unique only within the first.
        let several = lookup.key.len() > 1;
        let value = match (several, part) {
            (true, 0) => Value::from(if index.is_multiple_of(2) {
                "user"
            } else {
                "system"
            }),
            (true, _) => Value::from(index / 2),
            (false, _) => Value::from(40 + index),
        };
        if let Some(steps) = spot::steps(path.text()) {
            spot::put(&mut draft.json, &steps, value.clone());
        }
        draft
            .leaves
            .insert(path.text().to_owned(), spot::text(&value).map(Known::Text));
        key.push(value);
    }
    for (dotted, e) in reads {
        match (&e.map, &e.pick) {
            (Some(map), Pick::From(path)) => {
                // Each word once, then words of the account's own.
                let place = usize::try_from(index).unwrap_or(0);
                let own = format!("Own Kind {index}");
                let word = map.words.keys().nth(place).cloned().unwrap_or(own);
                let steps = spot::steps(path.text()).unwrap_or_default();
                spot::put(&mut draft.json, &steps, word.clone().into());
                draft
                    .leaves
                    .insert(path.text().to_owned(), Some(Known::Text(word)));
            }
            _ => {
                maker.value(e, dotted, None, &mut draft);
            }
        }
    }
    Entry { draft, key }
}
