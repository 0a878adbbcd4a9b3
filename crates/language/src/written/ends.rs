//! When the vendor ends an API.

use super::DayText;
use schemars::JsonSchema;
use serde::Deserialize;

/// When the vendor ends this API, and where it says so.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// The first day on which it is not promised any more: `2027-08-31`.
    pub on: DayText,
    /// The vendor's page that says so.
    #[schemars(regex(pattern = r"^https?://"), extend("examples" = ["https://acme.example/sunset"]))]
    pub see: String,
    /// What serves instead, or what to do until then.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1), extend("examples" = ["an account with `api: v3` in its context"]))]
    pub instead: Option<String>,
}
