//! Reverses an expression of a mapping: a value is chosen, and the record is written so that the
//! expression gives it. A value that is made of several is computed from those.

use super::condition::holds;
use super::draft::{Draft, leaf_name, leaf_of};
use super::invented_value::{computed, invented, nothing};
use super::lookup::entry;
use super::maker::RecordMaker;
use super::recorded_value::{as_recorded, recorded};
use super::shapes::is_blank;
use super::truth::KnownValue;
use crate::notation::json_path::{self, PathStep};
use crate::notation::word;
use jiff::SignedDuration;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Arm, Expression, LookupUse, Pick};
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::{Transform, Value};

/// Chooses a value and writes the record so that the expression gives it.
pub(crate) fn value(
    maker: &mut RecordMaker<'_>,
    e: &Expression,
    dotted: &str,
    words: Option<&Transform>,
    draft: &mut Draft,
) -> Option<KnownValue> {
    let words = word::words(&e.transforms).or(words);
    let picked = match &e.pick {
        Pick::From(path) => match &e.lookup {
            Some(lookup) => of_entry(maker, lookup, &leaf_name(e, path.text()), draft),
            None => leaf(maker, path.text(), e, dotted, words, draft),
        },
        Pick::Always(value) => json_path::text(value).map(KnownValue::Text),
        Pick::Query(name) => {
            let own = maker.pools.ids(dotted);
            let value = maker.dice.pick(own).cloned().map(KnownValue::Text);
            draft
                .leaves
                .entry(format!("query:{name}"))
                .or_insert(value)
                .clone()
        }
        Pick::FirstOf(parts) => {
            let written = of_one_form(maker, parts);
            let all: Vec<Option<KnownValue>> = written
                .into_iter()
                .map(|part| value(maker, part, dotted, words, draft))
                .collect();
            all.into_iter().flatten().next()
        }
        Pick::Sum(parts) => {
            let all: Option<Vec<KnownValue>> = parts
                .iter()
                .map(|part| value(maker, part, dotted, None, draft))
                .collect();
            all.and_then(|all| all.into_iter().reduce(add))
        }
        Pick::Difference(pair) => {
            let later = value(maker, &pair.0, dotted, None, draft);
            let earlier = value(maker, &pair.1, dotted, None, draft);
            match (later, earlier) {
                (Some(KnownValue::At(later)), Some(KnownValue::At(earlier))) => Some(
                    KnownValue::Ms(later.as_millisecond() - earlier.as_millisecond()),
                ),
                _ => None,
            }
        }
        Pick::Compute(compute) => computed(maker, compute.text(), dotted, draft),
        Pick::Choose(arms) => {
            let is_open = |arm: &&Arm| {
                let when = arm.when.as_ref();
                when.is_none_or(|when| holds(when, &draft.json))
            };
            let taken = arms.iter().find(is_open);
            taken.and_then(|arm| value(maker, arm.value.as_ref()?, dotted, words, draft))
        }
    }?;
    let mut finished = Value::from(&picked);
    for transform in e.finishing() {
        finished = transform.apply(finished).ok()??;
    }
    KnownValue::of(finished)
}

/// The alternatives of which a record has what they read: of several forms of a time or a length at one
/// path it has one.
fn of_one_form<'e>(maker: &mut RecordMaker<'_>, parts: &'e [Expression]) -> Vec<&'e Expression> {
    let mut written: Vec<&Expression> = Vec::new();
    for part in parts {
        let own = time_at(part);
        let same = |other: &&Expression| own.is_some() && time_at(other) == own;
        match written.iter().position(same) {
            Some(at) if maker.dice.one_in(2) => {
                written.remove(at);
                written.push(part);
            }
            Some(_) => {}
            None => written.push(part),
        }
    }
    written
}

/// The path of a time or a length that is read of the record.
fn time_at(e: &Expression) -> Option<&str> {
    match (&e.pick, &e.lookup, &e.scalar) {
        (Pick::From(path), None, Scalar::Instant | Scalar::Duration) => Some(path.text()),
        _ => None,
    }
}

/// The value at a path: the one that was written already, or a new one.
fn leaf(
    maker: &mut RecordMaker<'_>,
    path: &str,
    e: &Expression,
    dotted: &str,
    words: Option<&Transform>,
    draft: &mut Draft,
) -> Option<KnownValue> {
    let name = leaf_name(e, path);
    if let Some(known) = draft.leaves.get(&name) {
        return known.clone();
    }
    if let Some(written) = draft.leaves.get(path) {
        // Another expression has written it, and reads it in another way.
        let known = written
            .as_ref()
            .and_then(|written| leaf_of(e, &written.text()));
        if written.is_some() && known.is_none() && !e.scalar.is_read_as_text() {
            maker.unplayed.push(format!("{path} as two things"));
        }
        draft.leaves.insert(name, known.clone());
        return known;
    }
    let Some(steps) = json_path::steps(path) else {
        maker.unplayed.push(path.to_owned());
        return None;
    };
    // An element that another path has written into the same list is read, not written over.
    let counts = steps.iter().any(|s| matches!(s, PathStep::Index(_)));
    let there = json_path::first(&draft.json, &steps).and_then(json_path::text);
    if let (true, Some(there)) = (counts, there) {
        let known = leaf_of(e, &there);
        draft.leaves.insert(name, known.clone());
        return known;
    }
    let known = if maker.pools.readable {
        recorded(maker, path, &steps, (e, dotted, words), draft)
    } else {
        invented(maker, path, &steps, (e, dotted, words), draft)
    };
    if name != path {
        let raw = json_path::first(&draft.json, &steps).and_then(json_path::text);
        draft
            .leaves
            .insert(path.to_owned(), raw.map(KnownValue::Text));
        draft.leaves.insert(name, known.clone());
    }
    known
}

/// The value of a table's entry, whose key is written into the record.
fn of_entry(
    maker: &mut RecordMaker<'_>,
    lookup: &LookupUse,
    leaf: &str,
    draft: &mut Draft,
) -> Option<KnownValue> {
    let index = entry(maker, lookup, draft)?;
    maker.tables.leaf(&lookup.table, index, leaf)
}

/// Writes the value that a condition reads, before anything depends on it.
pub(crate) fn decide(maker: &mut RecordMaker<'_>, path: &str, draft: &mut Draft) {
    let wants = maker.wants.get(path).cloned().unwrap_or_default();
    let (Some(steps), false) = (json_path::steps(path), draft.leaves.contains_key(path)) else {
        return;
    };
    if maker.pools.readable && !is_blank(&draft.shape) {
        return as_recorded(path, &steps, draft);
    }
    if maker.dice.one_in(10) {
        return nothing(maker, path, &steps, draft);
    }
    let mut value = maker.dice.pick(&wants).cloned().unwrap_or_default();
    if maker.dice.one_in(4) {
        value = match value {
            Json::Bool(truth) => (!truth).into(),
            Json::Number(_) => 9.into(),
            _ => (*maker
                .dice
                .pick(&["call", "email", "other"])
                .unwrap_or(&"other"))
            .into(),
        };
    }
    draft.leaves.insert(
        path.to_owned(),
        json_path::text(&value).map(KnownValue::Text),
    );
    json_path::put(&mut draft.json, &steps, value);
}

fn add(sum: KnownValue, part: KnownValue) -> KnownValue {
    match (sum, part) {
        (KnownValue::At(at), KnownValue::Ms(ms)) | (KnownValue::Ms(ms), KnownValue::At(at)) => {
            KnownValue::At(
                at.checked_add(SignedDuration::from_millis(ms))
                    .unwrap_or(at),
            )
        }
        (KnownValue::Ms(a), KnownValue::Ms(b)) => KnownValue::Ms(a + b),
        (sum, _) => sum,
    }
}
