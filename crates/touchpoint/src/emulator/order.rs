//! The order in which a vendor gives a list, as its mapping counts on it: by the columns of a query
//! text, or by the time of a window or a merge. Records are numbered in it, and keep it while they
//! change.

use super::record::Entry;
use super::select::sort;
use super::spot;
use super::truth::Known;
use serde_json::Value;
use std::sync::Arc;
use touchpoint_language::mapping::{Case, Mapping};
use touchpoint_language::model::Direction;

/// What records are sorted by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum By {
    /// A unified field.
    Field(String),
    /// A column of the vendor's.
    Column(String),
    /// Nothing that could be known from outside.
    Chance,
}

/// By what first, and whether the greatest comes first.
pub(super) type Order = Vec<(By, bool)>;

/// The ranks of one case's records begin here; those of no other case reach it.
pub(super) const RANKS_OF_A_CASE: u64 = 1 << 40;

/// The order that the mapping counts on in a case's list; empty where it counts on none.
pub(super) fn of(mapping: &Mapping, index: usize) -> Order {
    let down = |direction: Direction| direction == Direction::Desc;
    let routes = mapping.cases.get(index).into_iter();
    let mut routes = routes.flat_map(|case| &case.routes);
    if let Some(soql) = routes.clone().find_map(|route| route.soql.as_ref()) {
        let columns = soql.order_by.iter();
        return columns
            .map(|(column, direction)| (By::Column(column.clone()), down(*direction)))
            .collect();
    }
    let window = routes.find_map(|route| route.paging.window.as_ref());
    let merge = mapping.merge.as_ref();
    let merge = merge.filter(|merge| merge.cases.contains(&index));
    let by = window.map(|window| (&window.by, window.order));
    let by = by.or_else(|| merge.map(|merge| (&merge.by, merge.order)));
    by.map(|(field, direction)| (By::Field(field.clone()), down(direction)))
        .into_iter()
        .collect()
}

/// Puts new records into the vendor's order, and their ranks with them.
pub(super) fn ranked(mapping: &Mapping, index: usize, mut new: Vec<Entry>) -> Vec<Arc<Entry>> {
    let base = index as u64 * RANKS_OF_A_CASE;
    let ranks: Vec<u64> = new.iter().map(|entry| base + entry.rank).collect();
    sort(&mut new, &of(mapping, index));
    let ranked = new.into_iter().zip(ranks);
    ranked
        .map(|(entry, rank)| Arc::new(Entry { rank, ..entry }))
        .collect()
}

/// The paths that a case's order reads, but for those of the record's name.
pub(super) fn paths(mapping: &Mapping, case: &Case, index: usize) -> Vec<String> {
    let read = |field: &str| {
        let all = case.fields.iter().flat_map(|known| known.expressions());
        let all = all.filter(|(name, _)| name == field);
        let paths = all.flat_map(|(_, e)| e.paths());
        paths.map(|path| path.text().to_owned()).collect::<Vec<_>>()
    };
    let mut found: Vec<String> = Vec::new();
    for (by, _) in of(mapping, index) {
        match by {
            By::Field(field) => found.extend(read(&field)),
            By::Column(column) => found.push(format!("$.{column}")),
            By::Chance => {}
        }
    }
    let names = read("id");
    found.retain(|path| !names.contains(path));
    found
}

/// What stands at a path of a record, and what is known of it.
pub(super) type Kept = (String, Value, Option<Known>);

/// What of a record stays as it is, whatever else of it changes.
pub(super) fn kept(paths: &[String], old: &Entry) -> Vec<Kept> {
    let of = |path: &String| {
        let value = spot::first(&old.json, &spot::steps(path)?)?.clone();
        Some((path.clone(), value, old.leaves.get(path)?.clone()))
    };
    paths.iter().filter_map(of).collect()
}
