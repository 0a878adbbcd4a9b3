//! The vendor's own record, beside the unified fields.

use crate::json::Json;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt;

/// The vendor's own record, as the bytes that it sent: nothing of it is read until it is asked for.
///
/// ```
/// use touchpoint_language::unified::Engagement;
/// let call: Engagement = serde_json::from_str(r#"{ "id": "7", "remote_data": { "id": 7, "cost": 1.50 } }"#)?;
/// let record = call.remote_data.ok_or("it was left out")?;
/// assert_eq!(record.as_str(), r#"{ "id": 7, "cost": 1.50 }"#);
/// assert_eq!(record.json()["cost"].to_string(), "1.50");
///
/// #[derive(serde::Deserialize)]
/// struct Billed { cost: f64 }
/// assert_eq!(record.read::<Billed>()?.cost, 1.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RemoteData(Box<RawValue>);

impl RemoteData {
    /// The record's JSON, byte for byte.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The record with the vendor's order and digits.
    pub fn json(&self) -> Json {
        // It has been read as JSON before.
        Json::parse(self.as_str()).unwrap_or(Json::Null)
    }

    /// The record as a type.
    ///
    /// # Errors
    /// It does not have the form of `T`.
    pub fn read<'s, T: Deserialize<'s>>(&'s self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

impl fmt::Debug for RemoteData {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Two are equal where their bytes are.
impl PartialEq for RemoteData {
    fn eq(&self, other: &RemoteData) -> bool {
        self.as_str() == other.as_str()
    }
}

impl TryFrom<&Json> for RemoteData {
    type Error = serde_json::Error;

    fn try_from(json: &Json) -> Result<RemoteData, serde_json::Error> {
        RawValue::from_string(json.to_string()).map(RemoteData)
    }
}

impl Serialize for RemoteData {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(out)
    }
}

/// Works only with `serde_json` as the deserializer.
impl<'de> Deserialize<'de> for RemoteData {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<RemoteData, D::Error> {
        Box::<RawValue>::deserialize(input).map(RemoteData)
    }
}
