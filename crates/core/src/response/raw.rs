//! The vendor's record as text: a member is read or left out, every other keeps its bytes.

use indexmap::IndexMap;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use touchpoint_language::expr::text::as_text;

/// The text of the scalar at a dotted path, for use as a key. A number keeps its digits.
pub(super) fn key_text(raw: &RawValue, path: &str) -> Option<String> {
    let members: IndexMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    members.iter().find_map(|(name, value)| {
        let rest = path.strip_prefix(name.as_str())?;
        match rest.strip_prefix('.') {
            Some(rest) => key_text(value, rest),
            None if rest.is_empty() => as_text(&serde_json::from_str(value.get()).ok()?),
            None => None,
        }
    })
}

/// The text of the scalar at a dotted path of a unified record, for use as a key.
pub(super) fn unified_key_text(fields: &Map<String, Value>, path: &str) -> Option<String> {
    match path.split_once('.') {
        Some((name, rest)) => unified_key_text(fields.get(name)?.as_object()?, rest),
        None => as_text(fields.get(path)?),
    }
}

/// The record without the members at these dotted paths; nothing when it has none of them, or is
/// no object. A member whose own name has a dot is found too. Recursion is bounded by the paths:
/// each level of it takes a name off every path.
pub(super) fn without(raw: &RawValue, paths: &[&str]) -> Option<Box<RawValue>> {
    let mut members: IndexMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    let before = members.len();
    members.retain(|name, _| !paths.contains(&name.as_str()));
    let mut changed: Vec<(String, Box<RawValue>)> = Vec::new();
    for (name, value) in &members {
        let inner = under(paths, name);
        if inner.is_empty() {
            continue;
        }
        if let Some(cut) = without(value, &inner).or_else(|| without_each(value, &inner)) {
            changed.push((name.clone(), cut));
        }
    }
    if changed.is_empty() && members.len() == before {
        return None;
    }
    for (name, cut) in &changed {
        members.insert(name.clone(), cut);
    }
    to_raw_value(&members).ok()
}

/// The same for each object of a list; lists within the list are left as they are.
fn without_each(raw: &RawValue, paths: &[&str]) -> Option<Box<RawValue>> {
    let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
    let cut: Vec<Option<Box<RawValue>>> = elements.iter().map(|e| without(e, paths)).collect();
    if cut.iter().all(Option::is_none) {
        return None;
    }
    let kept: Vec<&RawValue> = elements
        .iter()
        .zip(&cut)
        .map(|(whole, cut)| cut.as_deref().unwrap_or(whole))
        .collect();
    to_raw_value(&kept).ok()
}

/// What is left of the paths that lead through this name.
pub(super) fn under<'p>(paths: &[&'p str], name: &str) -> Vec<&'p str> {
    paths
        .iter()
        .filter_map(|path| path.strip_prefix(name)?.strip_prefix('.'))
        .filter(|rest| !rest.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn members_are_left_out_and_the_rest_keeps_its_bytes() {
        for (text, paths, expected) in [
            (r#"{ "a": 1.0, "b": 2e5 }"#, &["b"][..], r#"{"a":1.0}"#),
            (
                r#"{"a":{ "x" : 1 ,"y":2},"b":[ 1 ]}"#,
                &["a.y"],
                r#"{"a":{"x":1},"b":[ 1 ]}"#,
            ),
            (
                r#"{"a":[{"x":1,"y":2},3,{ "y": 1.0 }]}"#,
                &["a.x"],
                r#"{"a":[{"y":2},3,{ "y": 1.0 }]}"#,
            ),
            (r#"{"a.b":1,"c":"\u00e9"}"#, &["a.b"], r#"{"c":"\u00e9"}"#),
            (r#"{"a":1,"b":2,"c":3}"#, &["c", "a"], r#"{"b":2}"#),
        ] {
            assert_eq!(without(&raw(text), paths).unwrap().get(), expected);
        }
        for (text, path) in [
            (r#"{"a":1}"#, "b"),
            ("[1]", "a"),
            ("7", "a"),
            (r#"{"a":1}"#, "a.b"),
        ] {
            assert!(without(&raw(text), &[path]).is_none(), "{text}");
        }
    }

    #[test]
    fn keys_are_exact_texts() {
        let record =
            raw(r#"{"id":12345678901234567890.10,"o":{"k":"x\u0041"},"d.e":true,"n":null}"#);
        assert_eq!(
            key_text(&record, "id").as_deref(),
            Some("12345678901234567890.10")
        );
        assert_eq!(key_text(&record, "o.k").as_deref(), Some("xA"));
        assert_eq!(key_text(&record, "d.e").as_deref(), Some("true"));
        for absent in ["n", "o", "x", "id.x", "o.", ""] {
            assert_eq!(key_text(&record, absent), None, "{absent}");
        }
    }

    #[test]
    fn deep_records_do_not_exhaust_the_stack() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(100), "]".repeat(100));
        assert!(without(&raw(&deep), &["a.b.c"]).is_none());
    }
}
