//! The entry of a record in a table that has one entry for each record: made with the record, and
//! given when a batch asks for it.

use super::draft::{Draft, Link};
use super::maker::RecordMaker;
use super::members::{Members, written_members};
use crate::notation::json_path;
use touchpoint_language::json::object;
use touchpoint_language::mapping::{LookupUse, Source};
use touchpoint_language::written::Missing;

/// The elements that a source has in the entry of its record.
pub(crate) fn elements(
    maker: &mut RecordMaker<'_>,
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
            .map(|each| json_path::steps(each.text()));
        match steps {
            None => found.extend(written_members(maker, source, field, entry)),
            Some(None) => maker.unplayed.push(used.table.clone()),
            Some(Some(steps)) => {
                let count = maker.shown_in(field);
                for _ in 0..count.unwrap_or_else(|| maker.dice.below(4)) {
                    let mut element = Draft::of(object! {}.into());
                    found.extend(written_members(maker, source, field, &mut element));
                    json_path::put(&mut entry.json, &steps, element.json);
                }
            }
        }
    }
    draft.links.insert(used.table.clone(), (key, link));
    found
}

/// The entry of a record: the one that another field wrote, or a new one.
fn link(
    maker: &mut RecordMaker<'_>,
    used: &LookupUse,
    field: &str,
    draft: &mut Draft,
) -> Option<(String, Link)> {
    if let Some(known) = draft.links.remove(&used.table) {
        return Some(known);
    }
    let lookup = maker.tables.batches.get(&used.table)?;
    let ([by], [path]) = (used.by.as_slice(), lookup.key.as_slice()) else {
        return None;
    };
    let key = draft.leaves.get(by.text()).cloned()??.text();
    let without = |maker: &mut RecordMaker<'_>| match maker.shown_in(field) {
        Some(count) => count == 0,
        None => maker.dice.one_in(4),
    };
    if lookup.otherwise == Missing::Nothing && without(maker) {
        return Some((key, None));
    }
    let mut entry = Draft::of(object! {}.into());
    json_path::put(
        &mut entry.json,
        &json_path::steps(path.text())?,
        key.as_str().into(),
    );
    Some((key, Some(Box::new(entry))))
}
