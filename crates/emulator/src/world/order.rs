//! The order in which a vendor gives a list, where its mapping relies on one: by the columns of a query
//! text, or by the time of a window or a merge. Records are numbered in it, and keep it while they
//! change.

use super::record::VendorRecord;
use super::truth::KnownValue;
use crate::notation::json_path;
use crate::seed::dice::Dice;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;
use touchpoint_language::expr::SentTime;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Mapping, column_of};
use touchpoint_language::model::{Direction, Model};

/// What records are sorted by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SortBy {
    /// A unified field.
    Field(String),
    /// A column of the vendor's.
    Column(String),
    /// Nothing that can be known from outside.
    Chance,
}

/// What records are sorted by, the most important first; true where the greatest comes first.
pub(crate) type RecordOrder = Vec<(SortBy, bool)>;

/// The ranks of each case begin at a multiple of this; no case has as many.
const RANKS_OF_A_CASE: u64 = 1 << 40;

/// The order of a case's list that the mapping relies on; empty where it relies on none.
pub(crate) fn of(mapping: &Mapping, index: usize) -> RecordOrder {
    let down = |direction: Direction| direction == Direction::Desc;
    let routes = mapping.cases.get(index).into_iter();
    let mut routes = routes.flat_map(|case| &case.routes);
    if let Some(order) = routes.clone().find_map(|route| route.order.as_ref()) {
        let keys = order.keys.iter().map(|key| {
            let by = match &key.path {
                Some(path) => SortBy::Column(column_of(path)),
                None => SortBy::Field(key.name.clone()),
            };
            (by, down(key.direction))
        });
        return keys.collect();
    }
    if let Some(soql) = routes.clone().find_map(|route| route.soql.as_ref()) {
        let columns = soql.order_by.iter();
        return columns
            .map(|(column, direction)| (SortBy::Column(column.clone()), down(*direction)))
            .collect();
    }
    let window = routes.find_map(|route| route.paging.window.as_ref());
    let merge = mapping.merge.as_ref();
    let merge = merge.filter(|merge| merge.cases.contains(&index));
    let by = window.map(|window| (&window.by, window.order));
    let by = by.or_else(|| merge.map(|merge| (&merge.by, merge.order)));
    by.map(|(field, direction)| (SortBy::Field(field.clone()), down(direction)))
        .into_iter()
        .collect()
}

/// Sorts new records into the vendor's order, and gives them ranks in it.
pub(crate) fn ranked(
    mapping: &Mapping,
    index: usize,
    mut new: Vec<VendorRecord>,
) -> Vec<Arc<VendorRecord>> {
    let base = index as u64 * RANKS_OF_A_CASE;
    let ranks: Vec<u64> = new.iter().map(|record| base + record.rank).collect();
    sort(&mut new, &of(mapping, index));
    let ranked = new.into_iter().zip(ranks);
    ranked
        .map(|(record, rank)| Arc::new(VendorRecord { rank, ..record }))
        .collect()
}

/// The paths that a case's order reads, apart from those of the record's id.
pub(crate) fn paths(mapping: &Mapping, case: &Case, index: usize) -> Vec<String> {
    let read = |field: &str| {
        let all = case.fields.iter().flat_map(|known| known.expressions());
        let all = all.filter(|(name, _)| name == field);
        let paths = all.flat_map(|(_, e)| e.paths());
        paths.map(|path| path.text().to_owned()).collect::<Vec<_>>()
    };
    let mut found: Vec<String> = Vec::new();
    for (by, _) in of(mapping, index) {
        match by {
            SortBy::Field(field) => found.extend(read(&field)),
            SortBy::Column(column) => found.push(format!("$.{column}")),
            SortBy::Chance => {}
        }
    }
    // What a caller sorts by stays too: else a record moves past the reader.
    let sorts = case.routes.iter().filter_map(|route| route.sort.as_ref());
    found.extend(
        sorts
            .flat_map(|sort| sort.fields.keys())
            .flat_map(|field| read(field)),
    );
    let of_id = read("id");
    found.retain(|path| !of_id.contains(path));
    found
}

/// The paths at which a record shows when it happened, each with its form: those of orders whose key is a parameter and no
/// field. The vendor filters by that time in the same form.
pub(crate) fn times_shown(case: &Case, model: &Model) -> Vec<(String, SentTime)> {
    let keys = case.routes.iter().flat_map(|route| {
        let keys = route.order.iter().flat_map(|order| &order.keys);
        keys.filter_map(|key| Some((key, route.parameters.get(&key.name)?)))
    });
    let shown = keys.filter_map(|(key, parameter)| {
        let path = key.path.as_ref()?;
        let unseen = model.compared_field(&key.name).is_none();
        let written = parameter.sendings.first()?.time.clone();
        unseen.then(|| (format!("$.{}", column_of(path)), written))
    });
    let mut shown: Vec<(String, SentTime)> = shown.collect();
    shown.dedup_by(|one, other| one.0 == other.0);
    shown
}

/// A value of a record that stays as it is, whatever else of the record changes.
#[derive(Clone, Debug)]
pub(crate) struct FixedValue {
    /// The text of its path.
    pub(crate) path: String,
    pub(crate) value: Json,
    /// What is known of it; none where it is null.
    pub(crate) known: Option<KnownValue>,
}

/// The values of a record at the paths that its order reads.
pub(crate) fn fixed(paths: &[String], record: &VendorRecord) -> Vec<FixedValue> {
    let at = |path: &String| {
        let value = json_path::first(&record.json, &json_path::steps(path)?)?.clone();
        Some(FixedValue {
            path: path.clone(),
            value,
            known: record.leaves.get(path)?.clone(),
        })
    };
    paths.iter().filter_map(at).collect()
}

/// Sorts records. Where they do not have the unified field, the time when they happened counts.
pub(crate) fn sort<E: Borrow<VendorRecord>>(records: &mut [E], order: &RecordOrder) {
    let key = |record: &VendorRecord, by: &SortBy| match by {
        SortBy::Field(field) => match record.truth.fields.get(field) {
            Some(values) => values.first().cloned(),
            None => Some(KnownValue::At(record.truth.happened)),
        },
        SortBy::Column(column) => at_column(record, column),
        SortBy::Chance => Some(KnownValue::Text(format!(
            "{:x}",
            Dice::new(record.serial, "").next()
        ))),
    };
    records.sort_by(|a, b| {
        let (a, b): (&VendorRecord, &VendorRecord) = (a.borrow(), b.borrow());
        for (by, down) in order {
            let order = match (key(a, by), key(b, by)) {
                (Some(a), Some(b)) => a.order(&b).unwrap_or(Ordering::Equal),
                (a, b) => a.is_some().cmp(&b.is_some()),
            };
            let order = if *down { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        a.rank.cmp(&b.rank)
    });
}

/// What a record has in a column.
pub(crate) fn at_column(record: &VendorRecord, column: &str) -> Option<KnownValue> {
    if let Some(known) = record.leaves.get(&format!("$.{column}")) {
        return known.clone();
    }
    let there = json_path::first(&record.json, &json_path::dotted(column));
    there.and_then(json_path::text).map(KnownValue::Text)
}
