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
            let known = text.parse().ok().or_else(start_of_day);
            known.or_else(|| {
                zone.to_timestamp(DateTime::strptime(form, &text).ok()?)
                    .ok()
            })
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
