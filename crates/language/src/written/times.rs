//! The forms in which a vendor writes a time.

use super::TimeText;
use crate::json::{Json, from_json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// The forms in which a vendor writes a time: one, or several that are tried in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Times(pub Vec<TimeText>);

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let written = Json::deserialize(input)?;
        if let Json::String(form) = written {
            return Ok(Times(vec![TimeText(form)]));
        }
        from_json(written).map(Times).map_err(D::Error::custom)
    }
}

impl JsonSchema for Times {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Times".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = Value::from(TimeText::json_schema(generator));
        json_schema!({
            "description": "How the vendor writes the time: `rfc3339`, `unix_s`, `unix_ms`, `date`, or strptime letters; or a list of them, of which the first that fits is read.",
            "type": ["string", "array"],
            "if": { "type": "array" },
            "then": { "minItems": 2, "items": one },
            "else": one,
            "examples": ["rfc3339", ["rfc3339", "date"]]
        })
    }
}
