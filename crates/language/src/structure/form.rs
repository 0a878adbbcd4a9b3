//! A value that is wrong in itself, in words: its type, its word, its form, its size.

use serde_json::Value;

use super::violation::Breach;
use super::{Format, foreign, number, words};
use crate::diagnostic::{Code, Help, help_for};
use crate::source::Span;

/// Code, title, help, and the faulty bytes of the value.
pub(super) type WrongValue = (Code, String, Option<Help>, Option<Span>);

/// Code, title, help, and the faulty part of a value that is wrong in itself. `digits` are those of
/// a number, as its author wrote them.
pub(super) fn form(
    formats: &[Format],
    breach: &Breach,
    name: &str,
    value: &Value,
    digits: Option<&str>,
) -> WrongValue {
    let here = match digits {
        Some(digits) => format!("the number `{digits}`"),
        None => words::describe(value),
    };
    match breach {
        Breach::Type(types) => {
            let title = format!("{name} wants {}, here is {here}", words::wanted(types));
            let help = by_type(types, value, digits);
            (Code::WrongType, title, help, None)
        }
        Breach::Words(options) => {
            let allowed: Vec<_> = options.iter().map(words::written).collect();
            let foreign = || foreign::word(value.as_str()?, &allowed).map(Help::write);
            let listed = || help_for(&words::written(value), &allowed);
            let help = foreign().or_else(listed).filter(|_| allowed.len() > 1);
            let only = || match (allowed.as_slice(), value) {
                ([only], Value::String(_)) => Some(format!("only `{only}` is read here").into()),
                _ => None,
            };
            let help = help.or_else(only);
            let title = match (value.as_str(), allowed.as_slice()) {
                (_, [only]) => format!("{name} wants `{only}`, here is {here}"),
                (Some(word), _) => format!("{name} knows no word `{word}`"),
                (None, _) => format!("{name} wants one of its words, here is {here}"),
            };
            (Code::UnknownWord, title, help, None)
        }
        Breach::Format(format) => by_format(formats, format, name, value),
        Breach::Pattern(pattern) => {
            // A key is named already.
            let title = match name.strip_prefix("the key ") {
                Some(key) => format!("the key {key} does not have the form `{pattern}`"),
                None => format!("{name} does not have the form `{pattern}`, here is {here}"),
            };
            let slug = value.as_str().and_then(|text| joined(text, pattern));
            (
                Code::WrongForm,
                title,
                slug.map(|slug| Help::write(&slug)),
                None,
            )
        }
        Breach::Limit(limit) => {
            let here = match value {
                Value::Array(items) => format!("here are {}", items.len()),
                Value::Object(keys) => format!("here are {}", keys.len()),
                _ => format!("here is {here}"),
            };
            let title = format!("{name} wants {limit}, {here}");
            (Code::WrongForm, title, None, None)
        }
        Breach::Forbidden => {
            let title = format!("{name} does not belong here");
            (Code::UnknownKey, title, Some("take it away".into()), None)
        }
        Breach::Other(text) => (Code::WrongForm, format!("{name}: {text}"), None, None),
        _ => (
            Code::WrongForm,
            format!("{name} does not have its form"),
            None,
            None,
        ),
    }
}

/// The same words in small letters, joined by hyphens, or as they are, joined by `_`, where that has the
/// form.
fn joined(text: &str, pattern: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let form = regex_lite::Regex::new(pattern).ok()?;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let joined = [words.join("-"), text.chars().map(plain).collect()];
    joined.into_iter().find(|joined| form.is_match(joined))
}

/// The next step, where the value itself shows it.
fn by_type(types: &[&str], value: &Value, digits: Option<&str>) -> Option<Help> {
    if types.contains(&"integer")
        && let Some(digits) = digits
    {
        return Some(match number::plainly(digits) {
            Some(plain) => Help::write(&plain),
            None if digits.contains('.') => "write it without a fraction".into(),
            None => "write a smaller number".into(),
        });
    }
    let word = value.as_str().map(str::to_lowercase)?;
    if !types.contains(&"boolean") {
        return None;
    }
    match word.as_str() {
        "yes" | "on" | "y" | "true" => {
            Some(Help::from("write `true`, without quotes").text("true"))
        }
        "no" | "off" | "n" | "false" => {
            Some(Help::from("write `false`, without quotes").text("false"))
        }
        _ => None,
    }
}

/// Asks the format's own check again, for its words.
fn by_format(formats: &[Format], format: &str, name: &str, value: &Value) -> WrongValue {
    let known = formats.iter().find(|known| known.name == format);
    let fault = known.and_then(|known| {
        let fault = (known.check)(value.as_str()?).err()?;
        Some((known.code, fault.message, fault.help, fault.at))
    });
    fault.unwrap_or_else(|| {
        let here = words::describe(value);
        let title = format!("{name} does not have the form `{format}`, here is {here}");
        (Code::WrongForm, title, None, None)
    })
}
