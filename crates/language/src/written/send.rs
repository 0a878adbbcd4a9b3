//! What a request carries: fixed values, derived lists of names, and query texts as data.

use super::TemplateText;
use crate::json::{Json, from_json};
use crate::model::Direction;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// Where a value goes: a query parameter's name, or `{ body: name }`, `{ header: name }`.
#[derive(Clone, Debug, PartialEq)]
pub enum SendAs {
    /// In the query string, under this name.
    Query(String),
    /// In the JSON body, at this dotted name.
    Body(String),
    /// In a header.
    Header(String),
}

/// The written object behind the longer forms of [`SendAs`].
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct SendPlace {
    /// The dotted name of a member of the JSON body.
    #[serde(default)]
    #[schemars(with = "String")]
    body: Option<String>,
    /// The name of a header.
    #[serde(default)]
    #[schemars(with = "String")]
    header: Option<String>,
}

impl<'de> Deserialize<'de> for SendAs {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(name) => Ok(SendAs::Query(name)),
            other => match from_json(other).map_err(D::Error::custom)? {
                SendPlace {
                    body: Some(name),
                    header: None,
                } => Ok(SendAs::Body(name)),
                SendPlace {
                    header: Some(name),
                    body: None,
                } => Ok(SendAs::Header(name.to_lowercase())),
                _ => Err(D::Error::custom("exactly one of `body` and `header`")),
            },
        }
    }
}

impl JsonSchema for SendAs {
    fn schema_name() -> Cow<'static, str> {
        "SendAs".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut place = Value::from(SendPlace::json_schema(generator));
        if let Some(place) = place.as_object_mut() {
            place.insert(
                "oneOf".into(),
                serde_json::json!([{ "required": ["body"] }, { "required": ["header"] }]),
            );
        }
        json_schema!({
            "description": "Where a value goes: the name of a query parameter, or `{ body: name }`, `{ header: name }`.",
            "type": ["string", "object"], "examples": ["owner_id", { "body": "page.size" }],
            "if": { "type": "string" }, "then": { "minLength": 1 }, "else": place
        })
    }
}

/// One value that is sent: fixed, a template, or a list of names derived from the fields.
#[derive(Clone, Debug, PartialEq)]
pub enum SendValue {
    /// `true`, `50`, or a text with or without holes.
    Value(Json),
    /// `{ names_read_under: $.properties, join: "," }`
    Names(NamesRead),
}

/// The names that the fields read below a path: what the vendor must be asked for by name.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct NamesRead {
    /// The path below which the names stand.
    pub names_read_under: super::PathText,
    /// The text between the names; without it they are a list in a JSON body.
    #[serde(default)]
    #[schemars(with = "String")]
    pub join: Option<String>,
    /// Further names.
    #[serde(default)]
    pub and: Vec<String>,
}

impl<'de> Deserialize<'de> for SendValue {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Json::deserialize(input)?;
        if value.get("names_read_under").is_some() {
            return from_json(value)
                .map(SendValue::Names)
                .map_err(D::Error::custom);
        }
        Ok(SendValue::Value(value))
    }
}

impl JsonSchema for SendValue {
    fn schema_name() -> Cow<'static, str> {
        "SendValue".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let template = generator.subschema_for::<TemplateText>();
        let names = generator.subschema_for::<NamesRead>();
        json_schema!({
            "description": "A fixed value, a text with holes, or the names that the fields read below a path.",
            "type": ["string", "number", "boolean", "object"],
            "if": { "type": "string" }, "then": template,
            "else": { "if": { "type": "object" }, "then": names }
        })
    }
}

/// A query text in SOQL, as data. The columns that the fields read are selected; each condition is
/// quoted by its parameter's type; they are joined by `AND`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Soql {
    /// The query parameter that carries the text.
    #[schemars(with = "String")]
    pub send_as: Option<String>,
    /// The object that is queried.
    #[schemars(with = "String")]
    pub from: Option<String>,
    /// Column → the unified parameter, or parameters, that it is compared with.
    #[serde(rename = "where")]
    pub conditions: IndexMap<String, Option<Columns>>,
    /// Column → the value that it always has.
    pub always: IndexMap<String, Json>,
    /// The order: column → `asc` or `desc`.
    #[schemars(with = "IndexMap<String, Direction>")]
    pub order_by: IndexMap<String, Direction>,
}

/// The unified parameters that one column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns(pub Vec<String>);

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(name) => Ok(Columns(vec![name])),
            other => from_json(other).map(Columns).map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for Columns {
    fn schema_name() -> Cow<'static, str> {
        "Columns".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A unified parameter, or a list of them.",
            "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1
        })
    }
}
