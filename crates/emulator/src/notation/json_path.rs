//! A path as mappings write it becomes steps, and the steps lead to values in JSON: to read, to write,
//! to take away.

use serde_json::{Map, Value};

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PathStep {
    Name(String),
    Index(usize),
    /// `[*]` or `.*`
    All,
    /// `[?@.type == 'user']`
    Where(String, Value),
    /// `[?match(@, '.+')]`: elements that are texts.
    Texts,
}

/// The steps of a path; none where the emulator does not know its kind.
pub(crate) fn steps(path: &str) -> Option<Vec<PathStep>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, tail) = after.split_at_checked(end)?;
            steps.push(if name == "*" {
                PathStep::All
            } else {
                PathStep::Name(name.to_owned())
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

fn bracket(inside: &str) -> Option<PathStep> {
    if inside == "*" {
        return Some(PathStep::All);
    }
    if inside.starts_with("?match(@,") {
        return Some(PathStep::Texts);
    }
    if let Some(test) = inside.strip_prefix("?@.") {
        let (key, literal) = test.split_once("==")?;
        return Some(PathStep::Where(key.trim().to_owned(), literal_of(literal)?));
    }
    if let Some(name) = inside.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        return Some(PathStep::Name(name.to_owned()));
    }
    inside.parse().ok().map(PathStep::Index)
}

/// `'text'`, `true`, `3`
pub(crate) fn literal_of(text: &str) -> Option<Value> {
    let text = text.trim();
    match text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        Some(inner) => Some(inner.into()),
        None => serde_json::from_str(text).ok(),
    }
}

/// Every value that the steps lead to.
pub(crate) fn all<'v>(from: &'v Value, steps: &[PathStep]) -> Vec<&'v Value> {
    let mut at = vec![from];
    for step in steps {
        at = at.into_iter().flat_map(|value| next(value, step)).collect();
    }
    at
}

/// The first value that the steps lead to.
pub(crate) fn first<'v>(from: &'v Value, steps: &[PathStep]) -> Option<&'v Value> {
    all(from, steps).into_iter().next()
}

fn next<'v>(value: &'v Value, step: &PathStep) -> Vec<&'v Value> {
    let list = || value.as_array().map(Vec::as_slice).unwrap_or_default();
    match step {
        PathStep::Name(name) => value.get(name.as_str()).into_iter().collect(),
        PathStep::Index(index) => list().get(*index).into_iter().collect(),
        PathStep::All => match value {
            Value::Object(members) => members.values().collect(),
            _ => list().iter().collect(),
        },
        PathStep::Where(key, wanted) => {
            let fits = |element: &&Value| element.get(key.as_str()) == Some(wanted);
            list().iter().filter(fits).collect()
        }
        PathStep::Texts => list()
            .iter()
            .filter(|v| v.as_str().is_some_and(|t| !t.is_empty()))
            .collect(),
    }
}

/// Writes a value where the steps lead, and makes what is missing on the way. A filter or wildcard adds
/// an element.
pub(crate) fn put(into: &mut Value, steps: &[PathStep], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    match step {
        PathStep::Name(name) => {
            if let Some(members) = as_object(into) {
                put(
                    members.entry(name.clone()).or_insert(Value::Null),
                    rest,
                    value,
                );
            }
        }
        PathStep::Index(index) => {
            let Some(list) = as_list(into) else { return };
            while list.len() <= *index {
                list.push(Value::Null);
            }
            if let Some(element) = list.get_mut(*index) {
                put(element, rest, value);
            }
        }
        PathStep::All | PathStep::Texts => push(into, Value::Null, rest, value),
        PathStep::Where(key, wanted) => {
            let element = Map::from_iter([(key.clone(), wanted.clone())]);
            push(into, Value::Object(element), rest, value);
        }
    }
}

/// Takes away the value that plain steps lead to; a list behind a wildcard becomes empty.
pub(crate) fn clear(from: &mut Value, steps: &[PathStep]) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    match (step, from) {
        (PathStep::Name(name), Value::Object(members)) => {
            if rest.is_empty() {
                members.shift_remove(name);
            } else if let Some(inner) = members.get_mut(name) {
                clear(inner, rest);
            }
        }
        (PathStep::Index(index), Value::Array(list)) => {
            if rest.is_empty() {
                list.clear();
            } else if let Some(inner) = list.get_mut(*index) {
                clear(inner, rest);
            }
        }
        (PathStep::All | PathStep::Where(..) | PathStep::Texts, Value::Array(list)) => list.clear(),
        _ => {}
    }
}

/// The members of an object; a value of another kind becomes one.
fn as_object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

/// The elements of a list; a value of another kind becomes one.
fn as_list(value: &mut Value) -> Option<&mut Vec<Value>> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut()
}

/// Adds an element, with a value where the steps lead in it.
fn push(into: &mut Value, mut element: Value, steps: &[PathStep], value: Value) {
    put(&mut element, steps, value);
    if let Some(list) = as_list(into) {
        list.push(element);
    }
}

/// A dotted name as steps.
pub(crate) fn dotted(name: &str) -> Vec<PathStep> {
    name.split('.')
        .map(|part| PathStep::Name(part.to_owned()))
        .collect()
}

/// A scalar's text.
pub(crate) fn text(value: &Value) -> Option<String> {
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
