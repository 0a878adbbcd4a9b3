//! A call for one entry by its key into the entry: what a record names, the vendor has an entry of.

use super::holes;
use super::limits;
use super::readable::entry_like;
use super::spot::{self, Step};
use super::wire::Call;
use super::world::World;
use serde_json::Value;
use touchpoint_core::exchange::Reply;
use touchpoint_language::mapping::{Ask, Expression, Lookup, LookupUse};

/// The answer, where the call is one for an entry by its key.
pub(super) fn answer(world: &World, call: &Call) -> Option<Reply> {
    let (name, lookup, key) = world.mapping().lookups.iter().find_map(|(name, lookup)| {
        let Ask::Each(line) = &lookup.ask else {
            return None;
        };
        let path = world.with_context(line.path.text());
        let held = holes::held(&format!("{}{path}", world.base_path()), &call.path)?;
        let key = held.get("lookup.key")?.clone();
        let fits = line.method.to_string() == call.method;
        fits.then_some((name, lookup, key))
    })?;
    let mut body = Value::Null;
    if !named(world, name).contains(&key) {
        return Some(limits::reply(404, &body));
    }
    put(world, name, lookup, &key, &mut body);
    Some(limits::reply(200, &body))
}

fn put(world: &World, name: &str, lookup: &Lookup, key: &str, body: &mut Value) {
    let recorded = world.tables.recorded_entry(name);
    let mut entry = entry_like(recorded, &reads(world, name), key);
    for path in &lookup.key {
        let steps = spot::steps(path.text()).unwrap_or_default();
        let before = spot::first(&entry, &steps).is_some_and(Value::is_number);
        let number = before.then(|| key.parse::<u64>().ok()).flatten();
        spot::put(
            &mut entry,
            &steps,
            number.map_or_else(|| key.into(), Value::from),
        );
    }
    let entries = spot::steps(lookup.entries.text()).unwrap_or_default();
    spot::put(body, &entries, entry);
}

/// The keys that records name.
fn named(world: &World, table: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (index, case) in world.mapping().cases.iter().enumerate() {
        let mut places: Vec<Vec<Step>> = Vec::new();
        for field in &case.fields {
            let own = field.expressions().into_iter();
            places.extend(own.filter_map(|(_, e)| by(e.lookup.as_ref()?, table)));
            for source in field.sources() {
                let each = source.each.as_ref();
                let mut place = each
                    .and_then(|path| spot::steps(path.text()))
                    .unwrap_or_default();
                if let Some(by) = source.lookup.as_ref().and_then(|lookup| by(lookup, table)) {
                    place.extend(by);
                    places.push(place);
                }
            }
        }
        for record in world.records(index) {
            let found = places
                .iter()
                .flat_map(|place| spot::all(&record.json, place));
            keys.extend(found.filter_map(spot::text));
        }
    }
    keys
}

/// Where the key of an entry stands.
fn by(lookup: &LookupUse, table: &str) -> Option<Vec<Step>> {
    let own = lookup.table == table;
    own.then(|| spot::steps(lookup.by.first()?.text()))
        .flatten()
}

/// What is read of an entry.
fn reads<'w>(world: &'w World, table: &str) -> Vec<&'w Expression> {
    let own = |lookup: &Option<LookupUse>| lookup.as_ref().is_some_and(|l| l.table == table);
    let mut found = Vec::new();
    for field in world.mapping().cases.iter().flat_map(|case| &case.fields) {
        let alone = field.expressions().into_iter().map(|(_, e)| e);
        found.extend(alone.filter(|e| own(&e.lookup)));
        let sources = field.sources().iter().filter(|source| own(&source.lookup));
        found.extend(sources.flat_map(|source| source.members.iter().map(|(_, e)| e)));
    }
    found
}
