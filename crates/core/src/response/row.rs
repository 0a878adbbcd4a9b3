//! One record as the caller gets it, as a value.

use indexmap::IndexMap;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use touchpoint_language::json::{Json, Object};

/// One record as the caller gets it.
#[derive(Clone, Debug)]
pub enum Row {
    /// The unified fields, then the vendor's record as `remote_data` where it is wanted.
    Unified {
        /// The fields, in the model's order.
        fields: Object,
        /// The vendor's record.
        remote: Option<Box<RawValue>>,
    },
    /// The vendor's record alone.
    Remote(Box<RawValue>),
}

impl Row {
    /// Reads a row that was written: of unified fields, or of the vendor's record alone.
    pub(super) fn read(text: &[u8], unified: bool) -> Option<Row> {
        if !unified {
            let raw = serde_json::from_slice::<&RawValue>(text).ok()?;
            return Some(Row::Remote(raw.to_owned()));
        }
        let mut members: IndexMap<String, &RawValue> = serde_json::from_slice(text).ok()?;
        let remote = members.shift_remove("remote_data").map(ToOwned::to_owned);
        let fields = members.into_iter().map(|(name, value)| {
            let value: Json = Json::parse(value.get()).ok()?;
            Some((name, value))
        });
        let fields = fields.collect::<Option<Object>>()?;
        Some(Row::Unified { fields, remote })
    }
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
