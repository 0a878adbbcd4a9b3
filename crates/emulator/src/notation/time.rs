//! Reads a value of a call as an instant.

use super::json_path;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use touchpoint_language::expr::{SentTime, TimeForm};
use touchpoint_language::json::Json;

/// The instant that a value of a call means.
pub(crate) fn read(time: &SentTime, value: &Json) -> Option<Timestamp> {
    let text = json_path::text(value)?;
    let zone = time.zone.clone().unwrap_or(TimeZone::UTC);
    let start_of_day = || start(&zone, &text);
    match &time.form {
        TimeForm::UnixSeconds => Timestamp::from_second(text.parse().ok()?).ok(),
        TimeForm::UnixMilliseconds => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        TimeForm::Date => start_of_day(),
        TimeForm::Rfc3339 => text.parse().ok().or_else(start_of_day),
        TimeForm::Strptime(form) => {
            // A day reads as one also where hours follow it, so it is tried last.
            let told = text.parse().ok();
            let told = told.or_else(|| Timestamp::strptime(form, &text).ok());
            let in_zone = |time: DateTime| zone.to_timestamp(time).ok();
            told.or_else(|| in_zone(DateTime::strptime(form, &text).ok()?))
                .or_else(start_of_day)
        }
    }
}

/// The start of a plain date in UTC.
pub(crate) fn midnight(text: &str) -> Option<Timestamp> {
    start(&TimeZone::UTC, text)
}

fn start(zone: &TimeZone, text: &str) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
}
