//! The vendor's own record, beside the unified fields.

use crate::json::Json;
use serde::de::{self, Visitor};
use serde::ser::Error as _;
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
pub struct RemoteData(Box<str>);

impl RemoteData {
    /// The name under which it is asked of a deserializer. One that knows it may give its bytes, which are then taken
    /// for JSON as they are.
    pub const NAME: &str = "touchpoint::RemoteData";

    /// The record's JSON, byte for byte.
    pub fn as_str(&self) -> &str {
        &self.0
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
        RawValue::from_string(json.to_string()).map(RemoteData::from)
    }
}

impl From<Box<RawValue>> for RemoteData {
    fn from(raw: Box<RawValue>) -> RemoteData {
        RemoteData(raw.into())
    }
}

impl Serialize for RemoteData {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(S::Error::custom)?;
        raw.serialize(out)
    }
}

/// Works only with `serde_json` as the deserializer, and with what reads a page's records.
impl<'de> Deserialize<'de> for RemoteData {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<RemoteData, D::Error> {
        input.deserialize_newtype_struct(RemoteData::NAME, Whole)
    }
}

/// Takes the record as JSON, or as bytes that are known to be JSON.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = RemoteData;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the vendor's record")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, input: D) -> Result<RemoteData, D::Error> {
        Box::<RawValue>::deserialize(input).map(RemoteData::from)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<RemoteData, E> {
        let text = std::str::from_utf8(bytes).map_err(E::custom)?;
        Ok(RemoteData(text.into()))
    }
}
