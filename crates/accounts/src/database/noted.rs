//! The note on renewals that failed temporarily, as the text of a column.

use super::store::storable;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchpoint::tokens::Backoff;

/// The written form.
#[derive(Deserialize, Serialize)]
pub(crate) struct WrittenBackoff {
    failures: u32,
    until_ms: i64,
    cause: String,
    #[serde(default)]
    unmended: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    denied: Option<u16>,
}

impl From<&Backoff> for WrittenBackoff {
    fn from(backoff: &Backoff) -> WrittenBackoff {
        WrittenBackoff {
            failures: backoff.failures,
            until_ms: backoff.until.as_millisecond(),
            cause: storable(&backoff.cause),
            unmended: backoff.unmended,
            denied: backoff.denied,
        }
    }
}

impl From<WrittenBackoff> for Backoff {
    fn from(written: WrittenBackoff) -> Backoff {
        Backoff {
            failures: written.failures,
            until: Timestamp::from_millisecond(written.until_ms).unwrap_or_default(),
            cause: written.cause,
            unmended: written.unmended,
            denied: written.denied,
        }
    }
}

pub(super) fn backoff_text(backoff: &Backoff) -> String {
    serde_json::to_string(&WrittenBackoff::from(backoff)).unwrap_or_default()
}

/// The note of a column. One that cannot be read counts as none, and a renewal is tried.
pub(super) fn read_backoff(text: Option<String>) -> Option<Backoff> {
    let written: WrittenBackoff = serde_json::from_str(&text?).ok()?;
    Some(written.into())
}
