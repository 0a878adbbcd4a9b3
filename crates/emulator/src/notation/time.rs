//! Reads a value of a call as an instant.

use super::json_path;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;

/// The instant that a value of a call means.
pub(crate) fn read(form: &TimeForm, value: &Json) -> Option<Timestamp> {
    let text = json_path::text(value)?;
    match form {
        TimeForm::UnixSeconds => Timestamp::from_second(text.parse().ok()?).ok(),
        TimeForm::UnixMilliseconds => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        TimeForm::Date => midnight(&text),
        TimeForm::Rfc3339 => text.parse().ok().or_else(|| midnight(&text)),
        TimeForm::Strptime(form) => {
            let known = text.parse().ok().or_else(|| midnight(&text));
            known.or_else(|| in_utc(DateTime::strptime(form, &text).ok()?))
        }
    }
}

/// A time without a zone, such as an HTTP date whose zone is a part of the form.
fn in_utc(time: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(time).ok()
}

/// The start of a plain date in UTC.
pub(crate) fn midnight(text: &str) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}
