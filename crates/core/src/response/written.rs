//! Rows that were written as JSON while they were mapped. They are sent as they are; single rows
//! and values are read from the text.
//!
//! They stand where they will be sent from: after the opening of the reply, in the buffer to which
//! the rest is appended.

use super::row::Row;
use super::typed::RowText;
use crate::room;
use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// What stands before the rows in a reply.
pub(crate) const OPENING: &str = "{\"result\":[";

/// Rows as JSON texts, in one text with commas between them.
#[derive(Clone, Debug)]
pub struct Written {
    /// The opening of a reply, then the rows.
    pub(crate) text: Vec<u8>,
    /// Where each row ends in it.
    pub(crate) ends: Vec<usize>,
    /// Where the vendor's record begins in each row, counted from the row's first byte; 0 where it has none, or where
    /// that is not known. Rows behind the last of these are not known either.
    pub(crate) remotes: Vec<usize>,
    unified: bool,
}

impl Written {
    /// An empty list, for unified rows or for the vendor's own records.
    pub(crate) fn new(unified: bool) -> Written {
        Written {
            text: OPENING.into(),
            ends: Vec::new(),
            remotes: Vec::new(),
            unified,
        }
    }

    /// Unified rows that were written elsewhere, each as a JSON text.
    pub fn of(texts: impl IntoIterator<Item = Vec<u8>>) -> Written {
        let mut rows = Written::new(true);
        texts.into_iter().for_each(|text| rows.push(&text));
        rows
    }

    /// Appends these rows.
    pub(crate) fn append(&mut self, more: Written) {
        if self.is_empty() {
            *self = more;
            return;
        }
        if more.is_empty() {
            return;
        }
        self.text.push(b',');
        let before = self.text.len();
        self.text.extend_from_slice(more.json());
        let ends = more.ends.iter().map(|end| before + end - OPENING.len());
        self.remotes.resize(self.ends.len(), 0);
        self.remotes.extend(&more.remotes);
        self.ends.extend(ends);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All rows, with commas between them.
    pub fn json(&self) -> &[u8] {
        self.text.get(OPENING.len()..).unwrap_or_default()
    }

    /// The opening of a reply and all rows, to which the rest of it can be appended.
    pub(crate) fn into_text(mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }

    /// The text of each row.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let first = std::iter::once(OPENING.len());
        let starts = first.chain(self.ends.iter().map(|end| end + 1));
        let ranges = starts.zip(&self.ends).map(|(start, end)| start..*end);
        ranges.filter_map(|range| self.text.get(range))
    }

    /// Each row, to be read as a type.
    pub fn each(&self) -> impl Iterator<Item = RowText<'_>> {
        let known = self.remotes.iter().map(|at| Some(*at).filter(|at| *at > 0));
        let remotes = known.chain(std::iter::repeat(None));
        let rows = self.texts().zip(remotes);
        rows.map(|(text, remote)| RowText::new(text, remote))
    }

    /// Appends one row.
    pub(crate) fn push(&mut self, row: &[u8]) {
        if !self.is_empty() {
            self.text.push(b',');
        }
        self.text.extend_from_slice(row);
        self.ends.push(self.text.len());
    }

    /// True if the rows have unified fields.
    pub(super) fn is_unified(&self) -> bool {
        self.unified
    }

    /// The rows as values.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.texts();
        rows.filter_map(|text| Row::read(text, self.unified))
            .collect()
    }
}

/// Rows that are not sent leave their buffer to the next page.
impl Drop for Written {
    fn drop(&mut self) {
        room::give(std::mem::take(&mut self.text));
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut rows = out.serialize_seq(Some(self.len()))?;
        for text in self.texts() {
            let row: &RawValue = serde_json::from_slice(text).map_err(S::Error::custom)?;
            rows.serialize_element(row)?;
        }
        rows.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::json::Json;

    fn written() -> Written {
        let mut rows = Written::new(true);
        rows.text
            .extend_from_slice(br#"{"a":"1","remote_data":{"x": 1.0}},{"a":null}"#);
        rows.ends = vec![11 + 34, 11 + 45];
        rows
    }

    #[test]
    fn rows_are_found_in_the_text() {
        let rows = written();
        let texts: Vec<&str> = rows
            .texts()
            .map(|text| std::str::from_utf8(text).unwrap())
            .collect();
        assert_eq!(
            texts,
            [r#"{"a":"1","remote_data":{"x": 1.0}}"#, r#"{"a":null}"#]
        );
        let rows = rows.rows();
        let [
            Row::Unified {
                fields,
                remote: Some(remote),
            },
            Row::Unified { remote: None, .. },
        ] = &rows[..]
        else {
            panic!("{rows:?}")
        };
        assert_eq!(fields.get("a"), Some(&Json::from("1")));
        assert_eq!(remote.get(), r#"{"x": 1.0}"#);
    }

    #[test]
    fn rows_are_put_after_others() {
        let mut rows = Written::new(true);
        rows.append(written());
        rows.append(Written::new(true));
        rows.append(written());
        let texts: Vec<&[u8]> = rows.texts().collect();
        let once: Vec<&[u8]> = vec![br#"{"a":"1","remote_data":{"x": 1.0}}"#, br#"{"a":null}"#];
        assert_eq!(texts, [&once[..], &once[..]].concat());
    }

    #[test]
    fn they_are_serialized_as_they_are() {
        let rows = written();
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            format!("[{}]", std::str::from_utf8(rows.json()).unwrap())
        );
    }
}
