//! Reverses the fields of a case: makes one record in which the value of each field is known.

use super::condition::wants;
use super::draft::Draft;
use super::elements::elements;
use super::expression::{decide, value};
use super::lookup::keyed;
use super::maker::RecordMaker;
use super::members::Members;
use super::order::FixedValue;
use super::record::VendorRecord;
use super::recorded_value::own_time;
use super::shapes::in_order_of;
use super::truth::{KnownValue, Truth};
use crate::notation::json_path;
use crate::seed::dice::Dice;
use crate::seed::pools::Pools;
use jiff::Timestamp;
use std::collections::BTreeMap;
use touchpoint_language::expr::{Condition, Path, TimeForm};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Expression, FieldSource, Pick};

/// Makes one record of a case, in the shape of a recorded one.
pub(crate) fn make(
    case: &Case,
    shape: &Json,
    rank: u64,
    maker: &mut RecordMaker<'_>,
) -> VendorRecord {
    let mut draft = Draft::like(shape.clone());
    for path in paths_of(case) {
        if let Some(steps) = json_path::steps(path.text()) {
            json_path::clear(&mut draft.json, &steps);
        }
    }
    for FixedValue { path, value, known } in &maker.fixed {
        if let Some(steps) = json_path::steps(path) {
            json_path::put(&mut draft.json, &steps, value.clone());
            draft.leaves.insert(path.clone(), known.clone());
        }
    }
    maker.wants = wants(record_conditions(case));
    let mut decided: Vec<String> = maker.wants.keys().cloned().collect();
    decided.sort();
    for path in &decided {
        decide(maker, path, &mut draft);
    }
    for e in of_the_record(case) {
        keyed(maker, e, &mut draft);
    }
    let mut fields = BTreeMap::new();
    for field in &case.fields {
        match &field.source {
            FieldSource::Scalar(e) => {
                let found = value(maker, e, &field.name, None, &mut draft);
                fields.insert(field.name.clone(), found.into_iter().collect());
            }
            FieldSource::Object(source) => {
                let mut all = elements(maker, source, &field.name, &mut draft);
                all.truncate(1);
                spread(&field.name, all, &mut fields);
            }
            FieldSource::List(sources) => {
                let all = sources
                    .iter()
                    .flat_map(|source| elements(maker, source, &field.name, &mut draft))
                    .collect();
                spread(&field.name, distinct(all), &mut fields);
            }
        }
    }
    unshown(maker, &mut fields);
    let happened = match own_time(maker) {
        Some(at) => at,
        None => happened(case, &mut maker.dice),
    };
    let happened = shown_as(maker, happened, &mut draft);
    if maker.pools.readable {
        draft.json = in_order_of(&draft.shape, draft.json);
    }
    VendorRecord {
        case: 0,
        rank,
        serial: 0,
        skipped: false,
        counted_only: false,
        truth: Truth { fields, happened },
        json: draft.json,
        leaves: draft.leaves,
        entries: draft.entries,
        links: draft
            .links
            .into_iter()
            .map(|(table, (key, link))| (table, key, link.map(|entry| entry.json)))
            .collect(),
    }
}

/// What a record does not show, and its list can be asked for: the vendor knows whose it is.
fn unshown(maker: &RecordMaker<'_>, fields: &mut BTreeMap<String, Vec<KnownValue>>) {
    for name in &maker.unshown {
        let id = Dice::new(maker.serial, name)
            .pick(maker.pools.ids(name))
            .cloned();
        fields.insert(name.clone(), id.into_iter().map(KnownValue::Text).collect());
    }
}

/// Writes when a record happened where it shows that; it is then what already stands there.
fn shown_as(maker: &RecordMaker<'_>, happened: Timestamp, draft: &mut Draft) -> Timestamp {
    let mut at = happened;
    for (path, written) in &maker.times_shown {
        if let Some(Some(KnownValue::At(known))) = draft.leaves.get(path) {
            at = *known;
        }
        if let Some(steps) = json_path::steps(path) {
            json_path::put(&mut draft.json, &steps, written.write(at));
            draft.leaves.insert(path.clone(), Some(KnownValue::At(at)));
        }
    }
    at
}

/// When a record happened, for windows on a time that the record does not show. Where windows are
/// asked for in seconds it is a whole second, where in days a whole day.
fn happened(case: &Case, dice: &mut Dice) -> Timestamp {
    let at = Pools::instant(dice);
    let parameters = case
        .routes
        .iter()
        .flat_map(|route| route.parameters.values());
    let sendings = parameters.flat_map(|parameter| &parameter.sendings);
    let written: Vec<_> = sendings.map(|sending| &sending.time).collect();
    let of = |form: TimeForm| written.iter().find(|written| written.form == form);
    let coarse = of(TimeForm::Date).or_else(|| of(TimeForm::UnixSeconds));
    let whole = coarse.and_then(|written| Some(written.around(at)?.0));
    whole.unwrap_or(at)
}

/// The elements without duplicates, by their id or else as a whole; of equal ones the first counts.
fn distinct(all: Vec<Members>) -> Vec<Members> {
    let mut different: Vec<Members> = Vec::new();
    let id = |members: &Members| {
        members
            .iter()
            .find(|(name, _)| name == "id")
            .and_then(|(_, value)| value.clone())
    };
    for members in all {
        let same = |other: &Members| match (id(&members), id(other)) {
            (Some(a), Some(b)) => a == b,
            _ => *other == members,
        };
        if !different.iter().any(same) {
            different.push(members);
        }
    }
    different
}

fn spread(field: &str, all: Vec<Members>, fields: &mut BTreeMap<String, Vec<KnownValue>>) {
    for (name, value) in all.into_iter().flatten() {
        fields
            .entry(format!("{field}.{name}"))
            .or_default()
            .extend(value);
    }
}

/// The conditions over the record itself, apart from the one that leaves records out.
fn record_conditions(case: &Case) -> Vec<&Condition> {
    let mut found: Vec<&Condition> = Vec::new();
    for field in &case.fields {
        found.extend(
            field
                .sources()
                .iter()
                .filter_map(|source| source.when.as_ref()),
        );
        for (_, e) in field.expressions() {
            branches(e, &mut found);
        }
    }
    found
}

/// Every expression that reads the record itself, and no element of a list.
fn of_the_record(case: &Case) -> impl Iterator<Item = &Expression> {
    case.fields.iter().flat_map(|field| {
        let scalar = match &field.source {
            FieldSource::Scalar(e) => Some(e),
            FieldSource::Object(_) | FieldSource::List(_) => None,
        };
        let whole = field
            .sources()
            .iter()
            .filter(|source| source.each.is_none());
        let members = whole.flat_map(|source| source.members.iter().map(|(_, e)| e));
        scalar.into_iter().chain(members)
    })
}

fn branches<'c>(e: &'c Expression, found: &mut Vec<&'c Condition>) {
    if let Pick::Choose(arms) = &e.pick {
        found.extend(arms.iter().filter_map(|arm| arm.when.as_ref()));
    }
    e.parts().into_iter().for_each(|part| branches(part, found));
}

/// Every path of the record that is read.
fn paths_of(case: &Case) -> Vec<&Path> {
    let mut found: Vec<&Path> = Vec::new();
    for field in &case.fields {
        let own = field.sources().iter();
        found.extend(own.clone().filter_map(|source| source.each.as_ref()));
        found.extend(own.clone().filter_map(|source| source.more.as_ref()));
        if let FieldSource::Scalar(e) = &field.source {
            found.extend(e.paths());
        }
        for source in own.filter(|source| source.each.is_none()) {
            found.extend(source.members.iter().flat_map(|(_, e)| e.paths()));
            found.extend(source.lookup.iter().flat_map(|lookup| &lookup.by));
        }
    }
    found.extend(
        record_conditions(case)
            .into_iter()
            .flat_map(Condition::paths),
    );
    found
}
