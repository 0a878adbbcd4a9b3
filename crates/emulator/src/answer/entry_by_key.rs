//! Answers a call for one entry of a table by its key: for every key that a record has, the vendor
//! has an entry.

use super::refusal::json_reply;
use crate::asked::lookup;
use crate::asked::recognised::recognised;
use crate::notation::call::ReceivedCall;
use crate::notation::json_path::{self, PathStep};
use crate::notation::sent;
use crate::readable::vendor::SEED;
use crate::seed::dice::Dice;
use crate::seed::speaker::Speaker;
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use touchpoint_core::exchange::Reply;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Expression, Lookup, LookupUse, Pick};
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::Transform;

/// The answer, where the call asks for one entry. A list may have an address of the same form:
/// `/mails/search` beside `/mails/{id}`.
pub(crate) fn answer(vendor: &PlayedVendor, call: &ReceivedCall) -> Option<Reply> {
    let (name, lookup, key) = lookup::one(vendor, call)?;
    let mut body = Json::Null;
    if !named(vendor, name).contains(&key) {
        let is_list = recognised(vendor, call).is_ok();
        return (!is_list).then(|| json_reply(404, &body));
    }
    put(vendor, name, lookup, &key, &mut body);
    Some(json_reply(200, &body))
}

/// Writes the entry of a key where the mapping looks for it.
fn put(vendor: &PlayedVendor, name: &str, lookup: &Lookup, key: &str, body: &mut Json) {
    let recorded = vendor.tables.recorded.get(name);
    let mut entry = entry_like(recorded, &reads(vendor, name), key);
    for path in &lookup.key {
        let steps = json_path::steps(path.text()).unwrap_or_default();
        let before = json_path::first(&entry, &steps).is_some_and(Json::is_number);
        let number = before.then(|| key.parse::<u64>().ok()).flatten();
        json_path::put(
            &mut entry,
            &steps,
            number.map_or_else(|| key.into(), Json::from),
        );
    }
    let entries = json_path::steps(lookup.entries.text()).unwrap_or_default();
    json_path::put(body, &entries, entry);
}

/// The keys of a table's entries that records have.
fn named(vendor: &PlayedVendor, table: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (index, case) in vendor.mapping().cases.iter().enumerate() {
        let mut places: Vec<Vec<PathStep>> = Vec::new();
        for field in &case.fields {
            let own = field.expressions().into_iter();
            places.extend(own.filter_map(|(_, e)| by(e.lookup.as_ref()?, table)));
            for source in field.sources() {
                let each = source.each.as_ref();
                let mut place = each
                    .and_then(|path| json_path::steps(path.text()))
                    .unwrap_or_default();
                if let Some(by) = source.lookup.as_ref().and_then(|lookup| by(lookup, table)) {
                    place.extend(by);
                    places.push(place);
                }
            }
        }
        for record in vendor.records(index) {
            let found = places
                .iter()
                .flat_map(|place| json_path::all(&record.json, place));
            keys.extend(found.filter_map(json_path::text));
        }
    }
    keys
}

/// The way to the key, where this lookup is of the table.
fn by(lookup: &LookupUse, table: &str) -> Option<Vec<PathStep>> {
    let own = lookup.table == table;
    own.then(|| json_path::steps(lookup.by.first()?.text()))
        .flatten()
}

/// The expressions that read an entry of the table.
fn reads<'w>(vendor: &'w PlayedVendor, table: &str) -> Vec<&'w Expression> {
    let own = |lookup: &Option<LookupUse>| lookup.as_ref().is_some_and(|l| l.table == table);
    let mut found = Vec::new();
    for field in vendor.mapping().cases.iter().flat_map(|case| &case.fields) {
        let alone = field.expressions().into_iter().map(|(_, e)| e);
        found.extend(alone.filter(|e| own(&e.lookup)));
        let sources = field.sources().iter().filter(|source| own(&source.lookup));
        found.extend(sources.flat_map(|source| source.members.iter().map(|(_, e)| e)));
    }
    found
}

/// An entry like the recorded one, with other texts in the places that are read. The same key
/// always has the same entry.
fn entry_like(recorded: Option<&Json>, reads: &[&Expression], key: &str) -> Json {
    let mut entry = recorded.cloned().unwrap_or_default();
    let mut dice = Dice::new(SEED, key);
    let speaker = Speaker::new(&mut dice, None);
    for e in reads {
        let Pick::From(path) = &e.pick else {
            continue;
        };
        let Some(path) = json_path::steps(path.text()) else {
            continue;
        };
        let before = json_path::first(&entry, &path).and_then(json_path::text);
        let text = speaker.like(before.as_deref(), &mut dice);
        let reading: Vec<&Transform> = match &e.scalar {
            Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => {
                e.reading().collect()
            }
            Scalar::Instant | Scalar::Duration => Vec::new(),
        };
        let known = KnownValue::Text(text);
        let manner = (before.as_deref(), true);
        let written = sent::written(&reading, &known, manner, &mut dice);
        if let Some((json, _)) = written {
            json_path::put(&mut entry, &path, json);
        }
    }
    entry
}
