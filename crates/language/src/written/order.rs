//! The order in which a list comes.

use super::PathText;
use crate::json::{Json, from_json};
use crate::model::Direction;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::json;
use std::borrow::Cow;

/// The order in which a list comes: unified field → direction, the most significant key first.
///
/// ```yaml
/// order: { created_at: desc, id: desc }
/// order: { activity_date: { desc: $.activity_date } }
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Order(pub IndexMap<String, OrderKey>);

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderKey {
    /// By a unified field.
    Field(Direction),
    /// By a value of the record that is no unified field, filtered by the parameter of that name.
    Path(Direction, PathText),
}

impl OrderKey {
    /// Which way.
    pub fn direction(&self) -> Direction {
        match self {
            OrderKey::Field(direction) | OrderKey::Path(direction, _) => *direction,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum ByPath {
    Asc(PathText),
    Desc(PathText),
}

impl<'de> Deserialize<'de> for OrderKey {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Json::deserialize(input)?;
        if value.as_str().is_some() {
            return from_json(value)
                .map(OrderKey::Field)
                .map_err(D::Error::custom);
        }
        let by: ByPath = from_json(value).map_err(D::Error::custom)?;
        Ok(match by {
            ByPath::Asc(path) => OrderKey::Path(Direction::Asc, path),
            ByPath::Desc(path) => OrderKey::Path(Direction::Desc, path),
        })
    }
}

impl JsonSchema for Order {
    fn schema_name() -> Cow<'static, str> {
        "Order".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let by = json!({
            "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
            "properties": { "asc": path, "desc": path }
        });
        json_schema!({
            "description": "In what order the list comes: unified field → `asc` or `desc`, or `{ desc: $.path }` where the vendor sorts by what is no unified field.",
            "type": "object", "minProperties": 1,
            "additionalProperties": {
                "type": ["string", "object"],
                "if": { "type": "string" }, "then": { "enum": ["asc", "desc"] }, "else": by
            },
            "examples": [{ "created_at": "desc", "id": "desc" }]
        })
    }
}
