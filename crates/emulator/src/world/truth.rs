//! What is true of a record, whatever the vendor's way of writing it: values by unified field.

use jiff::{SignedDuration, Timestamp};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use touchpoint_language::transform::Value;

/// One value as it is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum KnownValue {
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
    pub fields: BTreeMap<String, Vec<KnownValue>>,
    /// When it happened, for windows that do not filter by the record's own times.
    pub happened: Timestamp,
}

impl KnownValue {
    /// True if the text of a unified record means this value.
    pub fn is(&self, text: &str) -> bool {
        match self {
            KnownValue::Text(own) => own == text,
            KnownValue::At(at) => text.parse::<Timestamp>().is_ok_and(|told| told == *at),
            KnownValue::Ms(ms) => (ms / 1000).to_string() == text,
        }
    }

    /// How it compares with a value that a caller wrote; none where they cannot be compared.
    pub fn against(&self, text: &str) -> Option<Ordering> {
        match self {
            KnownValue::Text(own) => Some(own.as_str().cmp(text)),
            KnownValue::At(at) => Some(at.cmp(&instant(text)?)),
            KnownValue::Ms(ms) => Some((ms / 1000).cmp(&text.parse().ok()?)),
        }
    }

    /// True if it equals a value that a caller wrote: a plain date is that whole UTC day.
    pub fn equals(&self, text: &str) -> bool {
        match self {
            KnownValue::At(at) if text.len() == 10 => instant(text).is_some_and(|start| {
                let after = start.checked_add(SignedDuration::from_hours(24));
                *at >= start && after.is_ok_and(|after| *at < after)
            }),
            _ => self.against(text) == Some(Ordering::Equal),
        }
    }

    /// Its text, as a caller may write it.
    pub fn text(&self) -> String {
        match self {
            KnownValue::Text(own) => own.clone(),
            KnownValue::At(at) => {
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
            KnownValue::Ms(ms) => (ms / 1000).to_string(),
        }
    }

    /// How it compares with another of its kind.
    pub(crate) fn order(&self, other: &KnownValue) -> Option<Ordering> {
        match (self, other) {
            (KnownValue::Text(a), KnownValue::Text(b)) => Some(a.cmp(b)),
            (KnownValue::At(a), KnownValue::At(b)) => Some(a.cmp(b)),
            (KnownValue::Ms(a), KnownValue::Ms(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

impl From<&KnownValue> for Value<'static> {
    fn from(known: &KnownValue) -> Value<'static> {
        match known {
            KnownValue::Text(text) => Value::Text(text.clone().into()),
            KnownValue::At(at) => Value::Instant(*at),
            KnownValue::Ms(ms) => Value::Milliseconds(*ms),
        }
    }
}

impl KnownValue {
    /// What an expression gives; nothing where it is no value of a field.
    pub(crate) fn of(value: Value<'_>) -> Option<KnownValue> {
        Some(match value {
            Value::Instant(at) => KnownValue::At(at),
            Value::Milliseconds(ms) => KnownValue::Ms(ms),
            other => KnownValue::Text(other.text().ok()?.into_owned()),
        })
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse()
        .ok()
        .or_else(|| crate::notation::time::midnight(text))
}

impl Truth {
    /// The values of a dotted field.
    pub fn of(&self, field: &str) -> &[KnownValue] {
        self.fields
            .get(field)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}
