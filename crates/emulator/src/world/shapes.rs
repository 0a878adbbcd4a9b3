//! The recorded records of an integration, by case. They show what its records look like.

use std::collections::HashMap;
use touchpoint_language::json::{Json, Object};

/// Case → its recorded records.
#[derive(Clone, Debug, Default)]
pub struct Shapes(pub(crate) HashMap<String, Vec<Json>>);

impl Shapes {
    /// The recorded records of a case.
    pub(crate) fn of_case(&self, name: &str) -> &[Json] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How many values a record has that are not null.
pub(crate) fn fullness(value: &Json) -> usize {
    match value {
        Json::Null => 0,
        Json::Object(members) => members.values().map(fullness).sum(),
        Json::Array(items) => items.iter().map(fullness).sum(),
        _ => 1,
    }
}

/// A record with its members in the order of the recorded one; further ones come last.
pub(crate) fn in_order_of(shape: &Json, value: Json) -> Json {
    let (Json::Object(shape), Json::Object(mut members)) = (shape, value.clone()) else {
        return value;
    };
    let mut ordered = Object::new();
    for (name, inner) in shape {
        if let Some(own) = members.shift_remove(name) {
            ordered.insert(name.clone(), in_order_of(inner, own));
        }
    }
    ordered.append(&mut members);
    Json::Object(ordered)
}

/// True if nothing was recorded.
pub(crate) fn is_blank(shape: &Json) -> bool {
    match shape {
        Json::Null => true,
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}
