//! An instant or a duration into the way in which a vendor writes it, and an instant back from the
//! way in which a request carries it.

use super::dice::Dice;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use serde_json::Value;
use std::fmt::Write;
use touchpoint_language::expr::{TimeForm, Unit};

/// What is written, and the instant that is left of the one that was meant.
pub(super) fn instant(
    form: &TimeForm,
    zone: Option<&TimeZone>,
    at: Timestamp,
    dice: &mut Dice,
) -> Option<(Value, Timestamp)> {
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

/// Writes by the directives that mappings use.
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

/// The instant that a request's value means.
pub(super) fn read(form: &TimeForm, value: &Value) -> Option<Timestamp> {
    let text = super::spot::text(value)?;
    match form {
        TimeForm::UnixSeconds => Timestamp::from_second(text.parse().ok()?).ok(),
        TimeForm::UnixMilliseconds => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        TimeForm::Date => midnight(&text),
        TimeForm::Rfc3339 | TimeForm::Strptime(_) => text.parse().ok().or_else(|| midnight(&text)),
    }
}

/// The start of a plain date in UTC.
pub(super) fn midnight(text: &str) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// A whole number of milliseconds that the unit can say, and how it says them.
pub(super) fn duration(unit: Unit, dice: &mut Dice, as_text: bool) -> (Value, i64) {
    let seconds = i64::try_from(dice.below(7_200)).unwrap_or(0);
    let half = unit == Unit::Milliseconds && dice.one_in(3);
    said(unit, seconds * 1000 + i64::from(half) * 500, as_text)
}

/// How the unit says so many milliseconds, and how many of them it says.
pub(super) fn said(unit: Unit, ms: i64, as_text: bool) -> (Value, i64) {
    let seconds = ms / 1000;
    let minutes = seconds / 60;
    let (text, ms) = match unit {
        Unit::Milliseconds => (ms.to_string(), ms),
        Unit::Seconds => (seconds.to_string(), seconds * 1000),
        Unit::Minutes => (minutes.to_string(), minutes * 60_000),
        Unit::HoursMinutes => {
            let text = format!("{:02}:{:02}", minutes / 60, minutes % 60);
            return (text.into(), minutes * 60_000);
        }
        Unit::MinutesSeconds => {
            return (
                format!("{minutes:02}:{:02}", seconds % 60).into(),
                seconds * 1000,
            );
        }
        Unit::HoursMinutesSeconds => {
            let (h, m, s) = (minutes / 60, minutes % 60, seconds % 60);
            return (format!("{h:02}:{m:02}:{s:02}").into(), seconds * 1000);
        }
    };
    let value = if as_text {
        Value::String(text)
    } else {
        number(&text)
    };
    (value, ms)
}

/// A number with exactly these digits.
pub(super) fn number(digits: &str) -> Value {
    serde_json::from_str(digits).unwrap_or_else(|_| digits.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_says_the_instant_that_is_kept() {
        let at: Timestamp = "2026-03-02T10:00:00.500Z".parse().unwrap();
        let mut dice = Dice::new(1, "forms");
        let (value, kept) = instant(&TimeForm::UnixSeconds, None, at, &mut dice).unwrap();
        assert_eq!(
            (value, kept.to_string()),
            (1_772_445_600.into(), "2026-03-02T10:00:00Z".into())
        );
        let (value, kept) = instant(&TimeForm::Date, None, at, &mut dice).unwrap();
        assert_eq!(
            (value, kept.to_string()),
            ("2026-03-02".into(), "2026-03-02T00:00:00Z".into())
        );
        let form = TimeForm::parse("%Y-%m-%dT%H:%M:%S%.f%z").unwrap();
        let zone = TimeZone::fixed(Offset::from_hours(-7).unwrap());
        let (value, kept) = instant(&form, Some(&zone), at, &mut dice).unwrap();
        assert_eq!((value, kept), ("2026-03-02T03:00:00.500-0700".into(), at));
    }
}
