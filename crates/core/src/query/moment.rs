//! The moment that a caller's text means.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;

/// True if a text is a date without a time.
pub(crate) fn is_plain_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// A time without a zone as the time in UTC that it means: Python's `isoformat()` writes it so. Other
/// texts stay.
pub(crate) fn in_utc(text: String) -> String {
    if is_local(&text) { text + "Z" } else { text }
}

/// True if a text is a date and a time with no offset.
fn is_local(text: &str) -> bool {
    let time = text.get(11..).unwrap_or_default();
    text.as_bytes().get(10) == Some(&b'T')
        && time
            .bytes()
            .all(|b| b.is_ascii_digit() || b":.".contains(&b))
        && text.parse::<DateTime>().is_ok()
}

/// The moment that a caller's text means: RFC 3339, or a plain date at 00:00 UTC.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    if is_plain_date(text) {
        return format!("{text}T00:00:00Z").parse().ok();
    }
    TimeForm::Rfc3339
        .read(&Json::String(text.to_owned()), None)
        .ok()
}
