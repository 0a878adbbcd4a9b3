//! One unified engagement: a call, an email, a meeting or a task of any CRM.

use super::remote_data::RemoteData;
use crate::json::{Json, Object};
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// One engagement, the same whatever CRM it came from.
///
/// ```json
/// { "id": "512", "owner": { "id": "9" }, "subject": "Discovery call", "engagement_type": "call",
///   "start_time": "2026-03-02T10:00:00Z", "contact": [{ "id": "501" }], "remote_data": { } }
/// ```
///
/// A field that the CRM does not have at all is absent; where it has nothing, the field is null,
/// or empty for lists.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "crm/engagements", extend("required" = ["id"]))]
#[serde(default)]
pub struct Engagement {
    /// The engagement's unique identifier, exactly as the CRM has it.
    pub id: String,
    /// The user the engagement belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Reference>,
    /// What was said or written: HTML where the CRM has HTML, else text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The engagement's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Which way it went.
    #[schemars(extend("x-words" = ["inbound", "outbound", "missed"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The kind of engagement: one of our words, else the CRM's own.
    #[schemars(extend("x-words" = ["call", "email", "meeting", "task"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engagement_type: Option<String>,
    /// Notes that only the owner's team sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_notes: Option<String>,
    /// The notes that belong to the engagement.
    #[schemars(with = "Vec<Reference>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<Reference>>,
    /// Where the engagement stands, in the CRM's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it began or is to begin, in UTC.
    #[schemars(extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// When it ended or is to end, in UTC.
    #[schemars(extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
    /// How long it took, in whole seconds.
    #[schemars(extend("format" = "duration-seconds"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The project it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Reference>,
    /// The company it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Reference>,
    /// The people it was with.
    #[schemars(with = "Vec<Reference>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Vec<Reference>>,
    /// The deals it is about.
    #[schemars(with = "Vec<Reference>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<Vec<Reference>>,
    /// The leads it was with.
    #[schemars(with = "Vec<Reference>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Vec<Reference>>,
    /// The phone numbers it was made to or from.
    #[schemars(with = "Vec<PhoneNumber>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_numbers: Option<Vec<PhoneNumber>>,
    /// When it was entered in the CRM, in UTC.
    #[schemars(extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed in the CRM, in UTC.
    #[schemars(extend("format" = "date-time"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// The fields that the account's overlay adds beside the model, each of its type. Absent where it adds none.
    #[schemars(skip)]
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "members")]
    pub custom: Option<Object>,
    /// The CRM's own record.
    #[schemars(with = "Option<Json>", extend("x-remote-data" = true))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_data: Option<RemoteData>,
}

/// Another record of the CRM, by its id: `{ "id": "501" }`.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(default)]
pub struct Reference {
    /// The other record's identifier, exactly as the CRM has it.
    pub id: Option<String>,
}

/// One phone number: `{ "id": "3", "number": "+3212345", "extension": null, "type": "mobile" }`.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(default)]
pub struct PhoneNumber {
    /// The phone number's identifier.
    pub id: Option<String>,
    /// The number itself.
    pub number: Option<String>,
    /// The extension to dial.
    pub extension: Option<String>,
    /// What kind of number it is, in the CRM's words.
    pub r#type: Option<String>,
}

/// Reads the account's own fields, numbers with their digits, which works only with `serde_json` as the
/// deserializer.
fn members<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Object>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(input)? else {
        return Ok(None);
    };
    match Json::parse(raw.get()).map_err(D::Error::custom)? {
        Json::Object(members) => Ok(Some(members)),
        other => Err(D::Error::custom(format!(
            "`custom` is an object, here is {other}"
        ))),
    }
}
