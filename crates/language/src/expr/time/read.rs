//! Reads one value as an instant, by the form that a mapping names.

use super::form::TimeForm;
use crate::expr::decimal::scaled;
use crate::expr::shown::shown;
use crate::json::Json;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

pub(super) fn instant(
    form: &TimeForm,
    value: &Json,
    zone: Option<&TimeZone>,
) -> Result<Timestamp, String> {
    let wrong = || format!("{} is no time in the form `{form}`", shown(value));
    let text = value.as_text().ok_or_else(wrong)?;
    let text = text.trim();
    let instant = match form {
        TimeForm::UnixSeconds => since_epoch(text, 9).ok_or_else(wrong)?,
        TimeForm::UnixMilliseconds => since_epoch(text, 6).ok_or_else(wrong)?,
        TimeForm::Date => {
            let midnight = date(text).ok_or_else(wrong)?.to_datetime(Time::midnight());
            in_zone(midnight, zone.unwrap_or(&TimeZone::UTC)).ok_or_else(wrong)?
        }
        TimeForm::Rfc3339 => {
            let (local, offset) = rfc3339(text).ok_or_else(wrong)?;
            settle(local, offset, zone, value, wrong)?
        }
        TimeForm::Strptime(form) => {
            let parsed = strtime::parse(form, text).map_err(|_| wrong())?;
            // `%s` and forms with an offset name the instant themselves.
            if let Ok(instant) = parsed.to_timestamp() {
                instant
            } else {
                let local = parsed.to_datetime().map_err(|_| wrong())?;
                settle(local, None, zone, value, wrong)?
            }
        }
    };
    // Years beyond four digits cannot be written in RFC 3339.
    let year = TimeZone::UTC.to_datetime(instant).year();
    if (0..=9999).contains(&year) {
        Ok(instant)
    } else {
        Err(wrong())
    }
}

/// Turns a local time into an instant: by its own offset, else by the zone.
fn settle(
    local: DateTime,
    offset: Option<Offset>,
    zone: Option<&TimeZone>,
    value: &Json,
    wrong: impl Fn() -> String,
) -> Result<Timestamp, String> {
    match (offset, zone) {
        (Some(offset), _) => offset.to_timestamp(local).map_err(|_| wrong()),
        (None, Some(zone)) => in_zone(local, zone).ok_or_else(wrong),
        (None, None) => Err(format!(
            "{} has no offset from UTC; name its `zone`",
            shown(value)
        )),
    }
}

/// A local time in a zone; in a gap the later, in a fold the earlier of the two instants.
fn in_zone(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(local).ok()
}

/// Exact time since 1970 from a number whose unit has `places` decimal places to a nanosecond.
fn since_epoch(text: &str, places: u32) -> Option<Timestamp> {
    Timestamp::from_nanosecond(scaled(text, places)?).ok()
}

/// `2026-01-31`, nothing else.
fn date(text: &str) -> Option<Date> {
    let mut rest = Rest(text.as_bytes());
    let date = rest.date()?;
    rest.0.is_empty().then_some(date)
}

/// A date, `T`, `t` or a space, a time, and the offset when there is one.
fn rfc3339(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let mut rest = Rest(text.as_bytes());
    let date = rest.date()?;
    rest.one_of(b"Tt ")?;
    let hour = rest.digits(2)?;
    rest.one_of(b":")?;
    let minute = rest.digits(2)?;
    rest.one_of(b":")?;
    // A leap second is read as the second before it: no calendar here has a place for it.
    let second = match rest.digits(2)? {
        60 => 59,
        second => second,
    };
    let nanosecond = match rest.one_of(b".") {
        Some(_) => rest.fraction()?,
        None => 0,
    };
    let small = |number: i32| i8::try_from(number).ok();
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()?;
    let offset = match rest.one_of(b"Zz+-") {
        None => None,
        Some(b'Z' | b'z') => Some(Offset::UTC),
        Some(sign) => {
            let hours = rest.digits(2)?;
            rest.one_of(b":")?;
            let minutes = rest.digits(2)?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i64::from(hours * 3600 + minutes * 60);
            let signed = SignedDuration::from_secs(if sign == b'-' { -seconds } else { seconds });
            Some(Offset::try_from(signed).ok()?)
        }
    };
    rest.0
        .is_empty()
        .then_some((date.to_datetime(time), offset))
}

/// What is left to read of a text.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        if !wanted.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(*first)
    }

    /// A number of exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i32::from(digit - b'0');
        }
        self.0 = rest;
        Some(number)
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4)?;
        self.one_of(b"-")?;
        let month = self.digits(2)?;
        self.one_of(b"-")?;
        let day = self.digits(2)?;
        Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()
    }

    /// The digits after the point, as nanoseconds; what is finer is cut.
    fn fraction(&mut self) -> Option<i32> {
        let count = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        if digits.is_empty() {
            return None;
        }
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        let nanosecond = nine.fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
        self.0 = rest;
        Some(nanosecond)
    }
}
