//! How the records are asked for and what they become: one case, or several over shared parts.

use super::{Case, Merge, Rule};
use crate::json::{Json, from_json};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// The list: its rules, and either one case written directly, or `cases` laid over `shared`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// What the caller must give, checked before any call.
    pub rules: Vec<Rule>,
    /// Several cases that are read as one list.
    pub merge: Option<Merge>,
    /// What every case is laid over.
    pub shared: Case,
    /// The cases, chosen by `when`; empty when the one case stands in the list itself.
    pub cases: IndexMap<String, Case>,
}

/// The written object behind a [`List`] with cases.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct ListOfCases {
    /// What the caller must give, checked before any call.
    #[serde(default)]
    rules: Vec<Rule>,
    /// Several cases that are read as one list.
    #[serde(default)]
    #[schemars(with = "Merge")]
    merge: Option<Merge>,
    /// What every case is laid over, one level deep.
    #[serde(default)]
    shared: Case,
    /// The cases, by a name of yours. Exactly one `when` must hold for every query that the rules
    /// allow.
    #[schemars(extend("minProperties" = 1))]
    cases: IndexMap<String, Case>,
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut value = Json::deserialize(input)?;
        if value.get("cases").is_some() {
            let list: ListOfCases = from_json(value).map_err(D::Error::custom)?;
            return Ok(List {
                rules: list.rules,
                merge: list.merge,
                shared: list.shared,
                cases: list.cases,
            });
        }
        let rules = match &mut value {
            Json::Object(list) => list.shift_remove("rules"),
            _ => None,
        };
        let rules = rules.map(from_json).transpose().map_err(D::Error::custom)?;
        let only: Case = from_json(value).map_err(D::Error::custom)?;
        Ok(List {
            rules: rules.unwrap_or_default(),
            merge: None,
            shared: only,
            cases: IndexMap::new(),
        })
    }
}

impl JsonSchema for List {
    fn schema_name() -> Cow<'static, str> {
        "List".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let cases = Value::from(ListOfCases::json_schema(generator));
        let rules = cases
            .pointer("/properties/rules")
            .cloned()
            .unwrap_or_default();
        let mut one = Value::from(Case::json_schema(generator));
        if let Some(properties) = one.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove("when");
            properties.insert("rules".to_owned(), rules);
        }
        json_schema!({
            "description": "How the records are asked for and what they become: one case, or `cases` laid over `shared`.",
            "type": "object",
            "if": { "required": ["cases"] }, "then": cases,
            "else": { "if": { "required": ["shared"] }, "then": cases, "else": one }
        })
    }
}
