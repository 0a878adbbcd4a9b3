//! A list with far more records than are made: one record that no question asks for is repeated until
//! the count is reached.

use super::list::{Ingredients, one_more};
use super::record::VendorRecord;
use super::truth::KnownValue;
use crate::seed::pools::Pools;
use jiff::Timestamp;
use std::sync::Arc;

/// The list with this many records. `of` makes the record that fills it. Its repetitions stand together,
/// in the list's own order; it shares no id with the others, which have theirs from `known`, and its
/// times lie in the older half. `None` if no such record is found.
pub(super) fn crowded(
    of: &Ingredients<'_>,
    list: &[Arc<VendorRecord>],
    known: &Pools,
    records: usize,
) -> Option<Vec<Arc<VendorRecord>>> {
    let missing = records.saturating_sub(list.len());
    if missing == 0 || list.is_empty() {
        return Some(list.to_vec());
    }
    let middle = middle(list);
    let neighbours = list.windows(2).enumerate().rev();
    let (place, fills) = neighbours.zip(0..).find_map(|((place, pair), tried)| {
        let [before, after] = pair else { return None };
        let rank = before.rank + 1;
        let free = (rank < after.rank).then_some(rank)?;
        let others = Ingredients {
            seed: of.seed.wrapping_add(tried),
            ..*of
        };
        let serial = list.len() as u64 + tried;
        let record = one_more(&others, before, free, serial)?;
        is_apart(&record, known, middle).then(|| (place + 1, Arc::new(record)))
    })?;
    let (newer, older) = list.split_at_checked(place)?;
    let mut all = newer.to_vec();
    all.resize(newer.len() + missing, fills);
    all.extend_from_slice(older);
    Some(all)
}

/// The records of a list, each of those that stand in it many times once.
pub fn each_once(records: &[Arc<VendorRecord>]) -> impl Iterator<Item = &Arc<VendorRecord>> {
    records.chunk_by(Arc::ptr_eq).filter_map(<[_]>::first)
}

/// The time that half of the times of a list are older than.
fn middle(list: &[Arc<VendorRecord>]) -> Timestamp {
    let mut times: Vec<Timestamp> = list.iter().flat_map(|record| times(record)).collect();
    times.sort_unstable();
    times
        .get(times.len() / 2)
        .copied()
        .unwrap_or(Timestamp::MIN)
}

fn times(record: &VendorRecord) -> impl Iterator<Item = Timestamp> {
    let fields = record.truth.fields.values().flatten();
    let told = fields.filter_map(|value| match value {
        KnownValue::At(at) => Some(*at),
        KnownValue::Text(_) | KnownValue::Ms(_) => None,
    });
    told.chain([record.truth.happened])
}

/// True if a record is listed, older than the middle, and has no id of those that are known.
fn is_apart(record: &VendorRecord, known: &Pools, middle: Timestamp) -> bool {
    let listed = !record.skipped && !record.counted_only;
    let shares = record.truth.fields.iter().any(|(field, values)| {
        let ids = known.ids(field);
        values.iter().any(|value| ids.contains(&value.text()))
    });
    listed && !shares && times(record).all(|at| at < middle)
}
