//! A value of a wrong type that needs little to be right: quotes around a number, brackets around the one
//! item of a list.

use serde_json::Value;

use super::place::PlacedViolation;
use super::violation::Breach;
use super::{route, shape};
use crate::diagnostic::{Help, flow_item, quoted};
use crate::document::Step;

/// What to write instead, where the value itself shows it.
pub(super) fn turned(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Type(types) = &place.violation.breach else {
        return None;
    };
    let wants = |wanted: &str| types.contains(&wanted);
    let schema = route::holder(&place.judge.schema, &place.violation.route);
    let of_form = schema.is_some_and(|schema| schema.get("format").is_some());
    // Where the schema names the words that are allowed, quotes around a number do not make one of them.
    let of_words = schema.is_some_and(|schema| {
        ["enum", "const", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    });
    let described = shape::described(schema).is_some();
    match value {
        Value::Number(_) | Value::Bool(_)
            if wants("string") && types.len() == 1 && !of_form && !of_words =>
        {
            let digits = place
                .digits()
                .map_or_else(|| value.to_string(), str::to_owned);
            Some(Help::quote_marked(&quoted(&digits)))
        }
        Value::String(text) if wants("integer") && text.parse::<i64>().is_ok() => {
            Some(Help::from(format!("write `{text}`, without quotes")).text(text))
        }
        Value::String(text) if wants("array") && !text.is_empty() => {
            Some(written(place, &format!("[{}]", items(text))))
        }
        Value::String(text) if wants("object") && is_pair(text) => {
            Some(written(place, &format!("{{ {text} }}")))
        }
        Value::Object(_) if wants("array") && !described => {
            Some("each item of a list begins with `- `".into())
        }
        Value::Array(all) if wants("object") && !described && all.iter().all(Value::is_object) => {
            Some("a map is written without `- `: each key on a line of its own".into())
        }
        _ => None,
    }
}

fn written(place: &PlacedViolation<'_>, yaml: &str) -> Help {
    let key = place.pointer.steps().last().and_then(Step::as_key);
    let key = key.map_or_else(String::new, |key| format!("{key}: "));
    Help::from(format!("write `{key}{yaml}`")).text(yaml)
}

/// The items that a text was meant to be: names with blanks or commas between them, or the text itself.
fn items(text: &str) -> String {
    let parts: Vec<&str> = text
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let name = |part: &&str| {
        part.chars()
            .all(|c| c.is_ascii_alphanumeric() || "._:/-".contains(c))
    };
    if parts.len() > 1 && parts.iter().all(name) {
        parts.join(", ")
    } else {
        flow_item(text)
    }
}

/// `accept: application/json`
fn is_pair(text: &str) -> bool {
    let name = |key: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !key.is_empty() && key.chars().all(plain)
    };
    let pair = text.split_once(": ");
    pair.is_some_and(|(key, value)| name(key) && flow_item(value) == value && !value.contains(": "))
}
