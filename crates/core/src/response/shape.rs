//! Mapped and filtered records become rows in the form the caller wants. The order is fixed: the
//! key is read, fields are excluded, remote data is dropped, rows are keyed.

use super::conform::conform;
use super::exclude::exclude;
use super::raw::{key_text, unified_key_text, without};
use super::record::{Record, Row, Warning};
use super::rows::Rows;
use crate::query::{Format, ListQuery};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use touchpoint_language::model::Model;

/// Rows, and what was lost on the way to them.
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
    /// Puts a page that came later, of the same query, after this one.
    pub(crate) fn append(&mut self, more: Shaped) {
        self.rows.append(more.rows);
        self.count += more.count;
        self.warnings.extend(more.warnings);
    }
}

/// Shapes one page. Under `raw`, key and excluded fields name members of the vendor's record;
/// else they name unified fields.
pub fn shape(records: Vec<Record>, query: &ListQuery, model: &Model) -> Shaped {
    let paths: Vec<&str> = query.exclude.iter().map(String::as_str).collect();
    let count = records.len();
    let mut keys = Vec::new();
    let mut rows = Vec::with_capacity(count);
    for record in records {
        let (key, row) = shape_one(record, query, &paths, model);
        keys.push(key);
        rows.push(row);
    }
    let Some(field) = &query.key_by else {
        return Shaped {
            rows: Rows::List(rows),
            count,
            warnings: Vec::new(),
        };
    };
    let mut keyed = IndexMap::new();
    let mut without_key = 0_usize;
    for (key, row) in keys.into_iter().zip(rows) {
        match key {
            Some(key) => _ = keyed.insert(key, row),
            None => without_key += 1,
        }
    }
    Shaped {
        rows: Rows::Keyed(keyed),
        count,
        warnings: left_out(without_key, field).into_iter().collect(),
    }
}

fn shape_one(
    record: Record,
    query: &ListQuery,
    paths: &[&str],
    model: &Model,
) -> (Option<String>, Row) {
    let key_by = query.key_by.as_deref();
    let Record { unified, remote } = record;
    if query.format == Format::Raw {
        let key = key_by.and_then(|path| key_text(&remote, path));
        let cut = (!paths.is_empty()).then(|| without(&remote, paths));
        return (key, Row::Remote(cut.flatten().unwrap_or(remote)));
    }
    let mut fields = match unified {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let normalized = query.format == Format::Normalized;
    if normalized {
        fields = conform(&fields, &model.fields);
    }
    let key = key_by.and_then(|path| unified_key_text(&fields, path));
    if !paths.is_empty() {
        exclude(&mut fields, paths);
    }
    let drop_remote = normalized || query.ignore_remote_data || paths.contains(&"remote_data");
    let remote = (!drop_remote).then_some(remote);
    (key, Row::Unified { fields, remote })
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
