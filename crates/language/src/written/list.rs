//! How the records are asked for and what they become: one case, or several over shared parts.

use super::{
    Fields, Merge, Paging, ParameterCondition, Parameters, PathText, RecordCondition, RequestText,
    Rule, SendAs, SendValue, Soql, TemplateText,
};
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
        let mut value = Value::deserialize(input)?;
        if value.get("cases").is_some() {
            let list: ListOfCases = serde_json::from_value(value).map_err(D::Error::custom)?;
            return Ok(List {
                rules: list.rules,
                merge: list.merge,
                shared: list.shared,
                cases: list.cases,
            });
        }
        let rules = value
            .as_object_mut()
            .and_then(|list| list.shift_remove("rules"));
        let rules = rules
            .map(serde_json::from_value)
            .transpose()
            .map_err(D::Error::custom)?;
        let only: Case = serde_json::from_value(value).map_err(D::Error::custom)?;
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
            properties.shift_remove("when");
            properties.shift_insert(0, "rules".to_owned(), rules);
        }
        json_schema!({
            "description": "How the records are asked for and what they become: one case, or `cases` laid over `shared`.",
            "type": "object",
            "if": { "required": ["cases"] }, "then": cases,
            "else": { "if": { "required": ["shared"] }, "then": cases, "else": one }
        })
    }
}

/// What the records are and how they are asked for. In a case that is laid over `shared`, any key
/// may be missing; `~` takes a shared one away.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    /// The parameters for which this case is chosen.
    #[schemars(with = "ParameterCondition")]
    pub when: Option<ParameterCondition>,
    /// The verb and the path below `base_url`.
    #[schemars(with = "RequestText")]
    pub request: Option<RequestText>,
    /// Several roads to the same records, chosen by `when`; instead of `request`.
    #[schemars(with = "Vec<Route>", extend("minItems" = 1))]
    pub routes: Option<Vec<Route>>,
    /// Headers of this request.
    pub headers: IndexMap<String, Option<TemplateText>>,
    /// What is always sent in the query string. A value whose template names something absent is
    /// left out.
    pub send: IndexMap<String, Option<SendValue>>,
    /// The JSON body of the request. Texts are templates, and one whole hole keeps its type.
    pub body: Option<Value>,
    /// The query text, as data.
    #[schemars(with = "Option<Soql>")]
    pub soql: Option<Soql>,
    /// Unified parameter → how we ask for it.
    pub parameters: Parameters,
    /// How the remote sorts.
    #[schemars(with = "Option<Sort>")]
    pub sort: Option<Sort>,
    /// How the list goes on.
    #[schemars(with = "Option<Paging>")]
    pub paging: Option<Paging>,
    /// The path of the records in the reply.
    #[schemars(with = "Option<PathText>")]
    pub records: Option<PathText>,
    /// The path of what the page counts, where that is not the records.
    #[schemars(with = "Option<PathText>")]
    pub counts: Option<PathText>,
    /// Records that are left out: those of which this holds. Paging still counts them.
    #[schemars(with = "Option<RecordCondition>")]
    pub skip: Option<RecordCondition>,
    /// Unified field ← where it comes from.
    pub fields: Fields,
}

/// One road to a case's records, laid over the case.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Route {
    /// The parameters for which this road is taken.
    #[schemars(with = "ParameterCondition")]
    pub when: Option<ParameterCondition>,
    /// The verb and the path below `base_url`.
    #[schemars(with = "RequestText")]
    pub request: Option<RequestText>,
    /// Headers of this request.
    pub headers: IndexMap<String, Option<TemplateText>>,
    /// What is always sent in the query string.
    pub send: IndexMap<String, Option<SendValue>>,
    /// The JSON body of the request.
    pub body: Option<Value>,
    /// The query text, as data.
    #[schemars(with = "Option<Soql>")]
    pub soql: Option<Soql>,
    /// Unified parameter → how we ask for it.
    pub parameters: Parameters,
    /// How the remote sorts.
    #[schemars(with = "Option<Sort>")]
    pub sort: Option<Sort>,
    /// How the list goes on.
    #[schemars(with = "Option<Paging>")]
    pub paging: Option<Paging>,
    /// The path of the records in the reply.
    #[schemars(with = "Option<PathText>")]
    pub records: Option<PathText>,
    /// The path of what the page counts, where that is not the records.
    #[schemars(with = "Option<PathText>")]
    pub counts: Option<PathText>,
}

/// How the remote sorts: one parameter that names the field and the direction.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// Where it is sent.
    pub send_as: SendAs,
    /// Unified field → the remote's name of it.
    #[schemars(extend("minProperties" = 1))]
    pub fields: IndexMap<String, String>,
    /// The text before the name when the order is ascending.
    #[serde(default)]
    pub ascending: String,
    /// The text before the name when the order is descending.
    #[serde(default)]
    pub descending: String,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SortDirection {
    /// The smallest or oldest first.
    Asc,
    /// The largest or newest first.
    Desc,
}
