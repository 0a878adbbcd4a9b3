//! The bodies of `/connect/{integration}`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The body of `POST /connect/{integration}`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewLink {
    /// An account that is connected again; a new one is added unless said.
    pub(crate) account: Option<String>,
    /// A name of the account, for people.
    pub(crate) label: Option<String>,
    /// The customer that the account belongs to, in your own words.
    pub(crate) tenant_id: Option<String>,
    /// The variables that the mapping needs and the vendor does not tell.
    pub(crate) context: IndexMap<String, String>,
    /// Where the browser goes when it is done, with `account_id` in the query; else it is told on a
    /// page.
    pub(crate) return_url: Option<String>,
    /// How long the link is good, in seconds: an hour unless said, a week at most.
    #[schemars(range(min = 1, max = 604_800))]
    pub(crate) expires_in: Option<i64>,
}

/// The reply of `POST /connect/{integration}`.
#[derive(JsonSchema, Serialize)]
pub(crate) struct ConnectLink {
    /// What the person opens. It works once.
    pub(crate) url: String,
    /// When it ends, in UTC.
    #[schemars(extend("format" = "date-time"))]
    pub(crate) expires_at: String,
}
