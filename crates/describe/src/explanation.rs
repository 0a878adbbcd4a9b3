//! A mapping and what would be asked with it, as data to show.

use serde::Serialize;
use std::collections::BTreeMap;
use touchpoint_language::json::Json;

/// A mapping as it will be run.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The slug.
    pub integration: String,
    /// The name as people write it.
    pub label: String,
    /// What the records become.
    pub resource: String,
    /// The mapping's file.
    pub file: String,
    /// When the vendor ends what is asked, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<String>,
    /// The required parameters, where there was no query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// What would be sent, to each of the lists that are read as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<RequestShown>,
    /// Filter → what becomes of it.
    pub filters: BTreeMap<String, &'static str>,
    /// What the caller must give.
    pub rules: Vec<RuleShown>,
    /// The cases that are chosen; all where none is.
    pub cases: Vec<CaseShown>,
}

/// A request without its secrets.
#[derive(Debug, Serialize)]
pub struct RequestShown {
    /// The verb.
    pub method: String,
    /// The whole address.
    pub address: String,
    /// The query's pairs.
    pub query: Vec<(String, String)>,
    /// The headers; secrets are dots.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Json>,
}

/// One rule.
#[derive(Debug, Serialize)]
pub struct RuleShown {
    /// In words.
    pub says: String,
    /// Its place in the file.
    pub place: String,
}

/// One case.
#[derive(Debug, Serialize)]
pub struct CaseShown {
    /// Its name in the file.
    pub name: String,
    /// When it is chosen; always where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Its place in the file.
    pub place: String,
    /// Its routes, or the one that is taken.
    pub routes: Vec<RouteShown>,
    /// What the records become.
    pub fields: Vec<FieldShown>,
    /// The fields that other cases fill and this one does not.
    pub empty: Vec<String>,
    /// The paths that one walk over a record cannot read: each is evaluated by itself.
    pub read_apart: Vec<String>,
}

/// One route.
#[derive(Debug, Serialize)]
pub struct RouteShown {
    /// When it is taken; always where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The verb and the path, with its holes.
    pub line: String,
    /// Its place in the file.
    pub place: String,
    /// Where the records stand.
    pub records: String,
    /// How the list goes on.
    pub paging: Vec<String>,
    /// Parameter → how it is asked of the vendor.
    pub parameters: BTreeMap<String, String>,
}

/// One unified field.
#[derive(Debug, Serialize)]
pub struct FieldShown {
    /// Its dotted name.
    pub field: String,
    /// Where it comes from.
    pub from: String,
    /// Its place in the file.
    pub place: String,
}
