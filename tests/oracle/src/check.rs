//! Checks a filter against a unified record: instants compare as instants, durations as numbers, a
//! list means "any of". Null satisfies only `ne` and `nin`.

use jiff::{Timestamp, ToSpan};
use std::cmp::Ordering;
use touchpoint_core::filter::Check;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;
use touchpoint_language::model::{Model, Operator, Scalar};

/// True if a record satisfies every check.
pub(crate) fn holds(checks: &[Check], record: &Json, model: &Model) -> bool {
    checks.iter().all(|check| {
        let scalar = model.filterable(&check.field).unwrap_or(&Scalar::Text);
        one(check, scalar, record)
    })
}

fn one(check: &Check, scalar: &Scalar, record: &Json) -> bool {
    let found = texts(record, &check.field);
    let any = |test: &dyn Fn(&str, &str) -> bool| {
        let mut found = found.iter();
        found.any(|found| check.values.iter().any(|wanted| test(found, wanted)))
    };
    let order = |found: &str, wanted: &str| compare(scalar, found, wanted);
    match check.operator {
        Operator::Eq | Operator::In => any(&|f, w| equal(scalar, f, w)),
        Operator::Ne | Operator::Nin => !any(&|f, w| equal(scalar, f, w)),
        Operator::Gt => any(&|f, w| order(f, w) == Some(Ordering::Greater)),
        Operator::Gte => any(&|f, w| order(f, w).is_some_and(Ordering::is_ge)),
        Operator::Lt => any(&|f, w| order(f, w) == Some(Ordering::Less)),
        Operator::Lte => any(&|f, w| order(f, w).is_some_and(Ordering::is_le)),
        Operator::Like => any(&|f, w| like(f, w)),
    }
}

/// The texts at a dotted field; through lists, all of them.
fn texts<'r>(record: &'r Json, dotted: &str) -> Vec<&'r str> {
    let mut at = vec![record];
    for name in dotted.split('.') {
        let members = at.into_iter().filter_map(|value| value.get(name));
        at = members
            .flat_map(|value| match value.as_array() {
                Some(list) => list.iter().collect(),
                None => vec![value],
            })
            .collect();
    }
    at.into_iter().filter_map(Json::as_str).collect()
}

fn is_plain_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn instant(text: &str) -> Option<Timestamp> {
    if is_plain_date(text) {
        return format!("{text}T00:00:00Z").parse().ok();
    }
    TimeForm::Rfc3339.read(&Json::from(text), None).ok()
}

fn equal(scalar: &Scalar, found: &str, wanted: &str) -> bool {
    if *scalar == Scalar::Instant && is_plain_date(wanted) {
        // A plain date is that whole UTC day.
        let start = instant(wanted);
        let end = start.and_then(|start| start.checked_add(24.hours()).ok());
        let at = found.parse::<Timestamp>().ok();
        return start
            .zip(end)
            .zip(at)
            .is_some_and(|((start, end), at)| at >= start && at < end);
    }
    compare(scalar, found, wanted) == Some(Ordering::Equal)
}

fn compare(scalar: &Scalar, found: &str, wanted: &str) -> Option<Ordering> {
    match scalar {
        Scalar::Instant => Some(found.parse::<Timestamp>().ok()?.cmp(&instant(wanted)?)),
        Scalar::Duration => Some(found.parse::<i64>().ok()?.cmp(&wanted.parse::<i64>().ok()?)),
        Scalar::Number => found
            .parse::<f64>()
            .ok()?
            .partial_cmp(&wanted.parse().ok()?),
        Scalar::Text | Scalar::Word(_) | Scalar::Boolean => Some(found.cmp(wanted)),
    }
}

fn like(found: &str, wanted: &str) -> bool {
    let wanted = wanted.strip_prefix('%').unwrap_or(wanted);
    let wanted = wanted.strip_suffix('%').unwrap_or(wanted);
    found.to_lowercase().contains(&wanted.to_lowercase())
}
