//! Tells if the condition of an `if` in our schema holds for a value. It knows the few keywords that our
//! conditions are written in, and takes every other one for true.

use regex_lite::Regex;
use serde_json::Value;

/// True if the value is as the condition says.
pub(crate) fn holds(condition: &Value, value: &Value) -> bool {
    let Some(condition) = condition.as_object() else {
        return condition != &Value::Bool(false);
    };
    condition
        .iter()
        .all(|(keyword, wanted)| match keyword.as_str() {
            "type" => is_of(wanted, value),
            "const" => wanted == value,
            "enum" => wanted.as_array().is_some_and(|words| words.contains(value)),
            "required" => wanted.as_array().into_iter().flatten().all(|key| {
                let key = key.as_str().unwrap_or_default();
                value.get(key).is_some()
            }),
            "properties" => wanted
                .as_object()
                .into_iter()
                .flatten()
                .all(|(key, schema)| value.get(key).is_none_or(|member| holds(schema, member))),
            "pattern" => value.as_str().is_none_or(|text| {
                let pattern = wanted.as_str().unwrap_or_default();
                matches(pattern, text)
            }),
            "not" => !holds(wanted, value),
            "allOf" => wanted
                .as_array()
                .into_iter()
                .flatten()
                .all(|one| holds(one, value)),
            "anyOf" => wanted
                .as_array()
                .into_iter()
                .flatten()
                .any(|one| holds(one, value)),
            _ => true,
        })
}

/// True if the text has what the pattern of a schema looks for.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

fn is_of(wanted: &Value, value: &Value) -> bool {
    let is = |word: &str| match word {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    match wanted {
        Value::String(word) => is(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_kind_is_told_by_its_key() {
        let cursor =
            json!({ "properties": { "kind": { "const": "cursor" } }, "required": ["kind"] });
        assert!(holds(&cursor, &json!({ "kind": "cursor", "next": 1 })));
        assert!(!holds(&cursor, &json!({ "kind": "page" })));
        assert!(!holds(&cursor, &json!({})));
        assert!(holds(&json!({ "type": ["null", "string"] }), &json!(null)));
        assert!(!holds(&json!({ "pattern": "^remote" }), &json!("owner")));
    }
}
