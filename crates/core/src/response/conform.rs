//! A unified record becomes exactly what the model declares: every field, each of its type,
//! nothing else.

use crate::query::is_instant;
use serde_json::{Map, Value};
use touchpoint_language::expr::text::as_text;
use touchpoint_language::model::{Field, Kind, Scalar};

/// The record with every declared field, in the model's order: null or an empty list where it has
/// nothing, or nothing of the type. Recursion is bounded by the model.
pub(super) fn conform(record: &Map<String, Value>, fields: &[Field]) -> Map<String, Value> {
    fields
        .iter()
        .map(|field| {
            let value = record.get(&field.name).unwrap_or(&Value::Null);
            (field.name.clone(), conform_one(value, &field.kind))
        })
        .collect()
}

fn conform_one(value: &Value, kind: &Kind) -> Value {
    match kind {
        Kind::Scalar(scalar) => as_text(value)
            .filter(|text| has_type(text, scalar))
            .map_or(Value::Null, Value::String),
        Kind::Object(fields) => value
            .as_object()
            .and_then(|members| not_all_null(conform(members, fields)))
            .unwrap_or(Value::Null),
        Kind::List(fields) => {
            let elements = value.as_array().into_iter().flatten();
            elements
                .filter_map(|element| not_all_null(conform(element.as_object()?, fields)))
                .collect()
        }
    }
}

fn not_all_null(members: Map<String, Value>) -> Option<Value> {
    let any = members.values().any(|value| !value.is_null());
    any.then_some(Value::Object(members))
}

fn has_type(text: &str, scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Text | Scalar::Word(_) => true,
        Scalar::Instant => is_instant(text),
        Scalar::Duration => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
    }
}
