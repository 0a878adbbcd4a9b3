//! A record, or an element or entry of one, while it is written.

use super::truth::KnownValue;
use std::collections::{BTreeMap, HashMap};
use touchpoint_language::json::Json;

/// What is written so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) json: Json,
    /// The recorded one that it is made like: it says which values are numbers.
    pub(crate) shape: Json,
    /// The text of a path → what is known of the value there; none where it is null.
    pub(crate) leaves: HashMap<String, Option<KnownValue>>,
    /// Table → the entry whose key the record has.
    pub(crate) entries: HashMap<String, Option<usize>>,
    /// How many instants were written.
    pub(crate) moments: u64,
    /// Table → the record's own key there, and its own entry.
    pub(crate) links: BTreeMap<String, (String, Link)>,
}

/// The entry of a record in one table, while it is written; none where the table has none.
pub(crate) type Link = Option<Box<Draft>>;

impl Draft {
    /// One that begins with this value.
    pub(crate) fn of(json: Json) -> Draft {
        Draft {
            json,
            ..Draft::default()
        }
    }

    /// One that begins as a copy of what was recorded.
    pub(crate) fn like(shape: Json) -> Draft {
        Draft {
            json: shape.clone(),
            shape,
            ..Draft::default()
        }
    }
}
