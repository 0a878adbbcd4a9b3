//! One record before and after shaping, and what went wrong beside it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// One record as the run gives it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The unified fields, in the model's order.
    pub unified: Value,
    /// The vendor's record, its exact text.
    pub remote: Box<RawValue>,
}

/// One record as the caller gets it.
#[derive(Clone, Debug)]
pub enum Row {
    /// The unified fields, then the vendor's record as `remote_data` where it is wanted.
    Unified {
        /// The fields, in the model's order.
        fields: Map<String, Value>,
        /// The vendor's record.
        remote: Option<Box<RawValue>>,
    },
    /// The vendor's record alone.
    Remote(Box<RawValue>),
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Row::Remote(raw) => raw.serialize(out),
            Row::Unified { fields, remote } => {
                let mut map = out.serialize_map(None)?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                if let Some(remote) = remote {
                    map.serialize_entry("remote_data", remote)?;
                }
                map.end()
            }
        }
    }
}

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
