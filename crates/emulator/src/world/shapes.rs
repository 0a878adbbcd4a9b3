//! The recorded records of an integration, by case: what its records look like.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// Case → its recorded records.
#[derive(Clone, Debug, Default)]
pub struct Shapes(pub(crate) HashMap<String, Vec<Value>>);

impl Shapes {
    /// The recorded records of a case.
    pub(crate) fn of_case(&self, name: &str) -> &[Value] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How many values a record has that are not null.
pub(crate) fn fullness(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Object(members) => members.values().map(fullness).sum(),
        Value::Array(items) => items.iter().map(fullness).sum(),
        _ => 1,
    }
}

/// A record with its members in the order of the recorded one; further ones come last.
pub(crate) fn in_order_of(shape: &Value, value: Value) -> Value {
    let (Value::Object(shape), Value::Object(mut members)) = (shape, value.clone()) else {
        return value;
    };
    let mut ordered = Map::new();
    for (name, inner) in shape {
        if let Some(own) = members.shift_remove(name) {
            ordered.insert(name.clone(), in_order_of(inner, own));
        }
    }
    ordered.append(&mut members);
    Value::Object(ordered)
}

/// True if nothing was recorded.
pub(crate) fn is_blank(shape: &Value) -> bool {
    match shape {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
