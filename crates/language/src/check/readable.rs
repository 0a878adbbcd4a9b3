//! Forms of time that some text can have: a form that tells no offset needs a zone, and one that
//! leaves out the day or the hour names no moment.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::TimeForm;
use crate::mapping::{Expression, Pick};
use crate::model::Scalar;
use crate::transform::{Shape, Transform};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment of which no part is zero: 2026-11-29T13:14:15Z.
const SOME: i64 = 1_795_958_055;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for case in &checking.mapping.cases {
        let mut counted: Option<&Expression> = None;
        let mut silent = Vec::new();
        for field in &case.fields {
            for (name, expression) in field.expressions() {
                times(
                    checking,
                    &name,
                    expression,
                    &mut found,
                    &mut counted,
                    &mut silent,
                );
            }
        }
        if let Some(counted) = counted {
            for (name, expression) in silent {
                found.push(unsaid(checking, &name, expression, counted));
            }
        }
    }
    resets(checking, &mut found);
    found
}

fn times<'e>(
    checking: &Checking<'_>,
    name: &str,
    expression: &'e Expression,
    found: &mut Vec<Diagnostic>,
    counted: &mut Option<&'e Expression>,
    silent: &mut Vec<(String, &'e Expression)>,
) {
    if expression.scalar == Scalar::Instant {
        let picks = matches!(expression.pick, Pick::From(_) | Pick::Compute(_));
        match time_of(expression) {
            Some((TimeForm::UnixSeconds | TimeForm::UnixMilliseconds, _)) => {
                counted.get_or_insert(expression);
            }
            Some((form, zone)) if picks => {
                found.extend(unreadable(checking, form, zone, &expression.pointer));
            }
            None if picks && !checking.was_written(&expression.pointer.key("time")) => {
                silent.push((name.to_owned(), expression));
            }
            _ => {}
        }
    }
    for part in expression.parts() {
        times(checking, name, part, found, counted, silent);
    }
}

/// How a time is written, where the mapping says it.
fn time_of(expression: &Expression) -> Option<(&TimeForm, Option<&TimeZone>)> {
    let shapes = expression.transforms.iter().map(Transform::shape);
    let mut times = shapes.filter_map(|shape| match shape {
        Shape::Time(form, zone) => Some((form, zone)),
        _ => None,
    });
    times.next()
}

/// Other times of the same records count from 1970, and this one does not say what it does.
fn unsaid(
    checking: &Checking<'_>,
    name: &str,
    expression: &Expression,
    counted: &Expression,
) -> Diagnostic {
    let title = format!("nothing says how the time of `{name}` is written");
    let label = checking
        .document
        .label(&expression.pointer, At::Value, "read as `rfc3339`");
    let form = time_of(counted).map(|(form, _)| form.to_string());
    let form = form.unwrap_or_default();
    let other = checking
        .document
        .label(&counted.pointer, At::Value, format!("is `{form}`"));
    Diagnostic::warning(Code::OtherMeaning, title, label)
        .with_secondary(other)
        .with_help(format!(
            "write `time: {form}`, or `time: rfc3339` where it is another"
        ))
}

/// A form in which nothing can be read: what is written in it does not come back.
fn unreadable(
    checking: &Checking<'_>,
    form: &TimeForm,
    zone: Option<&TimeZone>,
    pointer: &Pointer,
) -> Option<Diagnostic> {
    let TimeForm::Strptime(text) = form else {
        return None;
    };
    let moment = Timestamp::from_second(SOME).ok()?;
    let written = form.write(moment, zone);
    if form.read(&written, zone).is_ok() {
        return None;
    }
    let mut place = pointer.key("time");
    let mut above = pointer.clone();
    // it may be said further out, for several parts at once
    while !checking.has(&place) {
        above = above.parent()?;
        place = above.key("time");
    }
    let with_zone = form.read(&written, Some(&TimeZone::UTC)).is_ok();
    let title = format!("no time can be read in the form `{text}`");
    let (label, help) = if with_zone {
        let iso = text.starts_with("%Y-%m-%dT%H:%M:%S") || text.starts_with("%FT%T");
        let help = if iso && text.ends_with('Z') {
            "a `Z` that is written out tells no offset: write `time: rfc3339`, or add `zone: UTC`"
        } else {
            "add the `zone` that it is meant in, or `%z` where the text tells its offset"
        };
        ("tells no offset from UTC, and no `zone` is named", help)
    } else {
        let help = "name year, month and day, and the hour with it, or write `time: date`";
        ("names no moment", help)
    };
    let fault = checking.warning(Code::NeverFits, title, &place, At::Value, label);
    Some(fault.with_help(help))
}

/// The moments at which counts of calls start again.
fn resets(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let sources = Pointer::new().key("connection").key("rate_limit");
    let count = checking.mapping.connection.rate_limit.len();
    for index in 0..count {
        let source = sources.index(index);
        for place in [source.key("reset"), source.clone()] {
            let form = checking.document.get(&place.key("form"));
            let form = form.and_then(|node| node.as_text());
            let Some(Ok(form)) = form.filter(|text| text.contains('%')).map(TimeForm::parse) else {
                continue;
            };
            let said = place.key("form");
            if let Some(told) = unreadable(checking, &form, None, &place) {
                found.push(told);
            } else {
                let moment = Timestamp::from_second(SOME).unwrap_or_default();
                if form.read(&form.write(moment, None), None).is_err() {
                    let title = format!("no time can be read in the form `{form}`");
                    let text = "tells no offset from UTC";
                    let fault = checking.warning(Code::NeverFits, title, &said, At::Value, text);
                    found.push(
                        fault.with_help("add `%z`, or write `unix_s`, `http_date` or `rfc3339`"),
                    );
                }
            }
        }
    }
}
