//! Reads or leaves out members in the text of a record; all others keep their bytes.

use crate::slices;
use touchpoint_language::json::Json;

/// The text of the scalar at a dotted path, for use as a key. A number keeps its digits. Recursion is
/// bounded by the path: each level of it takes a name off.
pub(crate) fn key_text(raw: &str, path: &str) -> Option<String> {
    let members = slices::members(raw);
    members.iter().find_map(|(name, value)| {
        let rest = path.strip_prefix(&**name)?;
        match rest.strip_prefix('.') {
            Some(rest) => key_text(value, rest),
            None if rest.is_empty() => slices::text(value).map(std::borrow::Cow::into_owned),
            None => None,
        }
    })
}

/// The record without the members at these dotted paths; nothing when it has none of them, or is
/// no object. A member whose own name has a dot is found too. Recursion is bounded by the paths:
/// each level of it takes a name off every path.
pub(super) fn without(raw: &str, paths: &[&str]) -> Option<String> {
    let mut members = slices::members(raw);
    let before = members.len();
    members.retain(|name, _| !paths.contains(&&**name));
    let mut changed = members.len() < before;
    let mut text = String::from("{");
    for (name, value) in &members {
        let inner = under(paths, name);
        let cut = (!inner.is_empty())
            .then(|| without(value, &inner).or_else(|| without_each(value, &inner)))
            .flatten();
        changed |= cut.is_some();
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&Json::from(&**name).to_string());
        text.push(':');
        text.push_str(cut.as_deref().unwrap_or(value));
    }
    text.push('}');
    changed.then_some(text)
}

/// The list without these members in each of its objects; `None` when none has any. Lists within the
/// list are left as they are.
fn without_each(raw: &str, paths: &[&str]) -> Option<String> {
    let (mut text, mut changed) = (String::from("["), false);
    slices::elements(raw, &mut |element| {
        if text.len() > 1 {
            text.push(',');
        }
        let cut = without(element, paths);
        changed |= cut.is_some();
        text.push_str(cut.as_deref().unwrap_or(element));
    });
    text.push(']');
    changed.then_some(text)
}

/// What is left of the paths that lead through this name.
fn under<'p>(paths: &[&'p str], name: &str) -> Vec<&'p str> {
    paths
        .iter()
        .filter_map(|path| path.strip_prefix(name)?.strip_prefix('.'))
        .filter(|rest| !rest.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (
                concat!(
                    r#"{"number":"1","shop":{"id":"7","name":"x"},"#,
                    r#""buyers":[{"id":"1","name":"a"},{"id":"2","name":"b"}],"note":null}"#
                ),
                &["number", "shop.name", "buyers.id", "note.x", "unknown"],
                r#"{"shop":{"id":"7"},"buyers":[{"name":"a"},{"name":"b"}],"note":null}"#,
            ),
        ] {
            assert_eq!(without(text, paths).unwrap(), expected);
        }
        for (text, path) in [
            (r#"{"a":1}"#, "b"),
            ("[1]", "a"),
            ("7", "a"),
            (r#"{"a":1}"#, "a.b"),
        ] {
            assert!(without(text, &[path]).is_none(), "{text}");
        }
    }

    #[test]
    fn keys_are_exact_texts() {
        let record = r#"{"id":12345678901234567890.10,"o":{"k":"x\u0041"},"d.e":true,"n":null}"#;
        assert_eq!(
            key_text(record, "id").as_deref(),
            Some("12345678901234567890.10")
        );
        assert_eq!(key_text(record, "o.k").as_deref(), Some("xA"));
        assert_eq!(key_text(record, "d.e").as_deref(), Some("true"));
        for absent in ["n", "o", "x", "id.x", "o.", ""] {
            assert_eq!(key_text(record, absent), None, "{absent}");
        }
    }

    #[test]
    fn deep_records_do_not_exhaust_the_stack() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(100), "]".repeat(100));
        assert!(without(&deep, &["a.b.c"]).is_none());
    }
}
