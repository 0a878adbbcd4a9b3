//! Conditions: a map from what is looked at to what it must be. All must hold.

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
        "description": "The value it must have, a list of allowed values, or one of the words `given`, `absent`, `null`."
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
                    "propertyNames": { "pattern": $keys },
                    "additionalProperties": wants(), "examples": [$example]
                })
            }
        }
    )+};
}

conditions! {
    /// Holds when the caller's parameters are as said. Every line must hold.
    ParameterCondition, ".", { "engagement_type": "call" };
    /// Holds when the record's values are as said: path on the left, value on the right.
    RecordCondition, r"^(record\.)?\$", { "$.parent.type": "company" };
    /// Holds when the reply is as said: `status`, `header.x` or a path into the body on the left.
    ReplyCondition, r"^(status$|header\.|\$)", { "status": 401 };
}
