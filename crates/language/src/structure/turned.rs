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
        Value::Object(_) if wants("array") && (!described || is_shown(place)) => {
            Some("a list stands in brackets, or each item begins with `- `".into())
        }
        Value::Array(all) if wants("object") && all.iter().all(Value::is_object) => {
            Some("a map is written without `- `: each key on a line of its own".into())
        }
        _ => None,
    }
}

/// True if the schema shows that the value is a list of anything.
fn is_shown(place: &PlacedViolation<'_>) -> bool {
    place.annotation("x-example") == Some("[…]")
}

/// A map that was written as a text: `accept: application/json`, `engagement_type == call`, `a=b&c=d`.
pub(super) fn paired(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Type(types) = &place.violation.breach else {
        return None;
    };
    let text = value.as_str().filter(|_| types.contains(&"object"))?;
    if is_pair(text) {
        return Some(written(place, &format!("{{ {text} }}")));
    }
    let signs = text.replace("==", "=");
    let pairs: Option<Vec<(&str, &str)>> = signs
        .split('&')
        .map(|pair| pair.split_once('='))
        .map(|pair| pair.map(|(key, value)| (key.trim(), value.trim())))
        .collect();
    let whole = |pair: &(&str, &str)| {
        let pair = format!("{}: {}", pair.0.trim_start_matches('$'), pair.1);
        is_pair(&pair)
    };
    let pairs = pairs.filter(|pairs| pairs.iter().all(whole))?;
    let known = |pair: &(&str, &str)| {
        let schema = route::holder(&place.judge.schema, &place.violation.route);
        let map = serde_json::json!({ pair.0: pair.1 });
        schema.is_some_and(|schema| super::plain::accepts(&place.judge.schema, schema, &map))
    };
    if !pairs.iter().all(known) {
        return None;
    }
    let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}: {v}")).collect();
    Some(written(place, &format!("{{ {} }}", pairs.join(", "))))
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
            .all(|c| c.is_ascii_alphanumeric() || "._:/-$".contains(c))
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
