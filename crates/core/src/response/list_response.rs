//! Turns shaped records into the reply's body, in the contract's key order.

use super::rows::Rows;
use super::shape::Shaped;
use super::warning::Warning;
use super::written::OPENING;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One page, as the caller gets it.
///
/// ```json
/// { "result": [], "next_cursor": null, "prev_cursor": null, "result_count": 0 }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListResponse {
    /// The records.
    pub result: Rows,
    /// Where the list goes on; absent at its end.
    pub next_cursor: Option<String>,
    /// How many records the page has, before keying.
    pub result_count: usize,
    /// True if the page lacks data that the vendor has.
    pub is_partial_response: bool,
    /// What went wrong beside the records.
    pub warnings: Vec<Warning>,
}

impl ListResponse {
    /// The reply with these records and the cursor of the next page.
    pub fn new(shaped: Shaped, next_cursor: Option<String>) -> ListResponse {
        ListResponse {
            result: shaped.rows,
            next_cursor,
            result_count: shaped.count,
            is_partial_response: false,
            warnings: shaped.warnings,
        }
    }

    /// The reply as JSON; `remote_data` keeps the vendor's bytes. Rows that were written as JSON are
    /// not copied.
    pub fn into_json(mut self) -> Vec<u8> {
        let rows = std::mem::take(&mut self.result);
        let Rows::Written(rows) = rows else {
            self.result = rows;
            return self.to_json();
        };
        self.closed(rows.into_text())
    }

    /// The reply as JSON, as [`ListResponse::into_json`].
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let Rows::Written(rows) = &self.result else {
            // Every key is a text, and writing to memory does not fail.
            let _ = serde_json::to_writer(&mut out, self);
            return out;
        };
        out.reserve(rows.json().len() + 512);
        out.extend_from_slice(OPENING.as_bytes());
        out.extend_from_slice(rows.json());
        self.closed(out)
    }

    /// Closes the list of rows and appends what stands beside it.
    fn closed(&self, mut out: Vec<u8>) -> Vec<u8> {
        out.extend_from_slice(b"],");
        // The rest has members of its own, so a comma stands before it and its brace is opened.
        let mut rest = Vec::new();
        let _ = serde_json::to_writer(&mut rest, &Beside(self));
        out.extend(rest.into_iter().skip(1));
        out
    }
}

impl Serialize for ListResponse {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(None)?;
        map.serialize_entry("result", &self.result)?;
        self.beside(&mut map)?;
        map.end()
    }
}

/// What stands beside the rows.
struct Beside<'r>(&'r ListResponse);

impl Serialize for Beside<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(None)?;
        self.0.beside(&mut map)?;
        map.end()
    }
}

impl ListResponse {
    fn beside<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("next_cursor", &self.next_cursor)?;
        map.serialize_entry("prev_cursor", &None::<String>)?;
        map.serialize_entry("result_count", &self.result_count)?;
        if self.is_partial_response {
            map.serialize_entry("is_partial_response", &true)?;
        }
        if !self.warnings.is_empty() || self.is_partial_response {
            map.serialize_entry("warnings", &self.warnings)?;
        }
        Ok(())
    }
}
