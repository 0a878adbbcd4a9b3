//! The whole file.

use super::{Connection, Ends, List, Lookup, PatternText};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// How one CRM is asked, and what its answers become. Read from top to bottom, it follows the call.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The version of this language. It is 1.
    #[schemars(extend("const" = 1))]
    pub mapping: u32,
    /// The integration's slug: lower case, words joined by hyphens.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"), extend("examples" = ["acme-crm"]))]
    pub integration: String,
    /// The integration's name as people write it.
    #[schemars(length(min = 1), extend("examples" = ["Acme CRM"]))]
    pub label: String,
    /// The unified resource that the records become.
    #[schemars(extend("examples" = ["crm/engagements"]))]
    pub resource: String,
    /// `extra` for an integration that the contract's page does not list: it is then listed apart.
    #[serde(default)]
    #[schemars(with = "Page")]
    pub page: Option<Page>,
    /// When the vendor ends the whole API.
    #[serde(default)]
    #[schemars(with = "Ends")]
    pub ends: Option<Ends>,
    /// What callers should know of this vendor and no field shows, a sentence each: on its coverage page
    /// and in meta.
    #[serde(default)]
    #[schemars(inner(length(min = 1)), extend("examples" = [["What was said is Markdown."]]))]
    pub notes: Vec<String>,
    /// The variables that each connected account must bring. Templates read them as `context.name`.
    #[serde(default)]
    pub context: IndexMap<String, ContextVariable>,
    /// Where the vendor is, how it knows us, what it says when it refuses.
    pub connection: Connection,
    /// Tables that ids are looked up in.
    #[serde(default)]
    pub lookups: IndexMap<String, Lookup>,
    /// How the records are asked for and what they become.
    pub list: List,
}

/// How an integration relates to the contract's page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Page {
    /// The page does not list it.
    Extra,
}

/// One variable of an account.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct ContextVariable {
    /// The regular expression that the whole value must match.
    pub pattern: Option<PatternText>,
    /// The value when the account brings none.
    #[schemars(with = "String")]
    pub default: Option<String>,
    /// A value as it may look, for messages.
    #[schemars(with = "String")]
    pub example: Option<String>,
    /// The member of the token answer that holds it.
    #[schemars(with = "String")]
    pub from_token: Option<String>,
}
