//! Lets a record name an entry of a table: chooses the entry, and writes its key into the record.

use super::condition::holds;
use super::draft::Draft;
use super::maker::RecordMaker;
use super::truth::KnownValue;
use crate::notation::json_path;
use touchpoint_language::expr::Path;
use touchpoint_language::mapping::{Arm, Expression, LookupUse, Pick};

/// The entry that a record names; for one table always the same.
pub(crate) fn entry(
    maker: &mut RecordMaker<'_>,
    lookup: &LookupUse,
    draft: &mut Draft,
) -> Option<usize> {
    if let Some(index) = draft.entries.get(&lookup.table) {
        return *index;
    }
    let size = maker.tables.size(&lookup.table);
    let index = Some(maker.dice.place(size)).filter(|_| size > 0 && !maker.dice.one_in(8));
    draft.entries.insert(lookup.table.clone(), index);
    for (by, key) in lookup
        .by
        .iter()
        .zip(maker.tables.key(&lookup.table, index?))
    {
        if let Some(steps) = json_path::steps(by.text()) {
            json_path::put(&mut draft.json, &steps, key);
        }
    }
    index
}

/// Chooses the entries whose keys conditions look at too, before anything depends on either: what a
/// condition found there first stays, unless a table is looked into.
pub(crate) fn keyed(maker: &mut RecordMaker<'_>, e: &Expression, draft: &mut Draft) {
    if let Pick::Choose(arms) = &e.pick {
        let is_open = |arm: &&Arm| {
            let when = arm.when.as_ref();
            when.is_none_or(|when| holds(when, &draft.json))
        };
        let taken = arms.iter().find(is_open);
        if let Some(part) = taken.and_then(|arm| arm.value.as_ref()) {
            keyed(maker, part, draft);
        }
        return;
    }
    for part in e.parts() {
        keyed(maker, part, draft);
    }
    let Some(lookup) = &e.lookup else { return };
    let mut by = lookup.by.iter().map(Path::text);
    if !by.any(|path| maker.wants.contains_key(path)) {
        return;
    }
    let found = entry(maker, lookup, draft);
    for path in &lookup.by {
        let Some(steps) = json_path::steps(path.text()) else {
            continue;
        };
        if found.is_none() {
            json_path::clear(&mut draft.json, &steps);
        }
        let known = json_path::first(&draft.json, &steps).and_then(json_path::text);
        let known = known.map(KnownValue::Text);
        draft.leaves.insert(path.text().to_owned(), known);
    }
}
