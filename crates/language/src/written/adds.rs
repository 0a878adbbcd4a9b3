//! What a filter adds to the request: parts of the query string, the body, the headers or the query
//! text.

use super::{SendAs, TemplateText};
use crate::json::Json;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;

/// What a filter adds to the request: at most one of its three forms is written.
#[derive(Clone, Copy, Debug)]
pub struct Adds<'w> {
    /// The short form: one value under one name.
    pub send_as: Option<&'w SendAs>,
    /// What goes into the query string.
    pub send: &'w IndexMap<String, AddedValue>,
    /// What goes into the JSON body.
    pub body: Option<&'w AddedBody>,
    /// What goes into the headers.
    pub headers: &'w IndexMap<String, TemplateText>,
    /// What goes into the query text.
    pub clause: Option<&'w Clause>,
}

impl Adds<'_> {
    /// True if nothing is written.
    pub fn is_empty(&self) -> bool {
        self.send_as.is_none() && !self.has_parts() && self.clause.is_none()
    }

    /// True if it adds parts to the request.
    pub fn has_parts(&self) -> bool {
        !self.send.is_empty() || self.body.is_some() || !self.headers.is_empty()
    }
}

/// One value that a filter adds to the query string. A list repeats the name; an element of it with
/// `{{ value }}` is written once for each value.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct AddedValue(pub Json);

impl JsonSchema for AddedValue {
    fn schema_name() -> Cow<'static, str> {
        "AddedValue".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let template = generator.subschema_for::<TemplateText>();
        json_schema!({
            "description": "A fixed value, a text with holes (`{{ value }}`, `{{ gte }}`), or a list: then the name is repeated, and an element with `{{ value }}` is written for each value.",
            "type": ["string", "number", "boolean", "array"], "minItems": 1,
            "examples": ["{{ value }}", ["{{ value }}"]],
            "if": { "type": "string" }, "then": template,
            "else": { "items": { "type": ["string", "number", "boolean"], "if": { "type": "string" }, "then": template } }
        })
    }
}

/// What a filter adds to the JSON body. An element of a list with `{{ value }}` is written once for
/// each value, and the lists of several filters are joined.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct AddedBody(pub Json);

impl JsonSchema for AddedBody {
    fn schema_name() -> Cow<'static, str> {
        "AddedBody".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What it adds to the JSON body: texts may have holes (`{{ value }}`). An element of a list with `{{ value }}` is written for each value.",
            "type": "object", "minProperties": 1,
            "examples": [{ "parent": { "type": "person", "id": "{{ value }}" } }]
        })
    }
}

/// What a filter adds to the query text: a column, a text with a hole, or JSON; of a list, at least
/// one must hold.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Clause(pub Json);

impl Clause {
    /// Its alternatives, one unless it is a list.
    pub fn alternatives(&self) -> &[Json] {
        match &self.0 {
            Json::Array(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}

impl JsonSchema for Clause {
    fn schema_name() -> Cow<'static, str> {
        "Clause".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = json!({ "type": ["string", "object"], "minLength": 1, "minProperties": 1 });
        json_schema!({
            "description": "What it adds to the query text, where `{{ clauses }}` stands: the column that it is compared with, a text with a hole that stands as it is, or JSON; of a list any may hold.",
            "type": ["string", "object", "array"], "minLength": 1, "minProperties": 1, "minItems": 1,
            "items": one,
            "examples": ["CreatedDate", "since_time=={{ value }}", ["TaskSubtype", "Type"]]
        })
    }
}
