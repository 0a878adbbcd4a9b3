//! Turns the text of a record's unified fields into its row, in the form that the caller wants. The
//! order is fixed: the key is read, fields are excluded, remote data is dropped, rows are keyed.

use super::conform::conform;
use super::raw::{key_text, without};
use super::rows::{Keyed, Rows};
use super::warning::Warning;
use super::written::Written;
use crate::query::{Format, ListQuery};
use std::borrow::Cow;
use touchpoint_language::model::Model;

/// Rows, and the warnings of their making.
#[derive(Clone, Debug, Default)]
pub struct Shaped {
    /// The rows.
    pub rows: Rows,
    /// How many records there were, before keying.
    pub count: usize,
    /// Records that could not be keyed, counted in one warning.
    pub warnings: Vec<Warning>,
}

impl Shaped {
    /// Rows in the form of a query, with the key of each where the query wants them keyed.
    pub(crate) fn new(rows: Written, keys: Vec<Option<String>>, query: &ListQuery) -> Shaped {
        let count = rows.len();
        let Some(field) = &query.key_by else {
            return Shaped {
                rows: Rows::Written(rows),
                count,
                warnings: Vec::new(),
            };
        };
        let (keyed, without_key) = Keyed::of(&rows, keys);
        Shaped {
            rows: Rows::Keyed(keyed),
            count,
            warnings: left_out(without_key, field).into_iter().collect(),
        }
    }

    /// Appends a later page of the same query.
    pub(crate) fn append(&mut self, more: Shaped) {
        self.rows.append(more.rows);
        self.count += more.count;
        self.warnings.extend(more.warnings);
    }
}

/// What a row of a query looks like.
pub(super) struct RowShape<'q> {
    query: &'q ListQuery,
    model: &'q Model,
    excluded: Vec<&'q str>,
    /// True if the vendor's record stands behind the fields.
    pub(super) with_remote: bool,
}

/// What a record's fields become in its row.
pub(super) enum Becomes {
    /// They stay as they are written.
    Fields,
    /// The vendor's record takes their place.
    Remote,
    /// This text takes their place.
    Text(String),
}

impl<'q> RowShape<'q> {
    pub(super) fn new(query: &'q ListQuery, model: &'q Model) -> RowShape<'q> {
        let excluded: Vec<&str> = query.exclude.iter().map(String::as_str).collect();
        let unified = query.format == Format::Unified;
        RowShape {
            with_remote: unified && !query.ignore_remote_data && !excluded.contains(&"remote_data"),
            query,
            model,
            excluded,
        }
    }

    /// True if a row is just the fields followed by the vendor's record.
    pub(super) fn is_plain(&self) -> bool {
        self.with_remote && self.excluded.is_empty() && self.query.key_by.is_none()
    }

    /// What a record's fields become, and its key where rows are keyed. Under `raw`, key and
    /// excluded fields name members of the vendor's record; else they name unified fields.
    pub(super) fn row(&self, fields: &str, remote: &str) -> (Option<String>, Becomes) {
        let (row, as_is) = match self.query.format {
            Format::Raw => (Cow::Borrowed(remote), Becomes::Remote),
            Format::Unified => (Cow::Borrowed(fields), Becomes::Fields),
            Format::Normalized => {
                let text = conform(fields, &self.model.fields);
                (Cow::Owned(text.clone()), Becomes::Text(text))
            }
        };
        let key_by = self.query.key_by.as_deref();
        let key = key_by.and_then(|path| key_text(&row, path));
        let cut = (!self.excluded.is_empty()).then(|| without(&row, &self.excluded));
        (key, cut.flatten().map_or(as_is, Becomes::Text))
    }
}

fn left_out(count: usize, field: &str) -> Option<Warning> {
    let (records, are) = match count {
        0 => return None,
        1 => ("1 record has".to_owned(), "is"),
        many => (format!("{many} records have"), "are"),
    };
    Some(Warning {
        code: "without_key".to_owned(),
        message: format!("{records} no `{field}` to be keyed by and {are} not in `result`"),
        field: Some(field.to_owned()),
        ..Warning::default()
    })
}

#[cfg(test)]
mod tests;
