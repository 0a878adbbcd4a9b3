//! A record that two lists of a vendor show: what it is in one, it is in the other. A merge may read
//! its lists by other roads than they are read alone.

use super::order::Kept;
use super::record::Entry;
use super::spot;
use super::value::Maker;
use super::world::World;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint_language::mapping::Case;

/// Dotted field → what stands there in the other list, what comes first last.
pub(super) type Twin = BTreeMap<String, Vec<String>>;

impl World {
    /// The records of the list that a case shows by another road.
    pub(super) fn shown_too(&self, case: &Case) -> &[Arc<Entry>] {
        let is_other = |other: &Case| {
            let rest = case.name.strip_prefix(other.name.as_str());
            // `calls, merged` is `calls` by the road of the merge.
            case.merged && !other.merged && rest.is_some_and(|rest| rest.starts_with(','))
        };
        let other = self.mapping().cases.iter().position(is_other);
        other.map_or(&[], |other| self.records(other))
    }
}

impl Maker<'_> {
    /// The next record is this one of another list, where people read of both.
    pub(super) fn same_as(&mut self, case: &Case, others: &[Arc<Entry>], serial: u64) {
        let other = others.iter().find(|entry| entry.serial == serial);
        let Some(other) = other.filter(|_| self.pools.readable) else {
            return;
        };
        let read = case.fields.iter().flat_map(|field| field.expressions());
        let read = read.flat_map(|(_, e)| e.paths());
        self.kept = read.filter_map(|path| kept(path.text(), other)).collect();
        let told = other
            .truth
            .fields
            .iter()
            .filter(|(field, _)| field.contains('.'));
        let told = told.map(|(field, known)| {
            (
                field.clone(),
                known.iter().rev().map(super::truth::Known::text).collect(),
            )
        });
        self.twin = Some(told.collect());
    }

    /// How many elements the other list shows in a field; none where there is no other list.
    pub(super) fn shown_in(&self, field: &str) -> Option<u64> {
        let members = self.twin.as_ref()?.iter();
        let own = members.filter(|(dotted, _)| dotted.split('.').next() == Some(field));
        Some(
            own.map(|(_, values)| values.len() as u64)
                .max()
                .unwrap_or(0),
        )
    }

    /// What the other list shows next in a dotted field.
    pub(super) fn shown(&mut self, dotted: &str) -> Option<String> {
        self.twin.as_mut()?.get_mut(dotted)?.pop()
    }
}

/// What stands at a path, null and missing being one.
fn kept(path: &str, of: &Entry) -> Option<Kept> {
    let known = of.leaves.get(path)?.clone();
    let value = spot::first(&of.json, &spot::steps(path)?).cloned();
    Some((path.to_owned(), value.unwrap_or(Value::Null), known))
}
