//! The records of a reply, in one of the three forms in which they come.

use super::record::Row;
use super::written::Written;
use indexmap::IndexMap;
use serde::Serialize;
use std::borrow::Cow;

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
