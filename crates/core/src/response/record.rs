//! One record before and after shaping, and what went wrong beside it.

use super::written::Written;
use indexmap::IndexMap;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;

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

/// The records of a reply.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Rows {
    /// In the vendor's order.
    List(Vec<Row>),
    /// By the value of the field that the caller named.
    Keyed(IndexMap<String, Row>),
    /// In the vendor's order, as JSON already.
    Written(Written),
}

impl Default for Rows {
    fn default() -> Rows {
        Rows::List(Vec::new())
    }
}

impl Rows {
    /// Puts the rows of a page that came later after these. Both are in the form of one query.
    pub(crate) fn append(&mut self, more: Rows) {
        match (self, more) {
            (Rows::Written(rows), Rows::Written(more)) => rows.append(more),
            (Rows::Keyed(rows), Rows::Keyed(more)) => rows.extend(more),
            (Rows::List(rows), more) => rows.extend(more.all().into_owned()),
            (rows, more) => {
                let mut all = rows.all().into_owned();
                all.extend(more.all().into_owned());
                *rows = Rows::List(all);
            }
        }
    }

    /// The rows without their keys.
    pub fn all(&self) -> Cow<'_, [Row]> {
        match self {
            Rows::List(rows) => Cow::Borrowed(rows),
            Rows::Keyed(rows) => rows.values().cloned().collect(),
            Rows::Written(rows) => Cow::Owned(rows.rows()),
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
