//! One value of a record: picked, converted, mapped; a fault is reported and leaves it empty.

use crate::at::At;
use crate::page;
use crate::shape::{has_type, in_type};
use jiff::{SignedDuration, Timestamp};
use touchpoint_core::record::FieldFault;
use touchpoint_language::expr::Path;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Expression, LookupUse, Pick};
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::{Value, ValueFault};

/// The unified text of one value; null where there is none.
pub(crate) fn fill(expression: &Expression, at: &At<'_>, faults: &mut Vec<FieldFault>) -> Json {
    match evaluate(expression, at, faults) {
        None => Json::Null,
        Some(value) => {
            let text = value.text().unwrap_or_default();
            if has_type(&text, &expression.scalar) {
                return in_type(&text, &expression.scalar);
            }
            let what = match expression.scalar {
                Scalar::Number => "number",
                Scalar::Boolean => "boolean",
                _ => return Json::from(text.as_ref()),
            };
            let message = format!("`{text}` is no {what}");
            faults.push(fault("wrong_type", message, expression));
            Json::Null
        }
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

fn evaluate(
    expression: &Expression,
    at: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Value<'static>> {
    let Expression {
        pick,
        scalar: _,
        lookup,
        transforms: _,
        empty: _,
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
        Pick::FirstOf(all) => first_of(all, at, faults),
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
        Pick::Choose(arms) => arms
            .iter()
            .find(|arm| arm.when.as_ref().is_none_or(|when| when.holds(at)))
            .and_then(|arm| evaluate(arm.value.as_ref()?, at, faults)),
    }?;
    let mut value = picked;
    for transform in expression.finishing() {
        value = told(transform.apply(value), expression, faults)?.into_owned();
    }
    Some(value)
}

/// The first alternative that has a value; what another form of the same path said of it is forgotten.
fn first_of(
    all: &[Expression],
    at: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Value<'static>> {
    let path = |part: &Expression| match (&part.pick, &part.lookup) {
        (Pick::From(path), None) if path.plain().is_some() => Some(path.text().to_owned()),
        _ => None,
    };
    let mut said: Vec<(Option<String>, Vec<FieldFault>)> = Vec::new();
    let mut found = None;
    for part in all {
        let mut own = Vec::new();
        found = evaluate(part, at, &mut own);
        said.push((path(part), own));
        if found.is_some() {
            break;
        }
    }
    let read = said.last().and_then(|(path, _)| path.clone());
    let forgets = found.is_some() && read.is_some();
    for (path, own) in said {
        if !(forgets && path == read) {
            faults.extend(own);
        }
    }
    found
}

/// Reports why there is no value, where that is a fault.
fn told<'v>(
    outcome: Result<Option<Value<'v>>, ValueFault>,
    expression: &Expression,
    faults: &mut Vec<FieldFault>,
) -> Option<Value<'v>> {
    outcome.unwrap_or_else(|ValueFault { code, message }| {
        faults.push(fault(code, message, expression));
        None
    })
}

/// The table's entry for an element; absent when its key is, or when the table has none.
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

/// A picked value as one of the field's type.
fn convert(
    expression: &Expression,
    value: &Json,
    faults: &mut Vec<FieldFault>,
) -> Option<Value<'static>> {
    let is_text = expression.scalar.is_read_as_text();
    // An empty text is a value for texts; for a time, a duration, a word or an id it is none.
    let there = |value: &Value<'_>| expression.empty || *value != Value::Text("".into());
    let mut value = Value::of(value).filter(there)?;
    for transform in expression.reading() {
        value = told(transform.apply(value), expression, faults).filter(there)?;
    }
    if is_text {
        value = told(
            value.text().map(|text| Some(Value::Text(text))),
            expression,
            faults,
        )?;
    }
    Some(value.into_owned())
}

fn sum(all: &[Expression], at: &At<'_>, faults: &mut Vec<FieldFault>) -> Option<Value<'static>> {
    let mut instant: Option<Timestamp> = None;
    let mut milliseconds: i64 = 0;
    for part in all {
        match evaluate(part, at, faults)? {
            Value::Instant(moment) => instant = Some(moment),
            Value::Milliseconds(ms) => milliseconds = milliseconds.checked_add(ms)?,
            Value::Text(_) | Value::List | Value::Object => return None,
        }
    }
    let Some(instant) = instant else {
        return Some(Value::Milliseconds(milliseconds));
    };
    let duration = SignedDuration::from_millis(milliseconds);
    instant.checked_add(duration).ok().map(Value::Instant)
}

fn difference(
    later: &Expression,
    earlier: &Expression,
    at: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Value<'static>> {
    let (later, earlier) = (evaluate(later, at, faults)?, evaluate(earlier, at, faults)?);
    match (later, earlier) {
        (Value::Instant(later), Value::Instant(earlier)) => {
            let ms = later.duration_since(earlier).as_millis();
            i64::try_from(ms).ok().map(Value::Milliseconds)
        }
        _ => None,
    }
}
