//! What a schema allows a map to hold, read along `$ref`, `allOf` and `if`/`then`/`else` for the
//! map that is there. The validator says that a key is unknown; this says which keys are known.

use serde_json::{Map, Value};

use super::plain;
use super::route::referred;
use super::words::written;

const MAX_DEPTH: usize = 24;

/// The keys that a map may hold.
#[derive(Debug, Default)]
pub(super) struct MapShape {
    /// The keys that the map may hold, by the branches it has chosen.
    pub(super) names: Vec<String>,
    /// The keys of all branches.
    pub(super) every: Vec<String>,
    /// The keys by whose values a branch is chosen: `kind`.
    pub(super) choosing: Vec<String>,
}

/// The shape of `schema` for `map`.
pub(super) fn of(whole: &Value, schema: &Value, map: &Value) -> MapShape {
    let mut shape = MapShape::default();
    collect(whole, schema, map, true, MAX_DEPTH, &mut shape);
    shape
}

fn collect(
    whole: &Value,
    schema: &Value,
    map: &Value,
    chosen: bool,
    depth: usize,
    shape: &mut MapShape,
) {
    let (Some(depth), Some(object)) = (depth.checked_sub(1), schema.as_object()) else {
        return;
    };
    if let Some(target) = referred(whole, object) {
        collect(whole, target, map, chosen, depth, shape);
    }
    for name in properties(schema) {
        if chosen && !shape.names.contains(name) {
            shape.names.push(name.clone());
        }
        if !shape.every.contains(name) {
            shape.every.push(name.clone());
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let branches = object.get(keyword).and_then(Value::as_array);
        for branch in branches.into_iter().flatten() {
            collect(whole, branch, map, chosen, depth, shape);
        }
    }
    let Some(condition) = object.get("if") else {
        return;
    };
    shape.choosing.extend(properties(condition).cloned());
    let holds = chosen && plain::accepts(whole, condition, map);
    collect(whole, condition, map, holds, depth, shape);
    for (keyword, chosen) in [("then", holds), ("else", chosen && !holds)] {
        if let Some(branch) = object.get(keyword) {
            collect(whole, branch, map, chosen, depth, shape);
        }
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = &String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(Map::keys)
}

/// The keys of alternatives that each want only one key.
pub(super) fn required_keys(alternatives: &Value) -> Option<Vec<String>> {
    let key = |branch: &Value| {
        let branch = branch.as_object().filter(|branch| branch.len() == 1)?;
        let [key] = branch.get("required")?.as_array()?.as_slice() else {
            return None;
        };
        key.as_str().map(str::to_owned)
    };
    alternatives.as_array()?.iter().map(key).collect()
}

/// The words that a schema allows, where it allows nothing else.
pub(super) fn words(whole: &Value, schema: &Value) -> Option<Vec<String>> {
    let schema = schema.as_object()?;
    let target = referred(whole, schema).and_then(Value::as_object);
    let schema = target.unwrap_or(schema);
    // A word, or a map for what is said apart.
    let choice = schema.get("else").filter(|_| schema.contains_key("if"));
    let schema = choice.and_then(Value::as_object).unwrap_or(schema);
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(words.iter().map(written).collect());
    }
    let branches = schema.get("oneOf").and_then(Value::as_array)?.iter();
    branches
        .map(|branch| branch.get("const").map(written))
        .collect()
}

/// The first sentence of a schema's description.
pub(super) fn described(schema: Option<&Value>) -> Option<String> {
    let text = schema?.get("description")?.as_str()?;
    let line = text.lines().next()?.trim();
    let sentence = line.split_once(". ").map_or(line, |(first, _)| first);
    Some(sentence.trim_end_matches('.').to_owned()).filter(|text| !text.is_empty())
}
