//! What the records are and how they are asked for, with the routes to them.

use super::{
    AddedBody, AddedValue, Directions, Ends, Fields, Grammar, Order, Paging, ParameterCondition,
    Parameters, PathText, RecordCondition, Records, RequestText, SendAs, SendValue, Soql,
    TemplateText,
};
use crate::json::Json;
use crate::model::Operator;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;

/// What the records are and how they are asked for. In a case that is laid over `shared`, any key
/// may be missing; `~` takes a shared one away.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    /// The parameters for which this case is chosen.
    #[schemars(with = "ParameterCondition")]
    pub when: Option<ParameterCondition>,
    /// When the vendor ends what is asked here.
    #[schemars(with = "Option<Ends>")]
    pub ends: Option<Ends>,
    /// The verb and the path below `base_url`.
    #[schemars(with = "RequestText")]
    pub request: Option<RequestText>,
    /// Several routes to the same records, chosen by `when`; instead of `request`. A case with a `request` of its own
    /// leaves those of `shared` away.
    #[schemars(with = "Option<Vec<Route>>", extend("minItems" = 1))]
    pub routes: Option<Vec<Route>>,
    /// Headers of this request.
    pub headers: IndexMap<String, Option<TemplateText>>,
    /// What is always sent in the query string. A value whose template names something absent is
    /// left out.
    pub send: IndexMap<String, Option<SendValue>>,
    /// The JSON body of the request. Texts are templates, and one whole hole keeps its type.
    pub body: Option<Json>,
    /// The query text, as data.
    #[schemars(with = "Option<Soql>")]
    pub soql: Option<Soql>,
    /// The grammar of the query text.
    #[schemars(with = "Option<Grammar>")]
    pub grammar: Option<Grammar>,
    /// What the query text always says: column → the value that it has, a list of values, or
    /// `{ ne: 2 }`.
    pub clauses: IndexMap<String, Option<Always>>,
    /// In what order the list comes.
    #[schemars(with = "Option<Order>")]
    pub order: Option<Order>,
    /// Unified parameter → how we ask for it.
    pub parameters: Parameters,
    /// How the vendor sorts.
    #[schemars(with = "Option<Sort>")]
    pub sort: Option<Sort>,
    /// How the list goes on.
    #[schemars(with = "Option<Paging>")]
    pub paging: Option<Paging>,
    /// Where the reply holds the records: a path, or the first of several.
    #[schemars(with = "Option<Records>")]
    pub records: Option<Records>,
    /// The path of what the page counts, where that is not the records.
    #[schemars(with = "Option<PathText>")]
    pub counts: Option<PathText>,
    /// Records that are left out: those of which this holds. Paging still counts them.
    #[schemars(with = "Option<RecordCondition>")]
    pub skip: Option<RecordCondition>,
    /// Unified field ← where it comes from.
    pub fields: Fields,
}

/// One route to a case's records, laid over the case.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Route {
    /// The parameters for which this route is taken.
    #[schemars(with = "ParameterCondition")]
    pub when: Option<ParameterCondition>,
    /// When the vendor ends what is asked here.
    #[schemars(with = "Option<Ends>")]
    pub ends: Option<Ends>,
    /// The verb and the path below `base_url`.
    #[schemars(with = "RequestText")]
    pub request: Option<RequestText>,
    /// Headers of this request.
    pub headers: IndexMap<String, Option<TemplateText>>,
    /// What is always sent in the query string.
    pub send: IndexMap<String, Option<SendValue>>,
    /// The JSON body of the request.
    pub body: Option<Json>,
    /// The query text, as data.
    #[schemars(with = "Option<Soql>")]
    pub soql: Option<Soql>,
    /// The grammar of the query text.
    #[schemars(with = "Option<Grammar>")]
    pub grammar: Option<Grammar>,
    /// What the query text always says: column → the value that it has, a list of values, or
    /// `{ ne: 2 }`.
    pub clauses: IndexMap<String, Option<Always>>,
    /// In what order the list comes.
    #[schemars(with = "Option<Order>")]
    pub order: Option<Order>,
    /// Unified parameter → how we ask for it.
    pub parameters: Parameters,
    /// How the vendor sorts.
    #[schemars(with = "Option<Sort>")]
    pub sort: Option<Sort>,
    /// How the list goes on.
    #[schemars(with = "Option<Paging>")]
    pub paging: Option<Paging>,
    /// Where the reply holds the records: a path, or the first of several.
    #[schemars(with = "Option<Records>")]
    pub records: Option<Records>,
    /// The path of what the page counts, where that is not the records.
    #[schemars(with = "Option<PathText>")]
    pub counts: Option<PathText>,
    /// Unified field ← where it comes from on this route, where that differs.
    pub fields: Fields,
}

/// How the vendor sorts: how the field and the direction are sent.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Sort {
    /// Where it is sent, as one text: the direction's text and the name.
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// What it adds to the query string, with the holes `field` and `direction`.
    #[schemars(extend("minProperties" = 1))]
    pub send: IndexMap<String, AddedValue>,
    /// What it adds to the JSON body, with the holes `field` and `direction`.
    #[schemars(with = "AddedBody")]
    pub body: Option<AddedBody>,
    /// Unified field → the vendor's name of it.
    #[schemars(extend("minProperties" = 1))]
    pub fields: IndexMap<String, String>,
    /// The words that `{{ direction }}` stands for; `asc` and `desc` unless said.
    #[schemars(with = "Directions")]
    pub directions: Option<Directions>,
    /// The text before the name when the order is ascending.
    pub ascending: String,
    /// The text before the name when the order is descending.
    pub descending: String,
    /// It is beyond the contract's page.
    pub extra: bool,
}

/// What a column always is: one value, any of a list, or a comparison: `{ ne: 2 }`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Always(pub Json);

impl JsonSchema for Always {
    fn schema_name() -> Cow<'static, str> {
        "AlwaysClause".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = Operator::ALL.map(Operator::word);
        let scalar = json!({ "type": ["string", "number", "boolean"] });
        json_schema!({
            "description": "The value that a column always has, a list of values, or a comparison: `{ ne: 2 }`.",
            "type": ["string", "number", "boolean", "array", "object"],
            "minItems": 1, "items": scalar, "minProperties": 1,
            "propertyNames": { "enum": words },
            "additionalProperties": { "type": ["string", "number", "boolean", "array"], "items": scalar },
            "examples": [false, ["call", "email"], { "ne": 2 }]
        })
    }
}
