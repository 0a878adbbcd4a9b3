//! Where an unknown key would be known: further up, or one level down.

use serde_json::{Map, Value};

use super::route;
use super::shape;
use crate::document::{Pointer, Step};

const MAX_DEPTH: usize = 24;

/// The next step for a key, and the map where it belongs, if that one is there and the only one.
pub(super) type Home = (String, Option<Pointer>);

/// Where a key belongs that does not belong in the map at `pointer`. Nothing where no place near by knows the
/// key, or too many do.
pub(super) fn belongs(whole: &Value, json: &Value, pointer: &Pointer, key: &str) -> Option<Home> {
    above(whole, json, pointer, key).or_else(|| {
        let mut at = Some(pointer.clone());
        let mut from: Option<Step> = None;
        while let Some(place) = at {
            let (schema, value) = walk(whole, json, &place)?;
            let mut names = shape::of(whole, schema, value).names;
            // the map that does not know the key is no help
            names.retain(|name| from.as_ref().and_then(Step::as_key) != Some(name));
            if let Some(below) = below(whole, schema, value, &names, key) {
                let (below, only) = below;
                let home = only.map(|name| place.key(name));
                return Some((format!("`{key}` belongs below {below}"), home));
            }
            from = place.steps().last().cloned();
            at = place.parent();
        }
        None
    })
}

/// The nearest map above that knows the key.
fn above(whole: &Value, json: &Value, pointer: &Pointer, key: &str) -> Option<Home> {
    let mut inner = pointer.clone();
    while let Some(place) = inner.parent() {
        let (schema, value) = walk(whole, json, &place)?;
        let names = shape::of(whole, schema, value).names;
        let beside = inner.steps().last().and_then(Step::as_key);
        if let Some(beside) = beside.filter(|_| names.iter().any(|name| name == key)) {
            let words = match place.steps().last().and_then(Step::as_key) {
                Some(name) => format!("`{key}` belongs below `{name}`, beside `{beside}`"),
                None => format!("`{key}` belongs beside `{beside}`, without indentation"),
            };
            return Some((words, Some(place)));
        }
        inner = place;
    }
    None
}

/// The one of a map's parts that knows the key, in words: one that is there, or the only one there could be; and its
/// name where it is one that is there.
fn below<'n>(
    whole: &Value,
    schema: &Value,
    value: &Value,
    names: &'n [String],
    key: &str,
) -> Option<(String, Option<&'n str>)> {
    let empty = Value::Object(Map::new());
    let mut there = Vec::new();
    let mut possible = Vec::new();
    for name in names {
        let Some(part) = child(whole, schema, value, name, MAX_DEPTH) else {
            continue;
        };
        let held = value.get(name).filter(|part| part.is_object());
        let held_or_empty = held.unwrap_or(&empty);
        let knows = |schema: &Value, value: &Value| {
            let shape = shape::of(whole, schema, value);
            shape.every.iter().any(|known| known == key)
        };
        let words = if knows(part, held_or_empty) {
            format!("`{name}`")
        } else if let Some(each) = each(whole, part, MAX_DEPTH)
            && knows(each, &empty)
        {
            format!("one of `{name}`")
        } else {
            continue;
        };
        if held.is_some() {
            there.push((words, name.as_str()));
        } else {
            possible.push((words, name.as_str()));
        }
    }
    let only = match there.as_slice() {
        [(words, name)] if !words.starts_with("one of") => Some(*name),
        _ => None,
    };
    let words = if there.is_empty() { possible } else { there };
    let mut words: Vec<String> = words.into_iter().map(|(words, _)| words).collect();
    words.sort_by_key(|words| words.starts_with("one of"));
    let few = (1..=2).contains(&words.len());
    few.then(|| (words.join(" or "), only))
}

/// The schema and the value at a place.
fn walk<'v>(
    whole: &'v Value,
    json: &'v Value,
    pointer: &Pointer,
) -> Option<(&'v Value, &'v Value)> {
    let (mut schema, mut value) = (whole, json);
    for step in pointer.steps() {
        match step {
            Step::Key(key) => {
                schema = child(whole, schema, value, key, MAX_DEPTH)?;
                value = value.get(&**key)?;
            }
            Step::Index(index) => {
                if let Value::Object(map) = value {
                    let key = index.to_string();
                    schema = child(whole, schema, value, &key, MAX_DEPTH)?;
                    value = map.get(&key)?;
                } else {
                    schema = items(whole, schema, value, MAX_DEPTH)?;
                    value = value.get(index)?;
                }
            }
        }
    }
    Some((schema, value))
}

/// The parts of a schema that judge the same value.
fn parts<'s>(whole: &'s Value, schema: &'s Value, value: &Value) -> Vec<&'s Value> {
    let Some(object) = schema.as_object() else {
        return Vec::new();
    };
    let mut parts: Vec<&Value> = route::referred(whole, object).into_iter().collect();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let branches = object.get(keyword).and_then(Value::as_array);
        parts.extend(branches.into_iter().flatten());
    }
    if let Some(condition) = object.get("if") {
        let holds = super::plain::accepts(whole, condition, value);
        parts.extend(object.get(if holds { "then" } else { "else" }));
    }
    parts
}

/// The schema of a map's key.
fn child<'s>(
    whole: &'s Value,
    schema: &'s Value,
    value: &Value,
    key: &str,
    depth: usize,
) -> Option<&'s Value> {
    let depth = depth.checked_sub(1)?;
    let own = schema.get("properties").and_then(|all| all.get(key));
    own.or_else(|| {
        let mut parts = parts(whole, schema, value).into_iter();
        parts.find_map(|part| child(whole, part, value, key, depth))
    })
    .or_else(|| schema.get("additionalProperties").filter(|s| s.is_object()))
}

/// The schema of every value of a map whose keys are names of the author's.
fn each<'s>(whole: &'s Value, schema: &'s Value, depth: usize) -> Option<&'s Value> {
    let depth = depth.checked_sub(1)?;
    let own = schema.get("additionalProperties").filter(|s| s.is_object());
    own.or_else(|| each(whole, route::referred(whole, schema.as_object()?)?, depth))
}

/// The schema of a list's items.
fn items<'s>(
    whole: &'s Value,
    schema: &'s Value,
    value: &Value,
    depth: usize,
) -> Option<&'s Value> {
    let depth = depth.checked_sub(1)?;
    schema.get("items").or_else(|| {
        let mut parts = parts(whole, schema, value).into_iter();
        parts.find_map(|part| items(whole, part, value, depth))
    })
}
