//! What a caller may filter engagements by. Which of them a CRM serves, its mapping says.

use super::Reference;
use schemars::JsonSchema;
use serde::Deserialize;

/// The caller's parameters of `crm/engagements`, beside the fields themselves.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Parameters {
    /// The company the engagements belong to.
    #[schemars(with = "Reference")]
    pub account: Option<Reference>,
    /// The person the engagements were with.
    #[schemars(with = "Reference", extend("x-same-as" = "contact_id"))]
    pub contact: Option<Reference>,
    /// The user the engagements belong to.
    #[schemars(with = "Reference")]
    pub owner: Option<Reference>,
    /// The kind of engagement.
    #[schemars(extend("x-words" = ["call", "email", "meeting", "task"]))]
    pub engagement_type: Option<String>,
    /// When the engagement was entered in the CRM.
    #[schemars(extend("format" = "date-time"))]
    pub created_at: Option<String>,
    /// When the engagement took place.
    #[schemars(extend("format" = "date-time"))]
    pub activity_date: Option<String>,
    /// The person the engagements were with.
    #[schemars(extend("x-same-as" = "contact.id"))]
    pub contact_id: Option<String>,
    /// The engagement's title.
    pub subject: Option<String>,
    /// The leads the engagements were with.
    pub lead: Vec<Reference>,
    /// When the engagement was last changed in the CRM.
    #[schemars(extend("format" = "date-time"))]
    pub updated_at: Option<String>,
    /// When the engagement began.
    #[schemars(extend("format" = "date-time"))]
    pub start_time: Option<String>,
    /// When the engagement ended.
    #[schemars(extend("format" = "date-time"))]
    pub end_time: Option<String>,
    /// The field to sort by, and which way: `sort_by[created_at]=desc`.
    #[schemars(extend("x-sortable" = ["created_at", "end_time", "subject"]))]
    pub sort_by: Option<String>,
}
