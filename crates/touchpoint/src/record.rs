//! One record of a list, typed, with its exact text and the place behind it.

use crate::checkpoint::Checkpoint;
use serde::de::DeserializeOwned;
use std::ops::Deref;
use touchpoint_core::response::{OwnedRow, RowText};
use touchpoint_language::unified::Engagement;

/// One record, which is used as the value that it holds.
///
/// ```
/// # fn shown(record: touchpoint::Record) {
/// println!("{} {:?}", record.id, record.start_time());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Record<T = Engagement> {
    value: T,
    json: String,
    checkpoint: Checkpoint,
}

impl<T> Record<T> {
    /// The place behind this record.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The record as the JSON that it was read from, `remote_data` with the vendor's own bytes: a line of
    /// NDJSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value and the place behind it.
    pub fn into_parts(self) -> (T, Checkpoint) {
        (self.value, self.checkpoint)
    }
}

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: DeserializeOwned> Record<T> {
    pub(crate) fn read(
        row: OwnedRow,
        at: usize,
        checkpoint: Checkpoint,
    ) -> Result<Record<T>, RecordFault> {
        Ok(Record {
            value: read(row.row(), at)?,
            json: row.into_text(),
            checkpoint,
        })
    }
}

/// A record that does not have the form of the type that it is read as.
///
/// ```text
/// record 3 (`id` 4101) is not of the form that it is read as: invalid type: map, expected a string
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("record {index}{} is not of the form that it is read as: {message}", shown(.id.as_deref()))]
#[non_exhaustive]
pub struct RecordFault {
    /// The record's place on its page, counted from 0.
    pub index: usize,
    /// The record's `id`, where it has one.
    pub id: Option<String>,
    /// What does not fit.
    pub message: String,
}

fn shown(id: Option<&str>) -> String {
    id.map(|id| format!(" (`id` {id})")).unwrap_or_default()
}

/// Reads the text of a record as a value.
pub(crate) fn read<T: DeserializeOwned>(row: RowText<'_>, index: usize) -> Result<T, RecordFault> {
    #[derive(serde::Deserialize)]
    struct WithId {
        #[serde(default)]
        id: Option<String>,
    }
    row.read().map_err(|fault| RecordFault {
        index,
        id: row.read::<WithId>().ok().and_then(|with| with.id),
        message: fault.to_string(),
    })
}
