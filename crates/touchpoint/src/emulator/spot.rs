//! A path's text into a spot in JSON that can be read and written: its own small reader of the
//! paths that mappings write.

use serde_json::{Map, Value};

/// One step on the way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Name(String),
    Index(usize),
    /// `[*]` or `.*`
    All,
    /// `[?@.type == 'user']`
    Where(String, Value),
    /// `[?match(@, '.+')]`: elements that are texts.
    Texts,
}

/// The steps of a path; none where it is of a kind that is not played.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, tail) = after.split_at_checked(end)?;
            steps.push(if name == "*" {
                Step::All
            } else {
                Step::Name(name.to_owned())
            });
            rest = tail;
            continue;
        }
        let after = rest.strip_prefix('[')?;
        // A filter's own brackets are round ones.
        let (inside, tail) = after.split_once(']')?;
        steps.push(bracket(inside)?);
        rest = tail;
    }
    Some(steps)
}

fn bracket(inside: &str) -> Option<Step> {
    if inside == "*" {
        return Some(Step::All);
    }
    if inside.starts_with("?match(@,") {
        return Some(Step::Texts);
    }
    if let Some(test) = inside.strip_prefix("?@.") {
        let (key, literal) = test.split_once("==")?;
        return Some(Step::Where(key.trim().to_owned(), literal_of(literal)?));
    }
    if let Some(name) = inside.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        return Some(Step::Name(name.to_owned()));
    }
    inside.parse().ok().map(Step::Index)
}

/// `'text'`, `true`, `3`
pub(super) fn literal_of(text: &str) -> Option<Value> {
    let text = text.trim();
    match text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        Some(inner) => Some(inner.into()),
        None => serde_json::from_str(text).ok(),
    }
}

/// Every value that the steps lead to.
pub(super) fn all<'v>(from: &'v Value, steps: &[Step]) -> Vec<&'v Value> {
    let mut at = vec![from];
    for step in steps {
        at = at.into_iter().flat_map(|value| next(value, step)).collect();
    }
    at
}

/// The first value that the steps lead to.
pub(super) fn first<'v>(from: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    all(from, steps).into_iter().next()
}

fn next<'v>(value: &'v Value, step: &Step) -> Vec<&'v Value> {
    let list = || value.as_array().map(Vec::as_slice).unwrap_or_default();
    match step {
        Step::Name(name) => value.get(name.as_str()).into_iter().collect(),
        Step::Index(index) => list().get(*index).into_iter().collect(),
        Step::All => match value {
            Value::Object(members) => members.values().collect(),
            _ => list().iter().collect(),
        },
        Step::Where(key, wanted) => {
            let fits = |element: &&Value| element.get(key.as_str()) == Some(wanted);
            list().iter().filter(fits).collect()
        }
        Step::Texts => list()
            .iter()
            .filter(|v| v.as_str().is_some_and(|t| !t.is_empty()))
            .collect(),
    }
}

/// Puts a value at a spot, making what is missing on the way. A filter or wildcard adds an element.
pub(super) fn put(into: &mut Value, steps: &[Step], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    match step {
        Step::Name(name) => {
            let members = as_object(into);
            put(
                members.entry(name.clone()).or_insert(Value::Null),
                rest,
                value,
            );
        }
        Step::Index(index) => {
            let list = as_list(into);
            while list.len() <= *index {
                list.push(Value::Null);
            }
            if let Some(element) = list.get_mut(*index) {
                put(element, rest, value);
            }
        }
        Step::All | Step::Texts => {
            let mut element = Value::Null;
            put(&mut element, rest, value);
            as_list(into).push(element);
        }
        Step::Where(key, wanted) => {
            let mut element = Value::Object(Map::from_iter([(key.clone(), wanted.clone())]));
            put(&mut element, rest, value);
            as_list(into).push(element);
        }
    }
}

/// Takes away what stands at a spot of plain steps; a list that a wildcard walks becomes empty.
pub(super) fn clear(from: &mut Value, steps: &[Step]) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    match (step, from) {
        (Step::Name(name), Value::Object(members)) => {
            if rest.is_empty() {
                members.shift_remove(name);
            } else if let Some(inner) = members.get_mut(name) {
                clear(inner, rest);
            }
        }
        (Step::Index(index), Value::Array(list)) => {
            if rest.is_empty() {
                list.clear();
            } else if let Some(inner) = list.get_mut(*index) {
                clear(inner, rest);
            }
        }
        (Step::All | Step::Where(..) | Step::Texts, Value::Array(list)) => list.clear(),
        _ => {}
    }
}

pub(super) fn as_object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(members) => members,
        // It has just been made one.
        _ => unreachable!(),
    }
}

pub(super) fn as_list(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    match value {
        Value::Array(list) => list,
        // It has just been made one.
        _ => unreachable!(),
    }
}

/// A dotted name as steps.
pub(super) fn dotted(name: &str) -> Vec<Step> {
    name.split('.')
        .map(|part| Step::Name(part.to_owned()))
        .collect()
}

/// A scalar's text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_put_is_found() {
        for path in [
            "$.a.b",
            "$.a[1].b",
            "$.a[?@.kind == 'x'].b",
            "$.a[*].b",
            "$[*].b",
            "$.a[?@.on==true].b",
        ] {
            let steps = steps(path).unwrap();
            let mut value = json!({ "other": 1 });
            put(&mut value, &steps, json!(7));
            assert_eq!(first(&value, &steps), Some(&json!(7)), "{path}: {value}");
            clear(&mut value, &steps);
            assert_eq!(first(&value, &steps), None, "{path}: {value}");
        }
        assert!(steps("record.$.a").is_none());
    }
}
