//! What the records are and how they are asked for, with the roads to them.

use super::{
    Fields, Paging, ParameterCondition, Parameters, PathText, RecordCondition, Records,
    RequestText, SendAs, SendValue, Soql, TemplateText,
};
use crate::json::Json;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

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
    pub body: Option<Json>,
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
    pub body: Option<Json>,
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
    /// Where the reply holds the records: a path, or the first of several.
    #[schemars(with = "Option<Records>")]
    pub records: Option<Records>,
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
