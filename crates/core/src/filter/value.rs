//! A caller's value in the vendor's words.

use crate::plan::Plan;
use crate::query::Failure;
use crate::query::moment::instant;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashSet;
use touchpoint_language::expr::{SentTime, TimeForm};
use touchpoint_language::json::{Json, Number};
use touchpoint_language::mapping::{Parameter, Sending};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::ValueType;

/// The first moment of a plain date's UTC day, its last whole second, and the first moment after it.
pub(super) fn day_of(text: &str) -> (String, String, String) {
    let next = text
        .parse::<Date>()
        .and_then(|date| date.checked_add(1.day()));
    let after = next.map_or_else(|_| text.to_owned(), |date| date.to_string());
    (text.to_owned(), format!("{text}T23:59:59Z"), after)
}

/// A moment as both of its bounds, and the first whole second after it.
pub(super) fn moment_of(text: &str) -> (String, String, String) {
    let after = instant(text).and_then(|moment| {
        let seconds = SentTime {
            form: TimeForm::UnixSeconds,
            zone: None,
        };
        let (_, after) = seconds.around(moment).unwrap_or((moment, moment));
        (after > moment)
            .then_some(after)
            .or_else(|| moment.checked_add(1.second()).ok())
    });
    let after = after.map_or_else(|| text.to_owned(), |after| after.to_string());
    (text.to_owned(), text.to_owned(), after)
}

/// Turns one value into the vendor's words: one, unless `map` has several.
pub(super) fn remote_values(
    parameter: &Parameter,
    sending: &Sending,
    scalar: &Scalar,
    text: &str,
    name: &str,
    plan: &Plan,
) -> Result<Vec<Json>, Failure> {
    let label = &plan.mapping.label;
    if let Some(pattern) = &parameter.pattern
        && !pattern.matches(text)
    {
        let failure = Failure::new(
            name,
            text,
            &format!("cannot be a value of {label}: it must match `{pattern}`"),
        );
        return Err(failure);
    }
    if *scalar == Scalar::Instant {
        let Some(instant) = instant(text) else {
            return Err(Failure::new(
                name,
                text,
                "is no date: write RFC 3339, or a plain date",
            ));
        };
        return Ok(vec![sending.time.write(instant)]);
    }
    let own = [Json::String(text.to_owned())];
    let words = match (&parameter.map, parameter.words(text)) {
        (Some(map), []) if !parameter.raw => {
            return Err(no_value(plan, map.keys(), name, text));
        }
        (_, []) => own.as_slice(),
        (_, words) => words,
    };
    let typed = |word: &Json| typed(parameter.value_type, word.clone(), name, text);
    words.iter().map(typed).collect()
}

/// Refuses a word that the vendor lacks, and lists those that it has, of other lists too.
pub(super) fn no_value<'m>(
    plan: &Plan,
    mapped: impl Iterator<Item = &'m String>,
    name: &str,
    came: &str,
) -> Failure {
    let mut words: Vec<String> = mapped.cloned().collect();
    let served = plan.words_of(name);
    if served.iter().any(|word| words.contains(word)) {
        words.extend(served);
    }
    let mut seen = HashSet::new();
    words.retain(|word| seen.insert(word.clone()));
    let says = format!("is no value that {} has", plan.mapping.label);
    Failure::new(name, came, &says).allowing(words)
}

/// The value in the type that the vendor wants.
fn typed(wanted: ValueType, value: Json, name: &str, came: &str) -> Result<Json, Failure> {
    let Json::String(text) = &value else {
        return Ok(value);
    };
    match wanted {
        ValueType::Text | ValueType::List => Ok(value),
        ValueType::Uuid if is_uuid(text) => Ok(value),
        ValueType::Uuid => Err(Failure::new(name, came, "must be a UUID here")),
        ValueType::Integer | ValueType::Number => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let number = Number::parse(text.trim_matches([' ', '\t', '\n', '\r']));
            match number.filter(|_| whole || wanted == ValueType::Number) {
                Some(number) => Ok(Json::Number(number)),
                None => Err(Failure::new(name, came, "must be a number here")),
            }
        }
        ValueType::Boolean => {
            match text.as_str() {
                "true" => Ok(Json::Bool(true)),
                "false" => Ok(Json::Bool(false)),
                _ => Err(Failure::new(name, came, "must be true or false here")
                    .allowing(["true", "false"])),
            }
        }
    }
}

/// True for 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 (RFC 9562, section 4).
fn is_uuid(text: &str) -> bool {
    let mut lengths = [8, 4, 4, 4, 12].into_iter();
    let mut groups = text.split('-');
    let fits = groups.all(|group| {
        let hexadecimal = group.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal && lengths.next() == Some(group.len())
    });
    fits && lengths.next().is_none()
}
