//! JSON for people to read and compare: a value that fits on one line stands on one.

use std::fmt::Write;
use touchpoint_language::json::Json;

/// The longest object or list that stands on one line, in characters.
const LINE: usize = 60;

/// The value, indented by two.
pub(crate) fn pretty(value: &Json) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out
}

fn write(out: &mut String, value: &Json, depth: usize) {
    let short = flat(value).filter(|text| depth > 0 && text.chars().count() <= LINE);
    // A value that was read from JSON is no deeper than the parser allows.
    match (value, short) {
        (_, Some(text)) => out.push_str(&text),
        (Json::Object(members), None) if !members.is_empty() => {
            let members = members
                .iter()
                .map(|(name, value)| (Some(name.as_str()), value));
            block(out, '{', '}', members, depth);
        }
        (Json::Array(items), None) if !items.is_empty() => {
            block(out, '[', ']', items.iter().map(|item| (None, item)), depth);
        }
        (value, None) => out.push_str(&value.to_string()),
    }
}

fn block<'v>(
    out: &mut String,
    open: char,
    close: char,
    parts: impl Iterator<Item = (Option<&'v str>, &'v Json)>,
    depth: usize,
) {
    out.push(open);
    for (index, (name, value)) in parts.enumerate() {
        let comma = if index > 0 { "," } else { "" };
        // Writing to a text cannot fail.
        let _ = write!(out, "{comma}\n{}", "  ".repeat(depth + 1));
        if let Some(name) = name {
            let _ = write!(out, "{}: ", Json::from(name));
        }
        write(out, value, depth + 1);
    }
    let _ = write!(out, "\n{}{close}", "  ".repeat(depth));
}

/// The value on one line; none where a member holds more than scalars.
fn flat(value: &Json) -> Option<String> {
    let scalar = |value: &Json| !matches!(value, Json::Object(_) | Json::Array(_));
    match value {
        Json::Object(members) => {
            let each = members.iter().map(|(name, value)| {
                scalar(value).then(|| format!("{}: {value}", Json::from(name.as_str())))
            });
            let each: Option<Vec<String>> = each.collect();
            each.map(|each| format!("{{{}}}", each.join(", ")))
        }
        Json::Array(items) => {
            let each: Option<Vec<String>> = items.iter().map(flat).collect();
            each.map(|each| format!("[{}]", each.join(", ")))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let value = r#"{ "id": "7", "who": { "id": "1" }, "them": [{ "id": "2" }, { "id": "3" }], "deep": { "a": {} }, "none": [] }"#;
        let expected = "{\n  \"id\": \"7\",\n  \"who\": {\"id\": \"1\"},\n  \"them\": [{\"id\": \"2\"}, {\"id\": \"3\"}],\n  \"deep\": {\n    \"a\": {}\n  },\n  \"none\": []\n}";
        assert_eq!(pretty(&Json::parse(value).unwrap()), expected);
    }
}
