//! Splits a mapping's path into steps, and follows the steps in JSON to read, write or remove
//! values.

use touchpoint_language::json::{Json, Object};

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PathStep {
    Name(String),
    Index(usize),
    /// `[*]` or `.*`
    All,
    /// `[?@.type == 'user']`
    Where(String, Json),
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
        let end = closing(after)?;
        steps.push(bracket(after.get(..end)?)?);
        rest = after.get(end + 1..)?;
    }
    Some(steps)
}

/// Where a bracket closes that was opened just before: a name in quotes, or a filter, may have brackets of
/// its own.
fn closing(after: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0_usize, false);
    let place = after.char_indices().find(|(_, sign)| {
        match sign {
            '\'' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth == 0 => return true,
            ']' if !quoted => depth -= 1,
            _ => {}
        }
        false
    });
    place.map(|(at, _)| at)
}

fn bracket(inside: &str) -> Option<PathStep> {
    if inside == "*" {
        return Some(PathStep::All);
    }
    if inside.starts_with("?match(@,") {
        return Some(PathStep::Texts);
    }
    if let Some(test) = inside.strip_prefix("?@") {
        let (key, literal) = test.split_once("==")?;
        let key = key.trim();
        let quoted = key
            .strip_prefix("['")
            .and_then(|key| key.strip_suffix("']"));
        let key = quoted.or_else(|| key.strip_prefix('.'))?;
        return Some(PathStep::Where(key.to_owned(), literal_of(literal)?));
    }
    if let Some(name) = inside.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        return Some(PathStep::Name(name.to_owned()));
    }
    inside.parse().ok().map(PathStep::Index)
}

/// `'text'`, `true`, `3`
pub(crate) fn literal_of(text: &str) -> Option<Json> {
    let text = text.trim();
    match text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        Some(inner) => Some(inner.into()),
        None => Json::parse(text).ok(),
    }
}

/// Every value that the steps lead to.
pub(crate) fn all<'v>(from: &'v Json, steps: &[PathStep]) -> Vec<&'v Json> {
    let mut at = vec![from];
    for step in steps {
        at = at.into_iter().flat_map(|value| next(value, step)).collect();
    }
    at
}

/// The first value that the steps lead to.
pub(crate) fn first<'v>(from: &'v Json, steps: &[PathStep]) -> Option<&'v Json> {
    all(from, steps).into_iter().next()
}

fn next<'v>(value: &'v Json, step: &PathStep) -> Vec<&'v Json> {
    let list = || value.as_array().map(Vec::as_slice).unwrap_or_default();
    match step {
        PathStep::Name(name) => value.get(name.as_str()).into_iter().collect(),
        PathStep::Index(index) => list().get(*index).into_iter().collect(),
        PathStep::All => match value {
            Json::Object(members) => members.values().collect(),
            _ => list().iter().collect(),
        },
        PathStep::Where(key, wanted) => {
            let fits = |element: &&Json| element.get(key.as_str()) == Some(wanted);
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
pub(crate) fn put(into: &mut Json, steps: &[PathStep], value: Json) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    match step {
        PathStep::Name(name) => {
            if let Some(members) = as_object(into) {
                put(
                    members.entry(name.clone()).or_insert(Json::Null),
                    rest,
                    value,
                );
            }
        }
        PathStep::Index(index) => {
            let Some(list) = as_list(into) else { return };
            while list.len() <= *index {
                list.push(Json::Null);
            }
            if let Some(element) = list.get_mut(*index) {
                put(element, rest, value);
            }
        }
        PathStep::All | PathStep::Texts => push(into, Json::Null, rest, value),
        PathStep::Where(key, wanted) => {
            let element = Object::from_iter([(key.clone(), wanted.clone())]);
            push(into, Json::Object(element), rest, value);
        }
    }
}

/// Removes the value that plain steps lead to; a list behind a wildcard becomes empty.
pub(crate) fn clear(from: &mut Json, steps: &[PathStep]) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    match (step, from) {
        (PathStep::Name(name), Json::Object(members)) => {
            if rest.is_empty() {
                members.shift_remove(name);
            } else if let Some(inner) = members.get_mut(name) {
                clear(inner, rest);
            }
        }
        (PathStep::Index(index), Json::Array(list)) => {
            if rest.is_empty() {
                list.clear();
            } else if let Some(inner) = list.get_mut(*index) {
                clear(inner, rest);
            }
        }
        (PathStep::All | PathStep::Where(..) | PathStep::Texts, Json::Array(list)) => list.clear(),
        _ => {}
    }
}

/// The members of an object; a value of another kind becomes one.
fn as_object(value: &mut Json) -> Option<&mut Object> {
    if !value.is_object() {
        *value = Json::Object(Object::new());
    }
    value.as_object_mut()
}

/// The elements of a list; a value of another kind becomes one.
fn as_list(value: &mut Json) -> Option<&mut Vec<Json>> {
    if !value.is_array() {
        *value = Json::Array(Vec::new());
    }
    value.as_array_mut()
}

/// Adds an element, with a value where the steps lead in it.
fn push(into: &mut Json, mut element: Json, steps: &[PathStep], value: Json) {
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
pub(crate) fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::json::object;

    #[test]
    fn what_is_put_is_found() {
        for path in [
            "$.a.b",
            "$.a[1].b",
            "$.a[?@.kind == 'x'].b",
            "$.a[*].b",
            "$[*].b",
            "$.a[?@.on==true].b",
            "$.a[?@['x@y.z'] == 'q'].b",
            "$['a@b.c']",
        ] {
            let steps = steps(path).unwrap();
            let mut value = Json::from(object! { "other": 1 });
            put(&mut value, &steps, Json::from(7));
            assert_eq!(
                first(&value, &steps),
                Some(&Json::from(7)),
                "{path}: {value}"
            );
            clear(&mut value, &steps);
            assert_eq!(first(&value, &steps), None, "{path}: {value}");
        }
        assert!(steps("record.$.a").is_none());
    }
}
