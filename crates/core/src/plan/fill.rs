//! One value of a record: picked, converted, mapped; a fault leaves it empty and is told.

use super::read::{Slot, Slots};
use super::record::{FieldFault, RecordFacts};
use super::tables::Tables;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use touchpoint_language::expr::text::as_text;
use touchpoint_language::expr::time::unified_text;
use touchpoint_language::expr::{TimeForm, Unit};
use touchpoint_language::mapping::{Expression, LookupUse, Pick, WordMap};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::Otherwise;

/// What a value is on its way through an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Typed {
    Text(String),
    Instant(Timestamp),
    Milliseconds(i64),
}

/// Where an expression reads.
pub(super) struct Here<'v, 'c> {
    pub(super) value: &'v Value,
    pub(super) record: &'v Value,
    pub(super) slots: &'c Slots<'v>,
    pub(super) record_slots: &'c Slots<'v>,
    pub(super) facts: &'c RecordFacts<'c>,
}

/// The unified text of one value; null where there is none.
pub(super) fn fill(
    expression: &Expression<Slot>,
    here: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Value {
    match evaluate(expression, here, faults) {
        None => Value::Null,
        Some(typed) => Value::String(unified(typed)),
    }
}

fn unified(typed: Typed) -> String {
    match typed {
        Typed::Text(text) => text,
        Typed::Instant(instant) => unified_text(instant),
        Typed::Milliseconds(ms) => (ms / 1000).to_string(),
    }
}

fn evaluate(
    expression: &Expression<Slot>,
    here: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Typed> {
    let picked = match &expression.pick {
        Pick::From(slot) => convert(expression, from(expression, slot, here, faults)?, faults),
        Pick::Always(value) => convert(expression, value, faults),
        Pick::Query(name) => convert(expression, here.facts.query.get(name)?, faults),
        Pick::FirstOf(all) => all.iter().find_map(|part| evaluate(part, here, faults)),
        Pick::Sum(all) => sum(all, here, faults),
        Pick::Difference(pair) => difference(&pair.0, &pair.1, here, faults),
        Pick::Compute(compute) => match compute.run(here.value) {
            Ok(value) => convert(expression, &value, faults),
            Err(message) => {
                faults.push(FieldFault::new("not_computed", message, expression));
                None
            }
        },
        Pick::Choose(branches) => branches
            .iter()
            .find(|(when, _)| {
                when.as_ref()
                    .is_none_or(|when| when.holds(&here.conditions()))
            })
            .and_then(|(_, part)| evaluate(part.as_ref()?, here, faults)),
    }?;
    let mapped = match (&expression.map, picked) {
        (None, picked) => picked,
        (Some(words), picked) => Typed::Text(map(words, unified(picked), expression, faults)?),
    };
    Some(match &expression.prefix {
        None => mapped,
        Some(prefix) => Typed::Text(format!("{prefix}{}", unified(mapped))),
    })
}

fn from<'h>(
    expression: &Expression<Slot>,
    slot: &Slot,
    here: &'h Here<'_, 'h>,
    faults: &mut Vec<FieldFault>,
) -> Option<&'h Value> {
    let value = match (slot, &expression.lookup) {
        (Slot::Entry(path), Some(lookup)) => path.one(entry(lookup, here, expression, faults)?),
        (slot, _) => read(slot, here),
    };
    value.filter(|value| !value.is_null())
}

fn read<'v>(slot: &Slot, here: &Here<'v, '_>) -> Option<&'v Value> {
    match slot {
        Slot::Here(slot) => here.slots.first(*slot),
        Slot::Record(slot) => here.record_slots.first(*slot),
        Slot::Entry(_) => None,
    }
}

/// The entry that an element is looked up as; absent when its key is, or when the table has none.
pub(super) fn entry<'h, P>(
    lookup: &LookupUse<Slot>,
    here: &'h Here<'_, 'h>,
    expression: &Expression<P>,
    faults: &mut Vec<FieldFault>,
) -> Option<&'h Value> {
    let key: Option<Vec<String>> = lookup
        .by
        .iter()
        .map(|slot| read(slot, here).and_then(as_text))
        .collect();
    let key = key?;
    let Some(table) = table(here.facts.tables, &lookup.table) else {
        return None; // That the table could not be got is told once, for the whole page.
    };
    let found = table.get(&key);
    if found.is_none() && !table.may_lack() {
        let message = format!("`{}` has no entry for `{}`", lookup.table, key.join("`, `"));
        faults.push(FieldFault::new("no_entry", message, expression));
    }
    found
}

fn table<'t>(tables: &'t Tables, name: &str) -> Option<&'t super::Table> {
    tables.0.get(name).map(AsRef::as_ref)
}

fn convert(
    expression: &Expression<Slot>,
    value: &Value,
    faults: &mut Vec<FieldFault>,
) -> Option<Typed> {
    if value.is_null() || value.as_str() == Some("") {
        return empty(expression, value);
    }
    let outcome = match &expression.scalar {
        Scalar::Instant => {
            let form = expression.time.as_ref().unwrap_or(&TimeForm::Rfc3339);
            form.read(value, expression.zone.as_ref())
                .map(Typed::Instant)
                .map_err(|m| ("unreadable_time", m))
        }
        Scalar::Duration => {
            let unit = expression.unit.unwrap_or(Unit::Seconds);
            unit.milliseconds(value)
                .map(Typed::Milliseconds)
                .map_err(|m| ("unreadable_duration", m))
        }
        Scalar::Text | Scalar::Word(_) => match as_text(value) {
            Some(text) => Ok(Typed::Text(text)),
            None => Err((
                "wrong_type",
                format!("{} where a text belongs", kind_of(value)),
            )),
        },
    };
    match outcome {
        Ok(typed) => Some(typed),
        Err((code, message)) => {
            faults.push(FieldFault::new(code, message, expression));
            None
        }
    }
}

/// An empty text is a text; as a time or a duration it is nothing.
fn empty(expression: &Expression<Slot>, value: &Value) -> Option<Typed> {
    let text = value.as_str()?;
    matches!(expression.scalar, Scalar::Text).then(|| Typed::Text(text.to_owned()))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a value",
    }
}

fn sum(
    all: &[Expression<Slot>],
    here: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Typed> {
    let mut instant: Option<Timestamp> = None;
    let mut milliseconds: i64 = 0;
    for part in all {
        match evaluate(part, here, faults)? {
            Typed::Instant(at) => instant = Some(at),
            Typed::Milliseconds(ms) => milliseconds = milliseconds.checked_add(ms)?,
            Typed::Text(_) => return None,
        }
    }
    match instant {
        Some(at) => at
            .checked_add(SignedDuration::from_millis(milliseconds))
            .ok()
            .map(Typed::Instant),
        None => Some(Typed::Milliseconds(milliseconds)),
    }
}

fn difference(
    later: &Expression<Slot>,
    earlier: &Expression<Slot>,
    here: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Typed> {
    let (later, earlier) = (
        evaluate(later, here, faults)?,
        evaluate(earlier, here, faults)?,
    );
    match (later, earlier) {
        (Typed::Instant(later), Typed::Instant(earlier)) => {
            let ms = later.duration_since(earlier).as_millis();
            i64::try_from(ms).ok().map(Typed::Milliseconds)
        }
        _ => None,
    }
}

fn map(
    words: &WordMap,
    theirs: String,
    expression: &Expression<Slot>,
    faults: &mut Vec<FieldFault>,
) -> Option<String> {
    let key = if words.ignore_case {
        theirs.to_lowercase()
    } else {
        theirs.clone()
    };
    if let Some(ours) = words.words.get(&key) {
        return Some(ours.clone());
    }
    match words.otherwise {
        Otherwise::Keep => Some(theirs),
        Otherwise::KeepLowercase => Some(theirs.to_lowercase()),
        Otherwise::Nothing => None,
        Otherwise::Fault => {
            let message = format!(
                "`{}` is no word of `map`",
                theirs.chars().take(80).collect::<String>()
            );
            faults.push(FieldFault::new("unknown_word", message, expression));
            None
        }
    }
}
