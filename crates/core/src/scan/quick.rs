//! Writes the most common values straight from the bytes of the page: texts as they are, words out
//! of a few, times and durations in common forms. All other values are left to [`super::evaluate`],
//! which gives the same results.

use super::output::{Literal, Output};
use super::program::{Expr, Picked, QuickForm};
use super::read::{Origins, PathRead};
use super::short::Short;
use super::time;
use touchpoint_language::json::Json;
use touchpoint_language::transform::{Shape, Transform};

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Quick {
    /// It is written.
    Given,
    /// There is no value, and nothing is written.
    Absent,
    /// The quick way does not apply, and nothing is written.
    Unknown,
}

/// The short way to write an expression.
pub(super) fn short(expr: &Expr) -> Short {
    let bare = expr.finishing.is_empty();
    match (&expr.pick, &expr.reading.known) {
        (Picked::Always(json), QuickForm::Text { .. })
            if bare && json.starts_with('"') && json.len() > 2 =>
        {
            Short::Always(Literal::new(json.clone()))
        }
        (Picked::FirstOf(_), _) if bare => Short::FirstOf,
        (Picked::Choose(_), _) if bare => Short::Choose,
        (Picked::From(read), known) if read.is_slot() => short_of_slot(expr, known),
        _ => Short::No,
    }
}

fn short_of_slot(expr: &Expr, known: &QuickForm) -> Short {
    let shapes: Vec<Shape<'_>> = expr.finishing.iter().map(Transform::shape).collect();
    match (known, shapes.as_slice()) {
        (QuickForm::Text { empty }, []) => Short::Text { empty: *empty },
        (QuickForm::Text { .. }, [Shape::Before(prefix)]) => {
            let mut quoted = Json::from(*prefix).to_string();
            quoted.pop();
            Short::Prefixed(Literal::new(quoted))
        }
        (QuickForm::Text { .. }, [Shape::Words { words, keep }]) if words.len() <= 16 => {
            let quoted = |text: &str| Json::from(text).to_string();
            let words = words.iter();
            let words = words.map(|(theirs, ours)| (quoted(theirs), Literal::new(quoted(ours))));
            Short::Words {
                words: words.collect(),
                keep: *keep,
            }
        }
        (QuickForm::Instant { .. } | QuickForm::Count(_), []) => Short::Time,
        _ => Short::No,
    }
}

/// Writes the value of an expression.
#[inline]
pub(super) fn quick(expr: &Expr, origins: &Origins<'_>, out: &mut Output) -> Quick {
    match (&expr.short, &expr.pick) {
        (Short::No, _) => Quick::Unknown,
        (Short::Always(text), _) => {
            out.literal(text);
            Quick::Given
        }
        (Short::FirstOf, Picked::FirstOf(parts)) => {
            let told = parts.iter().map(|part| quick(part, origins, out));
            let mut told = told.filter(|told| *told != Quick::Absent);
            told.next().unwrap_or(Quick::Absent)
        }
        (Short::Choose, Picked::Choose(branches)) => {
            let mut branches = branches.iter();
            let holds =
                branches.find(|(when, _)| when.as_ref().is_none_or(|when| when.holds(origins)));
            match holds {
                Some((_, Some(part))) => quick(part, origins, out),
                _ => Quick::Absent,
            }
        }
        (short, Picked::From(read)) => of_slot(expr, short, read, origins, out),
        _ => Quick::Unknown,
    }
}

#[inline]
fn of_slot(
    expr: &Expr,
    short: &Short,
    read: &PathRead,
    origins: &Origins<'_>,
    out: &mut Output,
) -> Quick {
    let Some(raw) = read.plain(origins) else {
        return Quick::Unknown;
    };
    let Some(first) = raw.as_bytes().first() else {
        return Quick::Absent;
    };
    if *first == b'n' {
        return Quick::Absent;
    }
    let quoted = *first == b'"';
    match short {
        Short::Text { empty } if quoted => {
            if raw.len() == 2 && !empty {
                return Quick::Absent;
            }
            out.text(raw);
            Quick::Given
        }
        Short::Text { .. } if is_whole(raw) => {
            out.byte(b'"');
            out.text(raw);
            out.byte(b'"');
            Quick::Given
        }
        Short::Prefixed(start) if quoted && raw.len() > 2 => {
            out.literal(start);
            out.text(raw.strip_prefix('"').unwrap_or(raw));
            Quick::Given
        }
        Short::Prefixed(start) if is_whole(raw) => {
            out.literal(start);
            out.text(raw);
            out.byte(b'"');
            Quick::Given
        }
        Short::Words { words, keep } if quoted && raw.len() > 2 => {
            match words.iter().find(|(theirs, _)| theirs == raw) {
                Some((_, ours)) => out.literal(ours),
                // A text with escapes may be one of the words.
                None if *keep && !raw.contains('\\') => out.text(raw),
                None => return Quick::Unknown,
            }
            Quick::Given
        }
        Short::Time => of_time(&expr.reading.known, raw, out),
        _ => Quick::Unknown,
    }
}

fn of_time(known: &QuickForm, raw: &str, out: &mut Output) -> Quick {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let text = inner.unwrap_or(raw);
    match known {
        QuickForm::Instant { form, zone } => match time::moment(form, zone.as_ref(), text) {
            Some(moment) => {
                out.byte(b'"');
                moment.write(out);
                out.byte(b'"');
                Quick::Given
            }
            None => Quick::Unknown,
        },
        QuickForm::Count(each) => match time::milliseconds(*each, text) {
            Some(ms) => {
                out.byte(b'"');
                out.number(ms / 1000);
                out.byte(b'"');
                Quick::Given
            }
            None => Quick::Unknown,
        },
        QuickForm::Text { .. } | QuickForm::No => Quick::Unknown,
    }
}

/// True if a text is a whole number, which can be written as it came.
#[inline]
fn is_whole(raw: &str) -> bool {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    digits.bytes().all(|byte| byte.is_ascii_digit())
}
