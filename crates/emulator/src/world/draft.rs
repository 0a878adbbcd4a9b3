//! A record, or an element or entry of one, while it is written.

use super::truth::KnownValue;
use std::collections::{BTreeMap, HashMap};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Expression;
use touchpoint_language::transform::{Transform, Value, read};

/// What is written so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) json: Json,
    /// The recorded one that it is modelled on: it shows which values are numbers.
    pub(crate) shape: Json,
    /// The name of a value → what is known of it; none where it is null. See [`leaf_name`].
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

/// The name of the value that an expression reads at a path: the path itself, unless the expression
/// changes the text that stands there.
pub(crate) fn leaf_name(e: &Expression, path: &str) -> String {
    if !e.scalar.is_read_as_text() {
        return path.to_owned();
    }
    let name = path.to_owned();
    e.reading().fold(name, |name, one| one.told(name))
}

/// The value that an expression gives for a text in a record.
pub(crate) fn leaf_of(e: &Expression, text: &str) -> Option<KnownValue> {
    let steps: Vec<&Transform> = e.reading().collect();
    let value = Value::Text(text.into());
    KnownValue::of(read(steps.iter().copied(), &e.scalar, e.empty, value).ok()??)
}
