//! Values and types in words: `a list`, `text "12"`.

use serde_json::Value;

const MAX_SHOWN: usize = 40;

/// What stands there.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) if text.is_empty() => "an empty text".into(),
        Value::String(text) if text.chars().count() <= MAX_SHOWN && !text.contains('\n') => {
            format!("the text `{text}`")
        }
        Value::String(_) => "a text".into(),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a map".into(),
    }
}

/// What is wanted: `a list, a map or text`.
pub(super) fn wanted(types: &[&str]) -> String {
    // Where nothing may stand as well, something is meant.
    let some = types
        .iter()
        .filter(|wanted| types.len() == 1 || **wanted != "null");
    let mut words: Vec<_> = some.map(|wanted| word(wanted)).collect();
    words.dedup();
    joined(&words, "or")
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn joined<S: AsRef<str>>(words: &[S], last_with: &str) -> String {
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, first)) => format!("{} {last_with} {last}", first.join(", ")),
    }
}

/// A word of an enum as the author writes it.
pub(super) fn written(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// JSON Schema's name of a type in the author's words.
fn word(wanted: &str) -> &str {
    match wanted {
        "null" => "nothing (`~`)",
        "boolean" => "`true` or `false`",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "array" => "a list",
        "object" => "a map",
        other => other,
    }
}
