//! Values of recorded replies as an editor shows them: short, on one line, with their type.

use touchpoint_language::json::Json;

const LONGEST: usize = 40;

/// A value on one line, cut where it is long: `"Bo liked the new report, but…"`.
pub(crate) fn short(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", counted(items.len(), "element")),
        Json::Object(members) => format!("{{{}}}", counted(members.len(), "member")),
        other => cut(&other.to_string()),
    }
}

/// The type of a value in an author's words.
pub(crate) fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "number",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
    }
}

/// Different values, the first ones, null last and only where nothing else was found.
pub(crate) fn distinct<'v>(values: &[&'v Json], most: usize) -> Vec<&'v Json> {
    let mut found: Vec<&Json> = Vec::new();
    for value in values.iter().filter(|value| !value.is_null()) {
        if found.len() == most {
            break;
        }
        if !found.contains(value) {
            found.push(value);
        }
    }
    if found.is_empty() {
        found.extend(values.first());
    }
    found
}

fn counted(count: usize, of: &str) -> String {
    match count {
        1 => format!("1 {of}"),
        count => format!("{count} {of}s"),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    format!("{kept}…")
}
