//! Lets a record name an entry of a table: chooses the entry, and writes its key into the record.

use super::draft::Draft;
use super::maker::RecordMaker;
use crate::notation::json_path;
use touchpoint_language::mapping::LookupUse;

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
