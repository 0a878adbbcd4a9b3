//! Entries of tables that belong to one record each, and are asked for by its key, many at once: made
//! with the record, kept once its page was sent, and given when a batch asks for them.

use super::asked_body::said;
use super::holes;
use super::limits;
use super::record::{Entry, Members, written_members};
use super::spot::{self, Step};
use super::state::State;
use super::value::{Draft, Maker};
use super::wire::Call;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use touchpoint_core::exchange::Reply;
use touchpoint_language::mapping::{Ask, Lookup, LookupUse, Send, Source};
use touchpoint_language::written::Missing;

/// The entry of a record in one table, while it is written; none where the table has none.
pub(super) type Link = Option<Box<Draft>>;

/// What a batch can ask for: table and key → the position of the record's case, and the entry.
pub(super) type Links = BTreeMap<(String, String), (usize, Option<Value>)>;

/// The elements that a source has in the entry of its record.
pub(super) fn elements(
    maker: &mut Maker<'_>,
    source: &Source,
    used: &LookupUse,
    field: &str,
    draft: &mut Draft,
) -> Vec<Members> {
    let Some((key, mut link)) = link(maker, used, field, draft) else {
        maker.unplayed.push(format!("{} by its key", used.table));
        return Vec::new();
    };
    let mut found = Vec::new();
    if let Some(entry) = &mut link {
        let steps = source
            .then_each
            .as_ref()
            .map(|each| spot::steps(each.text()));
        match steps {
            None => found.extend(written_members(maker, source, field, entry)),
            Some(None) => maker.unplayed.push(used.table.clone()),
            Some(Some(steps)) => {
                let count = maker.shown_in(field);
                for _ in 0..count.unwrap_or_else(|| maker.dice.below(4)) {
                    let mut element = Draft {
                        json: json!({}),
                        ..Draft::default()
                    };
                    found.extend(written_members(maker, source, field, &mut element));
                    spot::put(&mut entry.json, &steps, element.json);
                }
            }
        }
    }
    draft.links.insert(used.table.clone(), (key, link));
    found
}

/// The entry of a record: the one that another field wrote, or a new one.
fn link(
    maker: &mut Maker<'_>,
    used: &LookupUse,
    field: &str,
    draft: &mut Draft,
) -> Option<(String, Link)> {
    if let Some(known) = draft.links.remove(&used.table) {
        return Some(known);
    }
    let lookup = maker.tables.batch(&used.table)?;
    let ([by], [path]) = (used.by.as_slice(), lookup.key.as_slice()) else {
        return None;
    };
    let key = draft.leaves.get(by.text()).cloned()??.text();
    let without = |maker: &mut Maker<'_>| match maker.shown_in(field) {
        Some(count) => count == 0,
        None => maker.dice.one_in(4),
    };
    if lookup.otherwise == Missing::Nothing && without(maker) {
        return Some((key, None));
    }
    let mut entry = Draft {
        json: json!({}),
        ..Draft::default()
    };
    spot::put(
        &mut entry.json,
        &spot::steps(path.text())?,
        key.as_str().into(),
    );
    Some((key, Some(Box::new(entry))))
}

impl World {
    /// The table that a call asks a batch of.
    pub(super) fn batch_at(&self, call: &Call) -> Option<(&str, &Lookup)> {
        let asked = |(_, lookup): &(&String, &Lookup)| {
            matches!(lookup.ask, Ask::Batch(_)) && self.batch_path(lookup, call).is_some()
        };
        let found = self.mapping().lookups.iter().find(asked)?;
        Some((found.0.as_str(), found.1))
    }

    /// What stands in the holes of a batch's path.
    fn batch_path(&self, lookup: &Lookup, call: &Call) -> Option<BTreeMap<String, String>> {
        let line = lookup.line()?;
        let path = self.with_context(line.path.text());
        let held = holes::held(&format!("{}{path}", self.base_path()), &call.path);
        held.filter(|_| line.method.to_string() == call.method)
    }
}

impl State {
    /// Keeps the entries of a record that is sent.
    pub(super) fn sent(&mut self, entry: &Entry) {
        for (table, key, link) in &entry.links {
            let place = (table.clone(), key.clone());
            self.links.insert(place, (entry.case, link.clone()));
        }
    }

    /// Gives the entries that a batch asks for, in no order; what has none is told beside them.
    pub(super) fn batch(&mut self, name: &str, lookup: &Lookup, call: &Call) -> Reply {
        let world = self.world.clone();
        let found = asked_keys(lookup, call).and_then(|keys| {
            let most = usize::try_from(lookup.at_most).unwrap_or(usize::MAX);
            if keys.is_empty() || keys.len() > most {
                return Err(format!(
                    "{} keys, where {most} may be asked for",
                    keys.len()
                ));
            }
            let path = world.batch_path(lookup, call).unwrap_or_default();
            let each = keys.iter().map(|key| {
                let known = self.links.get(&(name.to_owned(), key.clone()));
                let known = known.filter(|(case, _)| world.stands_for(*case, 0, &path));
                known.ok_or_else(|| format!("`{name}` has no `{key}` at {}", call.path))
            });
            let each: Result<Vec<_>, String> = each.collect();
            let each = each?.into_iter().map(|(_, link)| link.clone());
            Ok(each.collect::<Vec<Option<Value>>>())
        });
        let mut found = match found {
            Ok(found) => found,
            Err(why) => {
                self.seen
                    .violations
                    .push(format!("a batch that the vendor refuses: {why}"));
                return limits::refusal(&world, 400, &why, &mut self.dice);
            }
        };
        if self.dice.one_in(2) {
            found.reverse();
        }
        told(lookup, found)
    }
}

impl World {
    /// The entries that a batch asks for, of all records; a record that is not there has none.
    pub(super) fn batched(
        &self,
        name: &str,
        lookup: &Lookup,
        call: &Call,
    ) -> Result<Reply, String> {
        let path = self.batch_path(lookup, call).unwrap_or_default();
        let all = self.lists.iter().flatten();
        let all = all.filter(|entry| self.stands_for(entry.case, 0, &path));
        let links: BTreeMap<&str, &Option<Value>> = all
            .flat_map(|entry| &entry.links)
            .filter(|(table, ..)| table == name)
            .map(|(_, key, link)| (key.as_str(), link))
            .collect();
        let keys = asked_keys(lookup, call)?;
        let found = keys
            .iter()
            .map(|key| links.get(key.as_str()).and_then(|link| (*link).clone()));
        Ok(told(lookup, found.collect()))
    }
}

/// The reply to a batch; what has no entry is told beside the others.
fn told(lookup: &Lookup, found: Vec<Option<Value>>) -> Reply {
    let without = found.iter().filter(|link| link.is_none()).count();
    let mut body = json!({ "without": without });
    let steps = spot::steps(lookup.entries.text()).unwrap_or_default();
    if let Some((Step::All, list)) = steps.split_last() {
        let given: Vec<Value> = found.into_iter().flatten().collect();
        spot::put(&mut body, list, given.into());
    }
    limits::reply(if without > 0 { 207 } else { 200 }, &body)
}

/// The keys that a batch names, in its body or in its query.
fn asked_keys(lookup: &Lookup, call: &Call) -> Result<Vec<String>, String> {
    let mut keys = Vec::new();
    if let Some(body) = &lookup.body {
        for (hole, value) in said(body, &call.body)?.holes {
            if matches!(hole.as_str(), "lookup.key" | "lookup.keys") {
                keys.extend(spot::text(&value));
            }
        }
    }
    for (name, (send, _)) in &lookup.send {
        let Send::Text(template) = send else { continue };
        if holes::names(template.text()).contains(&"lookup.keys") {
            let given = call.query(name).unwrap_or_default();
            keys.extend(given.split(',').map(str::to_owned));
        }
    }
    Ok(keys)
}
