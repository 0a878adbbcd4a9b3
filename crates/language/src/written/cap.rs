//! The most records that a vendor gives of one list, and the way on beyond them.

use crate::json::{Json, from_json};
use crate::model::Direction;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The vendor gives no more records than this of one list, however many there are. Where it sorts
/// by a time and filters by it, `window` leads on beyond the cap.
///
/// ```yaml
/// cap: 10000
/// cap: { records: 250000, window: by_order }
/// cap: { records: 250000, window: { by: created_at, order: desc } }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// How many records.
    pub records: u64,
    /// The way on beyond them.
    pub window: Option<Window>,
    /// True if the way on is by the first key of `order`: `window: by_order`.
    pub by_order: bool,
}

/// The rest of a list as a list of its own: the records from the last record's time on.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The unified time by which the vendor sorts the list, and filters.
    pub by: String,
    /// Which way it sorts.
    pub order: Direction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    records: u64,
    window: Json,
}

impl<'de> Deserialize<'de> for Cap {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Json::deserialize(input)?;
        if let Some(records) = value.as_u64() {
            return Ok(Cap {
                records,
                window: None,
                by_order: false,
            });
        }
        let long: Long = from_json(value).map_err(D::Error::custom)?;
        let by_order = long.window.as_str() == Some("by_order");
        let window = if by_order {
            None
        } else {
            Some(from_json(long.window).map_err(D::Error::custom)?)
        };
        Ok(Cap {
            records: long.records,
            window,
            by_order,
        })
    }
}

impl JsonSchema for Cap {
    fn schema_name() -> Cow<'static, str> {
        "Cap".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let window = Value::from(Window::json_schema(generator));
        let says = "The rest as a list of its own: of what comes after the last record's time. `by_order`: by the first key of `order`, whose time stands in a unified field or at its path.";
        let window = json!({
            "description": says, "type": ["string", "object"],
            "if": { "type": "string" }, "then": { "enum": ["by_order"] }, "else": window
        });
        json_schema!({
            "description": "The vendor gives no more records than this of one list, however many there are.",
            "type": ["integer", "object"],
            "minimum": 1,
            "required": ["records", "window"],
            "additionalProperties": false,
            "properties": {
                "records": { "type": "integer", "minimum": 1, "description": "How many records." },
                "window": window
            }
        })
    }
}
