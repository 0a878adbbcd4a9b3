//! Every form of time names a moment: a form without an offset needs a zone, and one without the
//! day or the hour names none.

use super::checking::Checking;
use super::time_parts;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::TimeForm;
use crate::mapping::{Expression, Pick};
use crate::model::Scalar;
use crate::transform::Shape;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment without a part that is zero: 2026-11-29T13:14:15Z.
const SOME: i64 = 1_795_958_055;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for case in &checking.mapping.cases {
        let mut times = Times::default();
        for field in &case.fields {
            for (name, expression) in field.expressions() {
                times.gather(checking, &name, expression, false);
            }
        }
        for expression in &times.read {
            let Some((forms, zone)) = forms_of(expression) else {
                continue;
            };
            for form in forms {
                found.extend(unreadable(checking, form, zone, &expression.pointer));
            }
            found.extend(taken_before(checking, forms, zone, &expression.pointer));
        }
        if let Some(counted) = times.counted {
            for (name, expression) in &times.silent {
                found.push(unsaid(checking, name, expression, counted));
            }
        }
    }
    resets(checking, &mut found);
    for (_, _, parameter) in checking.parameters() {
        let place = parameter.pointer.key("time");
        let form = checking
            .document
            .get(&place)
            .and_then(|node| node.as_text());
        if let Some(form) = form.filter(|form| form.contains('%')) {
            found.extend(halves(checking, form, &place).or_else(|| mixed(checking, form, &place)));
        }
    }
    found
}

/// The times that the records of a case have.
#[derive(Default)]
struct Times<'e> {
    /// All that are read.
    read: Vec<&'e Expression>,
    /// The first that counts from 1970.
    counted: Option<&'e Expression>,
    /// The times without a stated form, each with the name of its field.
    silent: Vec<(String, &'e Expression)>,
}

impl<'e> Times<'e> {
    /// Takes in an expression and its parts. `said` is true where the whole expression states the
    /// form for its parts.
    fn gather(
        &mut self,
        checking: &Checking<'_>,
        name: &str,
        expression: &'e Expression,
        said: bool,
    ) {
        let said = said || checking.was_written(&expression.pointer.key("time"));
        let picks = matches!(expression.pick, Pick::From(_) | Pick::Compute(_));
        if expression.scalar == Scalar::Instant && picks {
            self.read.push(expression);
            let counts = |form: &TimeForm| {
                matches!(form, TimeForm::UnixSeconds | TimeForm::UnixMilliseconds)
            };
            let absolute = forms_of(expression).is_some_and(|(forms, _)| forms.iter().all(counts));
            if absolute {
                self.counted.get_or_insert(expression);
            } else if !said {
                self.silent.push((name.to_owned(), expression));
            }
        }
        for part in expression.parts() {
            self.gather(checking, name, part, said);
        }
    }
}

/// The forms in which a time is read, and the zone of those without an offset.
fn forms_of(expression: &Expression) -> Option<(&[TimeForm], Option<&TimeZone>)> {
    expression
        .reading()
        .find_map(|transform| match transform.shape() {
            Shape::Time(forms, zone) => Some((forms, zone)),
            _ => None,
        })
}

/// One of several forms that is never reached: an earlier one reads its texts too.
fn taken_before(
    checking: &Checking<'_>,
    forms: &[TimeForm],
    zone: Option<&TimeZone>,
    pointer: &Pointer,
) -> Option<Diagnostic> {
    let moment = Timestamp::from_second(SOME).ok()?;
    let (at, before) = forms.iter().enumerate().find_map(|(at, form)| {
        let written = form.write(moment, zone);
        let mut before = forms.iter().take(at);
        let before = before.find(|before| before.read(&written, zone).is_ok())?;
        Some((at, before))
    })?;
    let place = stated(checking, pointer)?.key("time").index(at);
    let form = forms.get(at)?;
    let title = format!("the form `{form}` is never reached");
    let text = format!("`{before}` reads these texts too");
    let fault = checking.error(Code::NeverReached, title, &place, At::Value, text);
    Some(fault.with_help(format!("write `{form}` first, or take it away")))
}

/// Where the forms of an expression are stated: there, or further out, for several parts at once.
fn stated(checking: &Checking<'_>, pointer: &Pointer) -> Option<Pointer> {
    let mut above = pointer.clone();
    while !checking.has(&above.key("time")) {
        above = above.parent()?;
    }
    Some(above)
}

/// A time without a stated form, while other times of the same records count from 1970.
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
    let form = forms_of(counted).and_then(|(forms, _)| forms.first());
    let form = form.map(ToString::to_string).unwrap_or_default();
    let other = checking
        .document
        .label(&counted.pointer, At::Value, format!("is `{form}`"));
    Diagnostic::warning(Code::OtherMeaning, title, label)
        .with_secondary(other)
        .with_help(format!(
            "write `time: {form}`, or `time: rfc3339` where it is another"
        ))
}

/// A form that cannot be read: a time that is written in it does not come back.
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
        let place = stated(checking, pointer)?.key("time");
        return halves(checking, text, &place).or_else(|| mixed(checking, text, &place));
    }
    let place = stated(checking, pointer)?.key("time");
    let with_zone = form.read(&written, Some(&TimeZone::UTC)).is_ok();
    let title = format!("no time can be read in the form `{text}`");
    if !with_zone {
        let (label, help) = time_parts::lack(text, moment);
        let fault = checking.error(Code::NeverFits, title, &place, At::Value, &label);
        return Some(fault.with_help(help));
    }
    // A zone that was faulty is told as that.
    if checking.was_written(&stated(checking, pointer)?.key("zone")) {
        return None;
    }
    let iso = text.starts_with("%Y-%m-%dT%H:%M:%S") || text.starts_with("%FT%T");
    let help = if iso && text.ends_with('Z') {
        "a `Z` that is written out tells no offset: write `time: rfc3339`, or add `zone: UTC`"
    } else {
        "add the `zone` that it is meant in, or `%z` where the text tells its offset"
    };
    let label = "tells no offset from UTC, and no `zone` is named";
    let fault = checking.warning(Code::NeverFits, title, &place, At::Value, label);
    Some(fault.with_help(help))
}

/// Hours that are counted to twelve, and nothing that says which half of the day is meant.
fn halves(checking: &Checking<'_>, form: &str, place: &Pointer) -> Option<Diagnostic> {
    let twelve = ["%I", "%-I", "%l", "%_I"];
    let half = ["%p", "%P", "%r"];
    let has = |letters: &[&str]| letters.iter().any(|letter| form.contains(letter));
    if !has(&twelve) || has(&half) {
        return None;
    }
    let title = format!("`{form}` counts hours to twelve");
    let text = "nothing says which half of the day it is";
    let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
    Some(fault.with_help("add `%p` for am and pm; hours to 24 are `%H`"))
}

/// Minutes at the month's place, or a month at that of the minutes: `%Y-%M-%d`, `%H:%m`.
fn mixed(checking: &Checking<'_>, form: &str, place: &Pointer) -> Option<Diagnostic> {
    let beside: String = form.chars().filter(|c| !"-/.:".contains(*c)).collect();
    let has = |pairs: &[&str]| pairs.iter().any(|pair| beside.contains(pair));
    let (written, meant, is) = if has(&["%Y%M", "%M%d", "%d%M", "%M%Y"]) {
        ("%M", "%m", "the minute")
    } else if has(&["%H%m", "%I%m"]) {
        ("%m", "%M", "the month")
    } else {
        return None;
    };
    let title = format!("`{written}` is {is}");
    let text = "stands where the other belongs";
    let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
    Some(fault.with_help(format!("write `{meant}` there")))
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
