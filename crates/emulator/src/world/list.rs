//! The records of every list of a vendor, in the order in which it gives them.

use super::condition::{self, worded};
use super::constants::asked_columns;
use super::fields::make;
use super::maker::RecordMaker;
use super::order;
use super::other_list::{self, OtherList};
use super::record::VendorRecord;
use super::shapes::{Shapes, fullness};
use super::tables::VendorTables;
use super::truth::KnownValue;
use crate::notation::json_path;
use crate::seed::dice::Dice;
use crate::seed::pools::Pools;
use std::collections::HashSet;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::Case;

/// What the records of a vendor are made from.
pub(crate) struct Ingredients<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) pools: &'a Pools,
    pub(crate) tables: &'a VendorTables,
    pub(crate) shapes: &'a Shapes,
    pub(crate) seed: u64,
}

/// The lists of a vendor, and what could not be made.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// The records by case, in the vendor's order.
    pub(crate) records: Vec<Vec<Arc<VendorRecord>>>,
    /// The parts of the mapping that could not be reversed.
    pub(crate) unplayed: Vec<String>,
}

/// Makes the records of every case; `count` says how many.
pub(crate) fn lists(of: &Ingredients<'_>, count: impl Fn(&Case) -> u64) -> Lists {
    let mapping = &of.plan.mapping;
    let mut lists = Lists::default();
    let mut known = HashSet::new();
    for (index, case) in mapping.cases.iter().enumerate() {
        let mut maker = maker(of, index, case);
        learn_id(&mut maker, case, of.shapes);
        let shown_too = other_list::shown_by(mapping, case).and_then(|at| lists.records.get(at));
        let mut records = Vec::new();
        let mut rank = 0;
        for serial in 0..count(case) {
            rank += 1 + maker.dice.below(9);
            let other = shown_too.and_then(|others| other_list::same(others, serial));
            // Only a vendor for people shows a record in the same way in both lists.
            if let Some(other) = other.filter(|_| maker.pools.readable) {
                maker.fixed = other_list::fixed(case, other);
                maker.elsewhere = Some(OtherList::of(other));
            }
            let record = record(index, case, of.shapes, rank, serial, &mut maker);
            // Of a short pattern two ids may be alike.
            let id: Vec<String> = record.truth.of("id").iter().map(KnownValue::text).collect();
            if id.is_empty() || known.insert(id) || other.is_some() {
                records.push(record);
            }
        }
        lists.unplayed.append(&mut maker.unplayed);
        lists.records.push(order::ranked(mapping, index, records));
    }
    lists
}

/// One more record of this rank. The values that the vendor sorts by are those of another record.
pub(crate) fn one_more(
    of: &Ingredients<'_>,
    like: &VendorRecord,
    rank: u64,
    serial: u64,
) -> Option<VendorRecord> {
    let case = of.plan.mapping.cases.get(like.case)?;
    let mut maker = maker(of, like.case, case);
    maker.fixed = order::fixed(&maker.steady, like);
    Some(record(like.case, case, of.shapes, rank, serial, &mut maker))
}

fn maker<'a>(of: &Ingredients<'a>, index: usize, case: &Case) -> RecordMaker<'a> {
    let mut maker = RecordMaker::new(of.pools, of.tables, Dice::new(of.seed, &case.name));
    for (name, words) in worded(case.when.as_ref()) {
        if let Some(field) = of.plan.model.compared_field(name) {
            let preferred = maker.preferred.entry(field).or_default();
            preferred.extend(words.iter().filter_map(json_path::text));
        }
    }
    let routes = case.routes.iter();
    let parameters = routes.flat_map(|route| route.parameters.values());
    let sent = parameters.filter(|parameter| !parameter.sendings.is_empty());
    let compared = sent.filter_map(|parameter| of.plan.model.compared_field(&parameter.name));
    maker.unshown = compared.filter(|field| !of.plan.fills(field)).collect();
    maker.steady = order::paths(&of.plan.mapping, case, index);
    maker.times_shown = order::times_shown(case, &of.plan.model);
    maker
}

/// Remembers what the ids of a case look like.
pub(crate) fn learn_id(maker: &mut RecordMaker<'_>, case: &Case, shapes: &Shapes) {
    if !maker.pools.readable {
        return;
    }
    let path = case.fields.iter().find(|field| field.name == "id");
    let path = path.and_then(|field| {
        field
            .expressions()
            .first()
            .and_then(|(_, e)| e.paths().first().copied().cloned())
    });
    let steps = path.and_then(|path| json_path::steps(path.text()));
    let shape = shapes.of_case(&case.name).first();
    if let (Some(steps), Some(shape)) = (steps, shape)
        && let Some(id) = json_path::first(shape, &steps).and_then(json_path::text)
    {
        maker.preferred.insert("id".to_owned(), vec![id]);
    }
}

/// The recorded record that a new one is modelled on. A vendor for people begins with the fullest.
pub(crate) fn shape(maker: &mut RecordMaker<'_>, known: &[Json], serial: u64) -> Json {
    let one = maker.dice.pick(known);
    let shape = match serial {
        _ if !maker.pools.readable => one,
        0 => known.iter().rev().max_by_key(|shape| fullness(shape)),
        _ => one
            .into_iter()
            .chain(maker.dice.pick(known))
            .max_by_key(|shape| fullness(shape)),
    };
    shape
        .cloned()
        .unwrap_or_else(|| Json::Object(Object::new()))
}

fn record(
    index: usize,
    case: &Case,
    shapes: &Shapes,
    rank: u64,
    serial: u64,
    maker: &mut RecordMaker<'_>,
) -> VendorRecord {
    // A case that shares its list with another has a block of ids of its own.
    maker.serial = serial * 16 + index as u64;
    let shape = shape(maker, shapes.of_case(&case.name), serial);
    let mut record = make(case, &shape, rank, maker);
    (record.case, record.serial) = (index, serial);
    if let Some(skip) = &case.skip {
        record.skipped = maker.is_odd(6, serial);
        condition::write(skip, &mut record.json, record.skipped);
        debug_assert_eq!(condition::holds(skip, &record.json), record.skipped);
    }
    for column in asked_columns(case) {
        let Some(fits) = column.fits else {
            let what = format!("`{}`, which routes ask for differently", column.name);
            if !maker.unplayed.contains(&what) {
                maker.unplayed.push(what);
            }
            continue;
        };
        let decoy = column.decoy.filter(|_| maker.is_odd(6, serial));
        record.skipped |= decoy.is_some();
        let place = json_path::dotted(column.name);
        json_path::put(&mut record.json, &place, decoy.unwrap_or(fits));
    }
    record.counted_only = case.routes.iter().any(|r| r.counts.is_some()) && maker.is_odd(3, serial);
    record
}
