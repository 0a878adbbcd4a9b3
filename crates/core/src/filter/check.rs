//! Checks a filter against a unified record, by its field's type: instants compare as instants,
//! durations as numbers, a list means "any of". Null satisfies only `ne` and `nin`.

use crate::query::moment::{instant, is_plain_date};
use crate::query::{Filter, Operator};
use crate::slices;
use jiff::{Timestamp, ToSpan};
use std::borrow::Cow;
use std::cmp::Ordering;
use touchpoint_language::model::{Model, Scalar};

/// One filter that we check.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The dotted unified field.
    pub field: String,
    /// How it is compared.
    pub operator: Operator,
    /// The caller's values.
    pub values: Vec<String>,
    scalar: Scalar,
}

impl Check {
    pub(super) fn new(field: &str, operator: Operator, filter: &Filter, model: &Model) -> Check {
        let scalar = model.filterable(field).cloned().unwrap_or(Scalar::Text);
        Check {
            field: field.to_owned(),
            operator,
            values: filter.values.clone(),
            scalar,
        }
    }
}

/// True if a record satisfies every check. `record` is the JSON text of its unified fields.
pub fn holds(checks: &[Check], record: &str) -> bool {
    checks.iter().all(|check| one(check, record))
}

fn one(check: &Check, record: &str) -> bool {
    let found = texts(record, &check.field);
    let any = |test: &dyn Fn(&str, &str) -> bool| {
        found
            .iter()
            .any(|found| check.values.iter().any(|wanted| test(found, wanted)))
    };
    let order = |found: &str, wanted: &str| compare(&check.scalar, found, wanted);
    match check.operator {
        Operator::Eq | Operator::In => any(&|f, w| equal(&check.scalar, f, w)),
        Operator::Ne | Operator::Nin => !any(&|f, w| equal(&check.scalar, f, w)),
        Operator::Gt => any(&|f, w| order(f, w) == Some(Ordering::Greater)),
        Operator::Gte => any(&|f, w| order(f, w).is_some_and(Ordering::is_ge)),
        Operator::Lt => any(&|f, w| order(f, w) == Some(Ordering::Less)),
        Operator::Lte => any(&|f, w| order(f, w).is_some_and(Ordering::is_le)),
        Operator::Like => any(&|f, w| like(f, w)),
    }
}

/// The texts at a dotted field; through lists, all of them.
fn texts<'r>(record: &'r str, dotted: &str) -> Vec<Cow<'r, str>> {
    let mut at = vec![record];
    for name in dotted.split('.') {
        let members = at.into_iter().filter_map(|raw| slices::member(raw, name));
        let mut next = Vec::new();
        for raw in members {
            if !slices::elements(raw, &mut |element| next.push(element)) {
                next.push(raw);
            }
        }
        at = next;
    }
    let texts = at
        .into_iter()
        .filter(|raw| !raw.starts_with(['n', '{', '[']));
    texts.filter_map(slices::text).collect()
}

fn equal(scalar: &Scalar, found: &str, wanted: &str) -> bool {
    if *scalar == Scalar::Instant && is_plain_date(wanted) {
        // A plain date is that whole UTC day.
        let Some((start, at)) = instant(wanted).zip(found.parse::<Timestamp>().ok()) else {
            return false;
        };
        let Ok(end) = start.checked_add(24.hours()) else {
            return false;
        };
        return at >= start && at < end;
    }
    compare(scalar, found, wanted) == Some(Ordering::Equal)
}

fn compare(scalar: &Scalar, found: &str, wanted: &str) -> Option<Ordering> {
    match scalar {
        Scalar::Instant => Some(found.parse::<Timestamp>().ok()?.cmp(&instant(wanted)?)),
        Scalar::Duration => Some(found.parse::<i64>().ok()?.cmp(&wanted.parse::<i64>().ok()?)),
        Scalar::Number => numbers(found, wanted),
        Scalar::Text | Scalar::Word(_) | Scalar::Boolean => Some(found.cmp(wanted)),
    }
}

/// Whole numbers compare exactly, others as doubles do.
fn numbers(found: &str, wanted: &str) -> Option<Ordering> {
    let whole = |text: &str| text.parse::<i128>().ok();
    if let Some((found, wanted)) = whole(found).zip(whole(wanted)) {
        return Some(found.cmp(&wanted));
    }
    let double = |text: &str| text.parse::<f64>().ok();
    double(found)?.partial_cmp(&double(wanted)?)
}

/// Contains, ignoring case; `%` at either end is allowed.
fn like(found: &str, wanted: &str) -> bool {
    let wanted = contained(wanted).to_lowercase();
    found.to_lowercase().contains(&wanted)
}

/// What must be contained: a text without the `%` at its ends.
pub(super) fn contained(wanted: &str) -> &str {
    let wanted = wanted.strip_prefix('%').unwrap_or(wanted);
    wanted.strip_suffix('%').unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn holds(checks: &[Check], record: &Value) -> bool {
        super::holds(checks, &record.to_string())
    }

    fn check(scalar: Scalar, operator: Operator, values: &[&str]) -> Check {
        Check {
            field: "x".into(),
            operator,
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            scalar,
        }
    }

    #[test]
    fn instants_compare_as_instants() {
        let record = json!({ "x": "2026-03-01T10:00:00Z" });
        assert!(holds(
            &[check(
                Scalar::Instant,
                Operator::Eq,
                &["2026-03-01T11:00:00+01:00"]
            )],
            &record
        ));
        assert!(holds(
            &[check(Scalar::Instant, Operator::Eq, &["2026-03-01"])],
            &record
        ));
        assert!(!holds(
            &[check(
                Scalar::Instant,
                Operator::Gt,
                &["2026-03-01T10:00:00Z"]
            )],
            &record
        ));
        assert!(holds(
            &[check(
                Scalar::Instant,
                Operator::Lte,
                &["2026-03-01T10:00:00Z"]
            )],
            &record
        ));
    }

    #[test]
    fn numbers_and_booleans_are_no_texts() {
        let record = json!({ "x": 10 });
        assert!(holds(
            &[check(Scalar::Number, Operator::Gt, &["9"])],
            &record
        ));
        assert!(holds(
            &[check(Scalar::Number, Operator::Eq, &["10.0"])],
            &record
        ));
        assert!(!holds(
            &[check(Scalar::Number, Operator::Lt, &["9.5"])],
            &record
        ));
        let record = json!({ "x": true });
        assert!(holds(
            &[check(Scalar::Boolean, Operator::Eq, &["true"])],
            &record
        ));
        assert!(holds(
            &[check(Scalar::Boolean, Operator::Ne, &["false"])],
            &record
        ));
    }

    #[test]
    fn a_list_means_any_of() {
        let record = json!({ "x": [{ "id": "1" }, { "id": "2" }] });
        let on = |operator, values: &[&str]| Check {
            field: "x.id".into(),
            ..check(Scalar::Text, operator, values)
        };
        assert!(holds(&[on(Operator::Eq, &["2"])], &record));
        assert!(holds(&[on(Operator::In, &["9", "1"])], &record));
        assert!(!holds(&[on(Operator::Ne, &["1"])], &record));
        assert!(holds(&[on(Operator::Nin, &["9"])], &record));
    }

    #[test]
    fn null_satisfies_only_ne_and_nin() {
        let record = json!({ "x": null });
        for operator in Operator::ALL {
            let holds = holds(&[check(Scalar::Text, operator, &["a"])], &record);
            assert_eq!(
                holds,
                matches!(operator, Operator::Ne | Operator::Nin),
                "{operator:?}"
            );
        }
    }

    #[test]
    fn like_is_contains_and_durations_are_numbers() {
        assert!(holds(
            &[check(Scalar::Text, Operator::Like, &["%LL%"])],
            &json!({ "x": "Hello" })
        ));
        assert!(holds(
            &[check(Scalar::Duration, Operator::Gt, &["90"])],
            &json!({ "x": "100" })
        ));
    }
}
