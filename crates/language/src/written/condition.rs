//! Conditions: a map from what is looked at to what it must be. All must hold, and one of the alternatives.

use crate::json::Object;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// What a value must be: one value, any of a list, or a word.
fn wants() -> Value {
    serde_json::json!({
        "type": ["string", "number", "boolean", "null", "array"],
        "items": { "type": ["string", "number", "boolean"] },
        "minItems": 1,
        "description": "The value it must have, a list of allowed values, or one of the words `given`, `absent`, `null`; of a path or header also `filled`, which is given and no empty text."
    })
}

/// Alternatives: bare names that must be given, and maps of lines.
fn alternatives(keys: &str) -> Value {
    serde_json::json!({
        "type": "array", "minItems": 1,
        "description": "Alternatives, of which one must hold: each a map of lines, or a bare name that must be given.",
        "items": {
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": { "pattern": keys },
            "else": { "minProperties": 1, "propertyNames": { "pattern": keys }, "additionalProperties": wants() }
        }
    })
}

macro_rules! conditions {
    ($($(#[doc = $doc:literal])+ $name:ident, $keys:literal, $example:tt;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, Deserialize, PartialEq)]
        #[serde(transparent)]
        pub struct $name(pub Object);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let description = [$($doc),+].map(str::trim).join(" ");
                json_schema!({
                    "type": "object", "minProperties": 1, "description": description,
                    "properties": { "any": alternatives($keys) },
                    "propertyNames": { "pattern": format!("^any$|{}", $keys) },
                    "additionalProperties": wants(), "examples": [$example]
                })
            }
        }
    )+};
}

conditions! {
    /// Holds when the caller's parameters are as said. Every line must hold; `created_at.gte: given` looks for a filter with that operator, `merge: true` holds where the list is read in a merge, and of what stands under `any` one must hold.
    ParameterCondition, ".", { "engagement_type": "call" };
    /// Holds when the record's values are as said: path on the left, value on the right. Every line must hold, and of what stands under `any` one.
    RecordCondition, r"^(record\.)?\$", { "$.parent.type": "company" };
    /// Holds when the reply is as said: `status`, `header.x` or a path into the body on the left. Every line must hold, and of what stands under `any` one.
    ReplyCondition, r"^(status$|header\.|\$)", { "status": 401 };
}
