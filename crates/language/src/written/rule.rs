//! What the caller must give. Rules are checked before any call, all at once.

use super::{ParameterCondition, WaitText};
use crate::json::{Json, from_json};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;

/// One rule, chosen by its key: `required`, `at_least_one_of`, `exactly_one_of`, `needs` or
/// `span`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [
    { "required": ["required"] }, { "required": ["at_least_one_of"] }, { "required": ["exactly_one_of"] },
    { "required": ["needs"] }, { "required": ["span"] }
]))]
pub struct Rule {
    /// The parameter that must be given.
    #[schemars(with = "String")]
    pub required: Option<String>,
    /// When it applies; always, unless said.
    #[schemars(with = "ParameterCondition")]
    pub when: Option<ParameterCondition>,
    /// When it does not apply.
    #[schemars(with = "ParameterCondition")]
    pub unless: Option<ParameterCondition>,
    /// The parameters of which at least one must be given. `remote_query.x` names what the caller
    /// hands to the vendor.
    #[schemars(with = "Vec<String>", extend("minItems" = 2))]
    pub at_least_one_of: Option<Vec<String>>,
    /// The parameters of which exactly one must be given. `remote_query.x` names what the caller
    /// hands to the vendor.
    #[schemars(with = "Vec<String>", extend("minItems" = 2))]
    pub exactly_one_of: Option<Vec<String>>,
    /// Parameter → the one that must be given with it.
    #[schemars(with = "IndexMap<String, String>")]
    pub needs: Option<IndexMap<String, String>>,
    /// Two times that must be in order and not too far apart.
    #[schemars(with = "TimeSpan")]
    pub span: Option<TimeSpan>,
    /// What the contract's page says: one sentence, or one for each parameter.
    #[schemars(with = "Note")]
    pub note: Option<Note>,
}

/// A window between two times.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Span")]
pub struct TimeSpan {
    /// The parameter that is the earlier time.
    pub from: String,
    /// The parameter that is the later time.
    pub to: String,
    /// How far apart they may be.
    pub at_most: WaitText,
}

/// What the contract's page says of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// The same of every parameter.
    All(String),
    /// Parameter → sentence.
    Each(IndexMap<String, String>),
}

impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(text) => Ok(Note::All(text)),
            other => from_json(other).map(Note::Each).map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for Note {
    fn schema_name() -> Cow<'static, str> {
        "Note".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What the contract's page says: one sentence, or one for each parameter.",
            "type": ["string", "object"], "additionalProperties": { "type": "string" }
        })
    }
}
