//! What was found in a page → the rows that the caller gets, as JSON, and the warnings beside them.

use super::bounds::Bounds;
use super::raw::key_text;
use super::shape::{Becomes, RowShape};
use super::written::{OPENING, Written};
use crate::filter::{self, Check, Ending, Watch};
use crate::query::{Format, ListQuery};
use crate::record::{FieldFault, RecordFacts};
use crate::room;
use crate::scan::{Literal, Output, PageReader, Scanned};
use touchpoint_language::document::Pointer;
use touchpoint_language::model::Model;

/// What the rows of a page must be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'q> {
    /// The form of its rows.
    pub query: &'q ListQuery,
    /// The unified model.
    pub model: &'q Model,
    /// The checks that a record must satisfy.
    pub checks: &'q [Check],
    /// Where the order of the list ends its reading.
    pub ending: Option<&'q Ending>,
    /// The dotted unified field whose text is given for each row.
    pub order_by: Option<&'q str>,
}

/// The rows of a page, and what is known about them.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The rows.
    pub rows: Written,
    /// The key of each, where the caller wants them keyed.
    pub keys: Vec<Option<String>>,
    /// The faults of fields, each with its row.
    pub faults: Vec<(usize, FieldFault)>,
    /// Lists of which the vendor has more than came, each field once. Records that a check left out
    /// count too, as the check has not seen their whole list.
    pub cut: Vec<FieldFault>,
    /// For each row the text of the `order_by` field, and the position in the page of the record
    /// after it.
    pub places: Vec<(Option<String>, usize)>,
    /// The position in the page at which the next row would be looked for.
    pub end: usize,
    /// What the times of the records say about the list's order.
    pub(crate) watch: Watch,
}

impl Mapped {
    fn tell(&mut self, row: usize, fault: FieldFault) {
        if !fault.is_cut() {
            self.faults.push((row, fault));
        } else if !self.cut.contains(&fault) {
            self.cut.push(fault);
        }
    }
}

/// Which records of a page are mapped.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The position of the first.
    pub start: usize,
    /// The most rows that are made of it and those after it.
    pub most: usize,
}

/// Maps the records of a part of a page. Records that are
/// skipped, or that fail a check, are not written.
pub fn map(
    reader: &PageReader,
    page: &Scanned<'_>,
    part: Part,
    facts: &RecordFacts<'_>,
    wanted: Wanted<'_>,
) -> Mapped {
    map_within(reader, page, part, facts, wanted, Bounds::none())
}

/// Maps the records of a page as [`map`], within some bounds.
pub(crate) fn map_within(
    reader: &PageReader,
    page: &Scanned<'_>,
    Part { start, most }: Part,
    facts: &RecordFacts<'_>,
    wanted: Wanted<'_>,
    bounds: Bounds<'_>,
) -> Mapped {
    let Wanted {
        query,
        model,
        checks,
        ending: _,
        order_by,
    } = wanted;
    let shape = RowShape::new(query, model);
    let as_written = shape.is_plain() && checks.is_empty() && order_by.is_none();
    let remote_data = Literal::key("remote_data");
    let mut emitter = reader.emitter(facts);
    let mut mapped = Mapped {
        rows: Written::new(query.format != Format::Raw),
        keys: Vec::new(),
        faults: Vec::new(),
        cut: Vec::new(),
        places: Vec::new(),
        end: start,
        watch: Watch::default(),
    };
    let size = bounds.reserve(OPENING.len() + page.size(start, most));
    let mut out = Output::new(room::used(size));
    out.reserve(size);
    out.text(OPENING);
    for slots in page.slots(start) {
        // A full page still looks for the record that the next one begins with.
        let row = mapped.rows.ends.len();
        let full = row >= most;
        if full && checks.is_empty() {
            break;
        }
        if mapped.end > start && bounds.are_reached(out.len()) {
            break;
        }
        let Some(record) = slots.first() else {
            continue;
        };
        if emitter.skips(slots) {
            mapped.end += 1;
            continue;
        }
        let before = out.len();
        if row > 0 {
            out.byte(b',');
        }
        let start = out.len();
        emitter.row(slots, record, &mut out);
        let remote_at;
        if as_written {
            out.key(&remote_data);
            remote_at = out.len() - start;
            out.text(&page.as_it_came(record));
            out.byte(b'}');
        } else {
            out.byte(b'}');
            let fields = std::str::from_utf8(out.part(start..out.len())).unwrap_or_default();
            let is_wanted = is_wanted(&wanted, fields, &mut mapped.watch);
            if is_wanted && full {
                out.truncate(before);
                emitter.faults().for_each(drop);
                break;
            }
            if !is_wanted {
                out.truncate(before);
                for fault in emitter.faults().filter(FieldFault::is_cut) {
                    mapped.tell(row, fault);
                }
                mapped.end += 1;
                continue;
            }
            if let Some(field) = order_by {
                let text = key_text(fields, field);
                mapped.places.push((text, mapped.end + 1));
            }
            let (key, becomes) = shape.row(fields, record);
            if query.key_by.is_some() {
                mapped.keys.push(key);
            }
            let remote = shape.with_remote.then_some(&remote_data);
            remote_at = write_row(&mut out, start, &becomes, &page.as_it_came(record), remote);
        }
        if page.was_mended(record) {
            mapped.faults.push((row, mended_fault()));
        }
        mapped.end += 1;
        for fault in emitter.faults() {
            mapped.tell(row, fault);
        }
        mapped.rows.ends.push(out.len());
        mapped.rows.remotes.push(remote_at);
    }
    mapped.rows.text = out.into_bytes();
    mapped
}

/// True if the caller wants a record with these fields. What its time says about the list's order is noted.
fn is_wanted(wanted: &Wanted<'_>, fields: &str, watch: &mut Watch) -> bool {
    if let Some(ending) = wanted.ending {
        let time = key_text(fields, &ending.field);
        watch.see(ending, time.as_deref());
    }
    filter::holds(wanted.checks, fields)
}

/// Writes a row in the form that the caller wants. Its fields stand in `out` already, from `start` on; `remote` is the
/// key of the vendor's record, where that stands behind them. Gives where that record begins in the row, 0 where there
/// is none.
fn write_row(
    out: &mut Output,
    start: usize,
    becomes: &Becomes,
    came: &str,
    remote: Option<&Literal>,
) -> usize {
    let text = match becomes {
        Becomes::Fields => None,
        Becomes::Remote => Some(came),
        Becomes::Text(text) => Some(text.as_str()),
    };
    if let Some(text) = text {
        out.truncate(start);
        out.text(text);
    }
    let Some(remote) = remote else { return 0 };
    out.reopen();
    out.key(remote);
    let at = out.len() - start;
    out.text(came);
    out.byte(b'}');
    at
}

/// The fault of a record with a text that had to be repaired.
fn mended_fault() -> FieldFault {
    FieldFault {
        code: "not_quite_text",
        message: "half a character, a control character or a byte that is no UTF-8 stands in a text of the \
                  record; it is read as U+FFFD or as an escape"
            .to_owned(),
        field: String::new(),
        remote: None,
        pointer: Pointer::new(),
    }
}

/// Every record of a page with the texts of some of its dotted unified fields; true for records that are left
/// out.
pub(crate) fn texts_of<'b, const N: usize>(
    reader: &PageReader,
    page: &Scanned<'b>,
    facts: &RecordFacts<'_>,
    fields: [&str; N],
) -> Vec<(&'b str, bool, [Option<String>; N])> {
    let mut emitter = reader.emitter(facts);
    let mut out = Output::new(Vec::new());
    let mut found = Vec::new();
    for slots in page.slots(0) {
        let Some(record) = slots.first().copied() else {
            continue;
        };
        out.truncate(0);
        emitter.row(slots, record, &mut out);
        out.byte(b'}');
        emitter.faults().for_each(drop);
        let row = std::str::from_utf8(out.part(0..out.len())).unwrap_or_default();
        let texts = fields.map(|field| key_text(row, field));
        found.push((record, emitter.skips(slots), texts));
    }
    found
}
