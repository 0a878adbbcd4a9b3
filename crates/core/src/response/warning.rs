//! What went wrong beside the records of a reply.

use serde::Serialize;

/// One thing that went wrong without stopping the reply.
///
/// ```json
/// { "code": "…", "message": "`placed_at` is no time that can be read", "record": 3, "pointer": "/date" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Warning {
    /// A stable word or number for programs.
    pub code: String,
    /// What is missing and why.
    pub message: String,
    /// The record it is about, counted from 0 on this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<usize>,
    /// Where in the vendor's record, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The unified field, dotted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Where in the mapping's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}
