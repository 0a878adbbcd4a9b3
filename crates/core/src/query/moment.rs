//! The moment that a caller's text means.

use jiff::Timestamp;
use jiff::civil::Date;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;

/// True if a text is a date without a time.
pub(crate) fn is_plain_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
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
