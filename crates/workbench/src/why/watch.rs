//! Looks on while pages are mapped, until the wanted record comes, and keeps what was seen of it.

use super::seen::{SeenElement, SeenExpr, SeenField, SeenSource, Text};
use std::sync::{Mutex, PoisonError};
use touchpoint_core::run::{PageAtHand, PageWatch};

/// What was seen of one field of one record.
#[derive(Clone, Debug)]
pub(super) struct SeenRecord {
    /// The case and the route by their positions.
    pub(super) chosen: (usize, usize),
    /// The body of the reply that has the record.
    pub(super) body: Vec<u8>,
    pub(super) record: Text,
    pub(super) value: Option<SeenExpr>,
    pub(super) sources: Vec<SeenSource>,
}

/// Looks for a record by its text.
#[derive(Debug)]
pub(super) struct RecordWatch {
    record: String,
    field: String,
    seen: Mutex<Option<SeenRecord>>,
}

impl RecordWatch {
    pub(super) fn new(record: &str, field: &str) -> RecordWatch {
        RecordWatch {
            record: record.to_owned(),
            field: field.to_owned(),
            seen: Mutex::new(None),
        }
    }

    /// What was seen, once it was.
    pub(super) fn seen(&self) -> Option<SeenRecord> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}

impl PageWatch for RecordWatch {
    fn page(&self, at_hand: &PageAtHand<'_>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_some() {
            return;
        }
        let PageAtHand {
            chosen,
            reply,
            page,
            facts,
        } = *at_hand;
        let mut records = page.records().enumerate();
        let Some((index, record)) =
            records.find(|(_, record)| page.as_it_came(record) == self.record)
        else {
            return;
        };
        let field = SeenField::new(&self.field, &reply.body);
        let text = field.text(record);
        let field = chosen.reader.observe(page, index, facts, field);
        *seen = Some(SeenRecord {
            chosen: (chosen.case_at, chosen.route_at),
            body: reply.body.clone(),
            record: text,
            value: field.value,
            sources: field.sources,
        });
    }
}

impl SeenSource {
    /// The elements that are written, in order.
    pub(super) fn taken(&self) -> impl Iterator<Item = &SeenElement> {
        let elements = self.elements.iter();
        elements.filter(|element| element.taken.unwrap_or(!self.has_elements))
    }
}
