//! Compares the records that came with the vendor's own: none lost, none twice, no others, in the
//! vendor's order, with every field right. If records change between the pages, only what can still
//! be promised is required.

use super::oracle::wants;
use super::reading::Reading;
use crate::violation::Violation;
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_emulator::{KnownValue, ReadLog, VendorRecord};
use touchpoint_language::mapping::Route;

/// A record as the caller got it: the texts by dotted field.
#[derive(Clone, Debug)]
pub(super) struct Arrived(pub(super) Vec<(String, Vec<String>)>);

impl Arrived {
    fn id(&self) -> &str {
        let id = self.0.iter().find(|(name, _)| name == "id");
        id.and_then(|(_, texts)| texts.first())
            .map(String::as_str)
            .unwrap_or_default()
    }
}

fn id_of(entry: &VendorRecord) -> String {
    entry
        .truth
        .of("id")
        .first()
        .map(KnownValue::text)
        .unwrap_or_default()
}

/// Judges what came.
///
/// # Errors
/// The promise that is broken.
pub(super) fn judge(
    reading: &Reading<'_>,
    expected: &[Arc<VendorRecord>],
    arrived: &[Arrived],
    seen: &ReadLog,
    weak: bool,
    complete: bool,
) -> Result<(), Violation> {
    let mut known: HashMap<String, Vec<Arc<VendorRecord>>> = HashMap::new();
    for entry in reading
        .each_record()
        .chain(seen.versions.values().flatten())
        .chain(&seen.added)
    {
        known.entry(id_of(entry)).or_default().push(entry.clone());
    }
    let mut ranks = Vec::new();
    for record in arrived {
        let id = record.id();
        let versions = known.get(id).map(Vec::as_slice).unwrap_or_default();
        let wanted = |entry: &&Arc<VendorRecord>| wants(reading.world, reading.question, entry);
        let Some(first) = versions.first() else {
            return Err(Violation::new(
                "nothing else",
                format!("no record has the id `{id}`"),
            ));
        };
        if !versions.iter().any(|entry| wanted(&entry)) {
            return Err(Violation::new(
                "filters",
                format!("`{id}` does not satisfy them"),
            ));
        }
        let faults: Vec<Option<String>> = versions
            .iter()
            .map(|entry| differs(reading, record, entry))
            .collect();
        if let Some(Some(fault)) = faults.iter().min_by_key(|fault| fault.is_some()) {
            return Err(Violation::new("fields", format!("`{id}`: {fault}")));
        }
        ranks.push(first.rank);
    }
    twice(&ranks, seen, weak)?;
    if complete {
        lost(expected, &ranks, seen, weak)?;
    }
    // A query text without an order of its own has none.
    let unordered = |route: &Route| {
        let text = route.soql.as_ref();
        text.is_some_and(|text| text.order_by.is_empty())
    };
    if reading.routes().any(unordered) {
        return Ok(());
    }
    order(expected, &ranks, seen)
}

fn twice(ranks: &[u64], seen: &ReadLog, weak: bool) -> Result<(), Violation> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for rank in ranks {
        *counts.entry(*rank).or_default() += 1;
    }
    // A counted place moves back when something is added before it.
    let moves_back = weak && (!seen.inserted.is_empty() || !seen.versions.is_empty());
    for (rank, count) in counts {
        let sent_again = seen.duplicated.iter().filter(|dup| **dup == rank).count();
        if count > 1 + sent_again && !moves_back {
            return Err(Violation::new(
                "none twice",
                format!("rank {rank} came {count} times"),
            ));
        }
    }
    Ok(())
}

fn lost(
    expected: &[Arc<VendorRecord>],
    ranks: &[u64],
    seen: &ReadLog,
    weak: bool,
) -> Result<(), Violation> {
    // A counted place moves on when something before it is deleted.
    if weak && (!seen.deleted.is_empty() || !seen.versions.is_empty()) {
        return Ok(());
    }
    let stays = |entry: &&Arc<VendorRecord>| {
        !seen.deleted.contains(&entry.rank) && !seen.versions.contains_key(&entry.rank)
    };
    let missing: Vec<u64> = expected
        .iter()
        .filter(stays)
        .map(|entry| entry.rank)
        .filter(|rank| !ranks.contains(rank))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!(
        "{} of {} records did not come: ranks {missing:?}",
        missing.len(),
        expected.len()
    );
    Err(Violation::new("none lost", what))
}

fn order(expected: &[Arc<VendorRecord>], ranks: &[u64], seen: &ReadLog) -> Result<(), Violation> {
    let changed =
        !seen.inserted.is_empty() || !seen.deleted.is_empty() || !seen.versions.is_empty();
    if changed || !seen.duplicated.is_empty() {
        return Ok(());
    }
    let wanted: Vec<u64> = expected
        .iter()
        .map(|entry| entry.rank)
        .take(ranks.len())
        .collect();
    if wanted == ranks {
        return Ok(());
    }
    Err(Violation::new(
        "order",
        format!("came {ranks:?}, not {wanted:?}"),
    ))
}

/// The first field that is wrong.
fn differs(reading: &Reading<'_>, record: &Arrived, entry: &VendorRecord) -> Option<String> {
    record.0.iter().find_map(|(name, texts)| {
        let known = entry.truth.of(name);
        let same = match reading.question.repeated(reading.world, name) {
            Some(given) => given == *texts,
            None => known.len() == texts.len() && known.iter().zip(texts).all(|(k, t)| k.is(t)),
        };
        (!same).then(|| format!("`{name}` is {texts:?}, and should be {known:?}"))
    })
}
