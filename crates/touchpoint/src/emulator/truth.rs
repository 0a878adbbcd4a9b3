//! What the vendor knows of a record, apart from how it writes it: values by unified field.

use jiff::{SignedDuration, Timestamp};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One value as it is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// A text.
    Text(String),
    /// An instant.
    At(Timestamp),
    /// A duration in milliseconds.
    Ms(i64),
}

/// What is known of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// The values by dotted unified field; none where it is null.
    pub fields: BTreeMap<String, Vec<Known>>,
    /// When it happened, for windows that are no filter on the record's own times.
    pub happened: Timestamp,
}

impl Known {
    /// Whether a unified record's text says this.
    pub fn is(&self, text: &str) -> bool {
        match self {
            Known::Text(own) => own == text,
            Known::At(at) => text.parse::<Timestamp>().is_ok_and(|told| told == *at),
            Known::Ms(ms) => (ms / 1000).to_string() == text,
        }
    }

    /// Its order against a value that a caller wrote; none where they cannot be compared.
    pub fn against(&self, text: &str) -> Option<Ordering> {
        match self {
            Known::Text(own) => Some(own.as_str().cmp(text)),
            Known::At(at) => Some(at.cmp(&instant(text)?)),
            Known::Ms(ms) => Some((ms / 1000).cmp(&text.parse().ok()?)),
        }
    }

    /// Whether it equals a value that a caller wrote: a plain date is that whole UTC day.
    pub fn equals(&self, text: &str) -> bool {
        match self {
            Known::At(at) if text.len() == 10 => instant(text).is_some_and(|start| {
                let after = start.checked_add(SignedDuration::from_hours(24));
                *at >= start && after.is_ok_and(|after| *at < after)
            }),
            _ => self.against(text) == Some(Ordering::Equal),
        }
    }

    /// Its text, as a caller may write it.
    pub fn text(&self) -> String {
        match self {
            Known::Text(own) => own.clone(),
            Known::At(at) => {
                // As unified records write it: milliseconds where there are any.
                let ms = at.as_millisecond().rem_euclid(1000);
                let seconds = Timestamp::from_second(at.as_second())
                    .unwrap_or(*at)
                    .to_string();
                match seconds.strip_suffix('Z') {
                    Some(seconds) if ms > 0 => format!("{seconds}.{ms:03}Z"),
                    _ => seconds,
                }
            }
            Known::Ms(ms) => (ms / 1000).to_string(),
        }
    }

    /// Its order against another of its kind.
    pub(super) fn order(&self, other: &Known) -> Option<Ordering> {
        match (self, other) {
            (Known::Text(a), Known::Text(b)) => Some(a.cmp(b)),
            (Known::At(a), Known::At(b)) => Some(a.cmp(b)),
            (Known::Ms(a), Known::Ms(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| super::forms::midnight(text))
}

impl Truth {
    /// The values of a dotted field.
    pub fn of(&self, field: &str) -> &[Known] {
        self.fields
            .get(field)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}
