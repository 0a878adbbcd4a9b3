//! One value of a record: picked, converted, mapped; a fault leaves it empty and is told.

use crate::page;
use crate::record::At;
use jiff::{SignedDuration, Timestamp};
use touchpoint_core::record::FieldFault;
use touchpoint_language::expr::time::unified_text;
use touchpoint_language::expr::{Path, TimeForm, Unit};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Expression, LookupUse, Pick, WordMap};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::Otherwise;

/// What a value is on its way through an expression.
#[derive(Clone, Debug, PartialEq)]
enum Typed {
    Text(String),
    Instant(Timestamp),
    Milliseconds(i64),
}

/// The unified text of one value; null where there is none.
pub(crate) fn fill(expression: &Expression, at: &At<'_>, faults: &mut Vec<FieldFault>) -> Json {
    match evaluate(expression, at, faults) {
        None => Json::Null,
        Some(typed) => Json::String(unified(typed)),
    }
}

fn unified(typed: Typed) -> String {
    match typed {
        Typed::Text(text) => text,
        Typed::Instant(instant) => unified_text(instant),
        Typed::Milliseconds(ms) => (ms / 1000).to_string(),
    }
}

/// A fault whose field is not known yet.
pub(crate) fn fault(code: &'static str, message: String, expression: &Expression) -> FieldFault {
    FieldFault {
        code,
        message,
        field: String::new(),
        remote: None,
        pointer: expression.pointer.clone(),
    }
}

fn evaluate(expression: &Expression, at: &At<'_>, faults: &mut Vec<FieldFault>) -> Option<Typed> {
    let Expression {
        pick,
        scalar: _,
        lookup,
        time: _,
        zone: _,
        unit: _,
        map: words,
        prefix,
        pointer: _,
    } = expression;
    let picked = match pick {
        Pick::From(path) => {
            let found = match lookup {
                Some(lookup) => path.one(&entry(lookup, at, expression, faults)?).cloned(),
                None => at.one(path).cloned(),
            };
            convert(expression, &found.filter(|value| !value.is_null())?, faults)
        }
        Pick::Always(value) => convert(expression, value, faults),
        Pick::Query(name) => convert(expression, at.words.get(name)?, faults),
        Pick::FirstOf(all) => all.iter().find_map(|part| evaluate(part, at, faults)),
        Pick::Sum(all) => sum(all, at, faults),
        Pick::Difference(pair) => difference(&pair.0, &pair.1, at, faults),
        Pick::Compute(compute) => match compute.run(at.here) {
            Ok(computed) => {
                if let Some(number) = computed.rounded {
                    let message = format!("`{number}` has more digits than can be computed with");
                    faults.push(fault("rounded_number", message, expression));
                }
                convert(expression, &computed.value, faults)
            }
            Err(message) => {
                faults.push(fault("not_computed", message, expression));
                None
            }
        },
        Pick::Choose(branches) => branches
            .iter()
            .find(|(when, _)| when.as_ref().is_none_or(|when| when.holds(at)))
            .and_then(|(_, part)| evaluate(part.as_ref()?, at, faults)),
    }?;
    let mapped = match words {
        None => picked,
        Some(words) => Typed::Text(map(words, unified(picked), expression, faults)?),
    };
    Some(match prefix {
        None => mapped,
        Some(prefix) => Typed::Text(format!("{prefix}{}", unified(mapped))),
    })
}

/// The entry that an element is looked up as; absent when its key is, or when the table has none.
pub(crate) fn entry(
    lookup: &LookupUse,
    at: &At<'_>,
    expression: &Expression,
    faults: &mut Vec<FieldFault>,
) -> Option<Json> {
    let LookupUse { table, by } = lookup;
    let part = |path: &Path| at.one(path)?.as_text().map(str::to_owned);
    let key: Option<Vec<String>> = by.iter().map(part).collect();
    let key = key?;
    let known = at.tables.0.get(table)?;
    let found = known.get(&key).map(page::value);
    if found.is_none() && !known.may_lack() {
        let message = format!("`{table}` has no entry for `{}`", key.join("`, `"));
        faults.push(fault("no_entry", message, expression));
    }
    found
}

fn convert(expression: &Expression, value: &Json, faults: &mut Vec<FieldFault>) -> Option<Typed> {
    if value.is_null() {
        return None;
    }
    if value.as_str() == Some("") {
        // An empty text is a text; as a time or a duration it is nothing.
        return matches!(expression.scalar, Scalar::Text).then(|| Typed::Text(String::new()));
    }
    let (code, outcome) = match &expression.scalar {
        Scalar::Instant => {
            let form = expression.time.as_ref().unwrap_or(&TimeForm::Rfc3339);
            let read = form.read(value, expression.zone.as_ref());
            ("unreadable_time", read.map(Typed::Instant))
        }
        Scalar::Duration => {
            let unit = expression.unit.unwrap_or(Unit::Seconds);
            let read = unit.milliseconds(value);
            ("unreadable_duration", read.map(Typed::Milliseconds))
        }
        Scalar::Text | Scalar::Word(_) => {
            let kind = match value {
                Json::Object(_) => "an object",
                Json::Array(_) => "a list",
                _ => "a value",
            };
            let text = value.as_text().map(|text| Typed::Text(text.to_owned()));
            let wrong = || format!("{kind} where a text belongs");
            ("wrong_type", text.ok_or_else(wrong))
        }
    };
    outcome
        .map_err(|message| faults.push(fault(code, message, expression)))
        .ok()
}

fn sum(all: &[Expression], at: &At<'_>, faults: &mut Vec<FieldFault>) -> Option<Typed> {
    let mut instant: Option<Timestamp> = None;
    let mut milliseconds: i64 = 0;
    for part in all {
        match evaluate(part, at, faults)? {
            Typed::Instant(moment) => instant = Some(moment),
            Typed::Milliseconds(ms) => milliseconds = milliseconds.checked_add(ms)?,
            Typed::Text(_) => return None,
        }
    }
    let Some(instant) = instant else {
        return Some(Typed::Milliseconds(milliseconds));
    };
    let duration = SignedDuration::from_millis(milliseconds);
    instant.checked_add(duration).ok().map(Typed::Instant)
}

fn difference(
    later: &Expression,
    earlier: &Expression,
    at: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Typed> {
    let (later, earlier) = (evaluate(later, at, faults)?, evaluate(earlier, at, faults)?);
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
    expression: &Expression,
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
            let shown: String = theirs.chars().take(80).collect();
            let message = format!("`{shown}` is no word of `map`");
            faults.push(fault("unknown_word", message, expression));
            None
        }
    }
}
