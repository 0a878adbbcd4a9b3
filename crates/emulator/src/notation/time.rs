//! An instant becomes what a vendor writes for it, and what a call carries becomes an instant.

use super::json_path;
use crate::seed::dice::Dice;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use std::fmt::Write;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;

/// What the vendor writes, and the instant that this says: a form may drop what is finer than a second.
pub(crate) fn written(
    form: &TimeForm,
    zone: Option<&TimeZone>,
    at: Timestamp,
    dice: &mut Dice,
) -> Option<(Json, Timestamp)> {
    let seconds = Timestamp::from_second(at.as_second()).ok()?;
    Some(match form {
        TimeForm::Rfc3339 => (rfc3339(at, dice).into(), at),
        TimeForm::UnixSeconds => (at.as_second().into(), seconds),
        TimeForm::UnixMilliseconds => (at.as_millisecond().into(), at),
        TimeForm::Date => {
            let zone = zone.cloned().unwrap_or(TimeZone::UTC);
            let day = zone.to_datetime(at).date();
            let start = zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
            (day.to_string().into(), start)
        }
        TimeForm::Strptime(form) => {
            let offset = *dice.pick(&[0, 0, 2, -7])?;
            let zone = zone
                .cloned()
                .unwrap_or(TimeZone::fixed(Offset::from_hours(offset).ok()?));
            let text = strptime(form, &ZonedDateTime::new(at, zone))?;
            (text.into(), if form.contains("%.f") { at } else { seconds })
        }
    })
}

fn rfc3339(at: Timestamp, dice: &mut Dice) -> String {
    let utc = ZonedDateTime::new(at, TimeZone::UTC);
    let ms = at.as_millisecond().rem_euclid(1000);
    let fraction = if ms == 0 && !dice.one_in(3) {
        String::new()
    } else {
        format!(".{ms:03}")
    };
    if dice.one_in(4)
        && let Ok(offset) = Offset::from_hours(2)
    {
        let there = ZonedDateTime::new(at, TimeZone::fixed(offset));
        return format!("{}{fraction}+02:00", there.strftime("%Y-%m-%dT%H:%M:%S"));
    }
    format!("{}{fraction}Z", utc.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Writes an instant by the directives that mappings use.
fn strptime(form: &str, at: &ZonedDateTime) -> Option<String> {
    let mut out = String::new();
    let mut rest = form.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match rest.next()? {
            'Y' => write!(out, "{:04}", at.year()).ok()?,
            'm' => write!(out, "{:02}", at.month()).ok()?,
            'd' => write!(out, "{:02}", at.day()).ok()?,
            'H' => write!(out, "{:02}", at.hour()).ok()?,
            'M' => write!(out, "{:02}", at.minute()).ok()?,
            'S' => write!(out, "{:02}", at.second()).ok()?,
            '.' => {
                rest.next()?;
                write!(out, ".{:03}", at.millisecond()).ok()?;
            }
            'z' => {
                let minutes = at.offset().seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(out, "{sign}{:02}{:02}", minutes / 60, minutes % 60).ok()?;
            }
            _ => return None,
        }
    }
    Some(out)
}

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

/// An instant with the offset and as many digits as a recorded text.
pub(crate) fn rfc3339_like(text: &str, at: Timestamp) -> String {
    let (clock, offset) = match text.rfind(['+', '-']) {
        Some(place) if place > 10 => text.split_at_checked(place).unwrap_or((text, "")),
        _ => (text.trim_end_matches('Z'), "Z"),
    };
    let digits = clock
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let fraction = if digits == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(digits.min(9)))
    };
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let number = |range: std::ops::Range<usize>| {
        let part = offset.get(range).and_then(|part| part.parse::<i32>().ok());
        part.unwrap_or(0)
    };
    let seconds = sign * (number(1..3) * 3600 + number(4..6) * 60);
    let zone = Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed);
    let there = ZonedDateTime::new(at, zone);
    format!("{}{fraction}{offset}", there.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_says_the_instant_that_is_kept() {
        let at: Timestamp = "2026-03-02T10:00:00.500Z".parse().unwrap();
        let mut dice = Dice::new(1, "forms");
        let (value, said) = written(&TimeForm::UnixSeconds, None, at, &mut dice).unwrap();
        assert_eq!(
            (value, said.to_string()),
            (1_772_445_600.into(), "2026-03-02T10:00:00Z".into())
        );
        let (value, said) = written(&TimeForm::Date, None, at, &mut dice).unwrap();
        assert_eq!(
            (value, said.to_string()),
            ("2026-03-02".into(), "2026-03-02T00:00:00Z".into())
        );
        let form = TimeForm::parse("%Y-%m-%dT%H:%M:%S%.f%z").unwrap();
        let zone = TimeZone::fixed(Offset::from_hours(-7).unwrap());
        let (value, said) = written(&form, Some(&zone), at, &mut dice).unwrap();
        assert_eq!((value, said), ("2026-03-02T03:00:00.500-0700".into(), at));
    }

    #[test]
    fn a_moment_is_written_as_it_was_recorded() {
        let at: Timestamp = "2026-06-26T10:30:00Z".parse().unwrap();
        for (text, written) in [
            ("Z", "2026-06-26T10:30:00Z"),
            ("2026-04-07T13:30:00.250Z", "2026-06-26T10:30:00.000Z"),
            (
                "2026-05-20T10:00:00.120000+00:00",
                "2026-06-26T10:30:00.000000+00:00",
            ),
            ("2026-06-11T07:20:31-08:00", "2026-06-26T02:30:00-08:00"),
            ("2026-04-10T11:55:16+05:30", "2026-06-26T16:00:00+05:30"),
            ("yesterday", "2026-06-26T10:30:00Z"),
        ] {
            assert_eq!(rfc3339_like(text, at), written);
        }
    }
}
