//! What was found in a page → the rows that the caller gets, as JSON, and what is told beside them.

use super::emit::Emitter;
use super::output::{Literal, Output};
use super::program::Field;
use super::road::{Road, Scanned};
use crate::filter::{self, Check};
use crate::plan::{FieldFault, RecordFacts};
use crate::query::{Format, ListQuery};
use crate::response::{OPENING, Written};
use crate::room;
use serde_json::{Map, Value};

/// The rows of a page, and their faults with the row that they are about.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The rows.
    pub rows: Written,
    /// What is missing in them.
    pub faults: Vec<(usize, FieldFault)>,
    /// The record of the page at which the next row would be looked for.
    pub end: usize,
}

/// Whether rows can be written in the form that a caller wants. Those that are keyed, conformed or
/// cut inside are shaped as values.
pub fn fits(query: &ListQuery) -> bool {
    query.key_by.is_none()
        && match query.format {
            Format::Unified => query.exclude.iter().all(|path| !path.contains('.')),
            Format::Raw => query.exclude.is_empty(),
            Format::Normalized => false,
        }
}

impl Road {
    /// Maps the records of a page from one on, until there are `most` rows. Those that
    /// are skipped, or that fail a check, are not written.
    pub fn map(
        &self,
        page: &Scanned<'_>,
        start: usize,
        most: usize,
        facts: &RecordFacts<'_>,
        checks: &[Check],
        query: &ListQuery,
    ) -> Mapped {
        let raw = query.format == Format::Raw;
        let excluded = |name: &str| query.exclude.iter().any(|path| path == name);
        let remote = !raw && !query.ignore_remote_data && !excluded("remote_data");
        let remote_key = Literal::new(",\"remote_data\":".to_owned());
        let mut emitter = Emitter::new(&self.program, facts);
        let mut rows = Written::new(!raw);
        let mut faults = Vec::new();
        let size = OPENING.len() + page.size(start, most);
        let mut out = Output::new(room::used(size));
        out.reserve(size);
        out.text(OPENING);
        let whole = checks.is_empty() && remote && query.exclude.is_empty();
        let mut end = start;
        for slots in page.slots(start) {
            // A full page still looks for the record that the next one begins with.
            let full = rows.ends.len() >= most;
            if full && checks.is_empty() {
                break;
            }
            let Some(record) = slots.first() else {
                continue;
            };
            if emitter.skips(slots) {
                end += 1;
                continue;
            }
            let before = out.len();
            if !rows.ends.is_empty() {
                out.byte(b',');
            }
            if whole {
                end += 1;
                emitter.row(slots, record, &mut out);
                out.literal(&remote_key);
                out.text(record);
                out.byte(b'}');
                let row = rows.ends.len();
                faults.extend(emitter.scratch.faults.drain(..).map(|fault| (row, fault)));
                rows.ends.push(out.len());
                continue;
            }
            let start = out.len();
            out.byte(b'{');
            let mut checked = Map::new();
            emitter.record(slots, record, &mut out, &mut |field, from, out| {
                if checks.iter().any(|check| is_of(check, field)) {
                    checked.insert(field.name.clone(), value_of(field, from, out));
                }
                if excluded(&field.name) {
                    out.truncate(from);
                }
            });
            if !checks.is_empty() && !filter::holds(checks, &Value::Object(checked)) {
                out.truncate(before);
                emitter.scratch.faults.clear();
                end += 1;
                continue;
            }
            if full {
                out.truncate(before);
                break;
            }
            end += 1;
            if raw {
                out.truncate(start);
                out.text(record);
            } else {
                if remote {
                    out.comma();
                    out.text("\"remote_data\":");
                    out.text(record);
                }
                out.byte(b'}');
            }
            let row = rows.ends.len();
            faults.extend(emitter.scratch.faults.drain(..).map(|fault| (row, fault)));
            rows.ends.push(out.len());
        }
        rows.text = out.into_bytes();
        Mapped { rows, faults, end }
    }
}

/// Whether a check compares with this field or a member of it.
fn is_of(check: &Check, field: &Field) -> bool {
    check.field.split('.').next() == Some(field.name.as_str())
}

/// The value of a field that was just written from this place on.
fn value_of(field: &Field, from: usize, out: &Output) -> Value {
    let written = out.part(from..out.len());
    let written = written.strip_prefix(b",").unwrap_or(written);
    let value = written.strip_prefix(field.key.text().as_bytes());
    value
        .and_then(|json| serde_json::from_slice(json).ok())
        .unwrap_or_default()
}
