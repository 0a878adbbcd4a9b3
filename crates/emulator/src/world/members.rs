//! The members of one element, or of an object.

use super::draft::{Draft, leaf_name};
use super::expression::value;
use super::lookup::entry;
use super::maker::RecordMaker;
use super::truth::KnownValue;
use touchpoint_language::mapping::{Pick, Source};

/// Name → value; none where it is null.
pub(crate) type Members = Vec<(String, Option<KnownValue>)>;

/// The members of one element; none where all are null.
pub(crate) fn members(
    maker: &mut RecordMaker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Option<Members> {
    let Some(lookup) = &source.lookup else {
        return written_members(maker, source, field, draft);
    };
    let entry = entry(maker, lookup, draft);
    let all = source.members.iter().map(|(name, e)| {
        let value = match (entry, &e.pick) {
            (Some(index), Pick::From(path)) => {
                let leaf = leaf_name(e, path.text());
                maker.tables.leaf(&lookup.table, index, &leaf)
            }
            _ => None,
        };
        (name.clone(), value)
    });
    unless_all_null(all.collect())
}

/// The members whose values are written into the element itself; none where all are null.
pub(crate) fn written_members(
    maker: &mut RecordMaker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Option<Members> {
    let all = source.members.iter().map(|(name, e)| {
        let dotted = format!("{field}.{name}");
        (name.clone(), value(maker, e, &dotted, None, draft))
    });
    unless_all_null(all.collect())
}

fn unless_all_null(all: Members) -> Option<Members> {
    all.iter().any(|(_, value)| value.is_some()).then_some(all)
}
