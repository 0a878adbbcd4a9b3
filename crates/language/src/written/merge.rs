//! Several cases that are read as one list.

use super::{Case, ParameterCondition};
use crate::model::Direction;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

/// Several cases that are read as one list, ordered by a time.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The condition under which they are read as one list.
    pub when: ParameterCondition,
    /// The cases, by their names. Each one's list must come in this order from the vendor.
    #[schemars(extend("minItems" = 2))]
    pub cases: Vec<String>,
    /// The cases that take part for some calls alone, each with the parameters for which it does.
    #[serde(default)]
    pub only_when: IndexMap<String, ParameterCondition>,
    /// The unified field whose time orders the records; as the cases' `order` says, unless said.
    #[serde(default)]
    #[schemars(with = "String")]
    pub by: Option<String>,
    /// Which way.
    #[serde(default)]
    #[schemars(with = "Direction")]
    pub order: Option<Direction>,
    /// What is laid over each of these cases when they are read as one, such as another route to the
    /// same records that comes in this order.
    #[serde(default)]
    #[schemars(schema_with = "laid_over")]
    pub laid_over: Option<Box<Case>>,
}

/// A case's keys, except `when`.
fn laid_over(generator: &mut SchemaGenerator) -> Schema {
    let mut case = Value::from(Case::json_schema(generator));
    if let Some(properties) = case.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("when");
    }
    if let Some(case) = case.as_object_mut() {
        let says = "What is laid over each of these cases when they are read as one; `~` takes a key away.";
        case.insert("description".to_owned(), says.into());
    }
    Schema::try_from(case).unwrap_or_default()
}
