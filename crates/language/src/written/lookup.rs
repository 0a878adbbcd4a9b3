//! Tables that ids are looked up in: in the reply itself, or asked for.

use super::{Paging, PathText, RequestText, TemplateText, WaitText};
use crate::json::{Json, from_json};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;

/// One table, chosen by its key: `in_reply`, `once`, `batch` or `each`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [
    { "required": ["in_reply"] }, { "required": ["once"] }, { "required": ["batch"] }, { "required": ["each"] }
]))]
pub struct Lookup {
    /// The entries stand beside the records, at this path of the reply.
    #[schemars(with = "PathText")]
    pub in_reply: Option<PathText>,
    /// The entries are asked for once per account, and kept.
    #[schemars(with = "RequestText")]
    pub once: Option<RequestText>,
    /// The entries are asked for by their keys, many at once.
    #[schemars(with = "RequestText")]
    pub batch: Option<RequestText>,
    /// Each entry is asked for by itself: one request per record. The caller must opt in.
    #[schemars(with = "RequestText")]
    pub each: Option<RequestText>,
    /// How long the entries are kept.
    #[schemars(with = "WaitText")]
    pub keep: Option<WaitText>,
    /// What is sent in the query string. A list repeats the name; in a batch, an element that reads
    /// `lookup.key` is written once for each key.
    pub send: IndexMap<String, TableValue>,
    /// The JSON body of the request. `lookup.keys` holds the keys asked for. In a batch, an element of
    /// a list that reads `lookup.key` is written once for each key.
    pub body: Option<Json>,
    /// How a table that is asked for `once` goes on, where it has pages. All of them are read.
    #[schemars(with = "Paging")]
    pub paging: Option<Paging>,
    /// The path of the entries in the reply.
    #[schemars(with = "PathText")]
    pub entries: Option<PathText>,
    /// The paths that make up an entry's key.
    #[schemars(with = "Vec<PathText>", extend("minItems" = 1))]
    pub key: Option<Vec<PathText>>,
    /// What it means if the table has no entry for a key: `fault` (the default) for a warning, or
    /// `nothing`.
    #[schemars(with = "Missing")]
    pub otherwise: Option<Missing>,
    /// A path that has a value in an entry of which there is more than came: the page is then
    /// partial, and says so.
    #[schemars(with = "PathText")]
    pub more: Option<PathText>,
    /// How many keys one batch may ask for, or how many requests run at once.
    #[schemars(with = "u32", range(min = 1))]
    pub at_most: Option<u32>,
}

/// One value in the query string of a table's request. A list repeats the name.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct TableValue(pub Json);

impl JsonSchema for TableValue {
    fn schema_name() -> Cow<'static, str> {
        "TableValue".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let template = generator.subschema_for::<TemplateText>();
        json_schema!({
            "description": "A fixed value, a text with holes, or a list: then the name is repeated, and in a batch an element with `{{ lookup.key }}` is written for each key.",
            "type": ["string", "number", "boolean", "array"], "minItems": 1,
            "examples": ["{{ lookup.keys }}", ["{{ lookup.key }}"]],
            "if": { "type": "string" }, "then": template,
            "else": { "items": { "type": ["string", "number", "boolean"], "if": { "type": "string" }, "then": template } }
        })
    }
}

/// What it means if a table has no entry for a key.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Missing {
    /// The fields are null, and the reply says so in a warning.
    #[default]
    Fault,
    /// There is nothing: the fields are null, a list is empty.
    Nothing,
}

/// How a parameter's value is looked up before it is sent.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// The table.
    pub lookup: String,
    /// The path that is compared with the value. Of several entries with it all are sent, where `in` is among
    /// the parameter's operators; else the call is refused.
    pub find: PathText,
    /// True if upper and lower case are ignored where no entry is written like the value.
    #[serde(default)]
    pub ignore_case: bool,
    /// What is sent of the entry found: a path, or an object of paths.
    pub give: Give,
}

/// What is sent of the entry found.
#[derive(Clone, Debug, PartialEq)]
pub enum Give {
    /// `$.id`
    One(PathText),
    /// `{ id: $.id, category: $.category }`
    Object(IndexMap<String, PathText>),
}

impl<'de> Deserialize<'de> for Give {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(path) => Ok(Give::One(PathText(path))),
            other => from_json(other).map(Give::Object).map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for Give {
    fn schema_name() -> Cow<'static, str> {
        "Give".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        json_schema!({
            "description": "What is sent of the entry found: a path, or an object of paths.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": { "additionalProperties": path }
        })
    }
}
