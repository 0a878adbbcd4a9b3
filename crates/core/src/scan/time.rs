//! Reads and writes the most common texts of times and durations without a calendar library. All
//! other forms are left to the language's own reader, which gives the same results: it knows every
//! form and zone and says what is wrong, but takes several times as long.

use super::output::Output;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::expr::time::unified_text;

/// An instant.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment<'v> {
    /// Its text is in UTC: `2026-01-31T12:00:00`, and nanoseconds.
    Utc { civil: &'v str, nanosecond: i32 },
    /// Any other instant.
    At(Timestamp),
}

impl Moment<'_> {
    pub(super) fn timestamp(self) -> Option<Timestamp> {
        match self {
            Moment::At(at) => Some(at),
            Moment::Utc { civil, nanosecond } => {
                let (second, _) = seconds(civil, b'T')?;
                Timestamp::new(second, nanosecond).ok()
            }
        }
    }

    /// Appends what [`unified_text`] gives.
    #[inline]
    pub(super) fn write(self, out: &mut Output) {
        match self {
            Moment::Utc { civil, nanosecond } => match civil.as_bytes().first_chunk() {
                Some(civil) => write_civil(civil, nanosecond, out),
                None => out.text(civil),
            },
            Moment::At(at) => write_timestamp(at, out),
        }
    }
}

/// Reads a text of a common form, local times in `zone`; nothing for any other text, right or wrong.
#[inline]
pub(super) fn moment<'v>(
    form: &TimeForm,
    zone: Option<&TimeZone>,
    text: &'v str,
) -> Option<Moment<'v>> {
    match form {
        TimeForm::Rfc3339 => offset_time(text, true).or_else(|| local_time(&PLAIN, zone, text)),
        TimeForm::Strptime(form) if form == "%Y-%m-%dT%H:%M:%S%.f%z" => offset_time(text, false),
        TimeForm::Strptime(form) => local_time(&Local::read(form)?, zone, text),
        TimeForm::UnixSeconds => epoch(small(text)?, 0),
        TimeForm::UnixMilliseconds => {
            let ms = small(text)?;
            epoch(
                ms.div_euclid(1000),
                i32::try_from(ms.rem_euclid(1000)).ok()? * 1_000_000,
            )
        }
        TimeForm::Date if zone.is_none() && text.len() == 10 => {
            let (days, _) = date(text.as_bytes())?;
            Timestamp::new(days * 86_400, 0).ok().map(Moment::At)
        }
        TimeForm::Date => None,
    }
}

/// The milliseconds of a plain number that counts units of `each`; nothing for any other text,
/// right or wrong.
#[inline]
pub(super) fn milliseconds(each: i64, text: &str) -> Option<i64> {
    (text.len() <= 12)
        .then(|| small(text))
        .flatten()
        .map(|n| n * each)
}

/// `2026-01-31T12:00:00.5+01:00`. `colon` says if the offset has a colon; `Z` is only allowed where
/// it has one.
fn offset_time(text: &str, colon: bool) -> Option<Moment<'_>> {
    let (civil, rest) = text.split_at_checked(19)?;
    let (second, year) = seconds(civil, b'T')?;
    let (nanosecond, offset) = fraction(rest)?;
    let offset = match offset.as_bytes() {
        b"Z" if colon => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] if colon => {
            signed(*sign, [*h1, *h2], [*m1, *m2])?
        }
        [sign @ (b'+' | b'-'), h1, h2, m1, m2] if !colon => signed(*sign, [*h1, *h2], [*m1, *m2])?,
        _ => return None,
    };
    // Near the ends of the calendar the library decides what can be written.
    if !(1..=9998).contains(&year) {
        return None;
    }
    if offset == 0 {
        return Some(Moment::Utc { civil, nanosecond });
    }
    Timestamp::new(second - offset, nanosecond)
        .ok()
        .map(Moment::At)
}

/// A form of times without an offset: `2026-01-31 12:00:00`.
struct Local {
    separator: u8,
    /// True if a fraction may follow the seconds.
    fraction: bool,
    /// What follows them.
    tail: &'static str,
}

/// RFC 3339 without its offset.
const PLAIN: Local = Local {
    separator: b'T',
    fraction: true,
    tail: "",
};

impl Local {
    /// `%Y-%m-%d %H:%M:%S` and its like; nothing for other forms.
    fn read(form: &str) -> Option<Local> {
        let rest = form.strip_prefix("%Y-%m-%d")?;
        let (separator, rest) = match rest.as_bytes().first()? {
            separator @ (b'T' | b' ') => (*separator, rest.get(1..)?),
            _ => return None,
        };
        let rest = rest.strip_prefix("%H:%M:%S")?;
        let (fraction, rest) = match rest.strip_prefix("%.f") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let tail = match rest {
            "" => "",
            "Z" => "Z",
            _ => return None,
        };
        Some(Local {
            separator,
            fraction,
            tail,
        })
    }
}

fn local_time<'v>(form: &Local, zone: Option<&TimeZone>, text: &'v str) -> Option<Moment<'v>> {
    zone.filter(|zone| **zone == TimeZone::UTC)?;
    let (civil, rest) = text.split_at_checked(19)?;
    let (second, year) = seconds(civil, form.separator)?;
    let (nanosecond, rest) = if form.fraction {
        fraction(rest)?
    } else {
        (0, rest)
    };
    if rest != form.tail || !(1..=9998).contains(&year) {
        return None;
    }
    if form.separator == b'T' {
        return Some(Moment::Utc { civil, nanosecond });
    }
    Timestamp::new(second, nanosecond).ok().map(Moment::At)
}

/// The nanoseconds of `.5`, none where there is no point, and what follows.
fn fraction(rest: &str) -> Option<(i32, &str)> {
    let Some(rest) = rest.strip_prefix('.') else {
        return Some((0, rest));
    };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = rest
        .split_at_checked(count)
        .filter(|_| (1..=9).contains(&count))?;
    let digits = digits.bytes();
    let number = digits.fold(0, |n, digit| n * 10 + i32::from(digit - b'0'));
    let missing = u32::try_from(9 - count).ok()?;
    Some((number * 10_i32.pow(missing), rest))
}

fn signed(sign: u8, hours: [u8; 2], minutes: [u8; 2]) -> Option<i64> {
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = hours * 3600 + minutes * 60;
    Some(if sign == b'-' { -offset } else { offset })
}

/// Seconds since 1970 of `2026-01-31T12:00:00`, taken as UTC, and the year.
#[inline]
fn seconds(civil: &str, separator: u8) -> Option<(i64, i64)> {
    let bytes: &[u8; 19] = civil.as_bytes().try_into().ok()?;
    let [.., between, h1, h2, b':', m1, m2, b':', s1, s2] = *bytes else {
        return None;
    };
    if between != separator {
        return None;
    }
    let (days, year) = date(bytes.first_chunk::<10>()?)?;
    let (hour, minute, second) = (two([h1, h2])?, two([m1, m2])?, two([s1, s2])?);
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then_some((days * 86_400 + hour * 3600 + minute * 60 + second, year))
}

/// Days since 1970 of `2026-01-31`, and the year.
#[inline]
fn date(bytes: &[u8]) -> Option<(i64, i64)> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
        return None;
    };
    let year = two([y1, y2])? * 100 + two([y3, y4])?;
    let (month, day) = (two([m1, m2])?, two([d1, d2])?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(1..=9998).contains(&year) {
        return None;
    }
    // Years are counted from March, so that a leap day is the last of its year.
    let (year_from, month_from) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year_from * 365 + year_from / 4 - year_from / 100
        + year_from / 400
        + (153 * month_from + 2) / 5
        + day
        - 1;
    Some((days - 719_468, year))
}

fn two([tens, ones]: [u8; 2]) -> Option<i64> {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits.then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// A whole number of at most 15 digits.
fn small(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if !(1..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = digits
        .bytes()
        .fold(0, |n, digit| n * 10 + i64::from(digit - b'0'));
    Some(if negative { -number } else { number })
}

/// An instant in the years 1 to 9900, well inside what can be written.
fn epoch<'v>(second: i64, nanosecond: i32) -> Option<Moment<'v>> {
    let fits = (-62_135_596_800..250_000_000_000).contains(&second);
    fits.then(|| Timestamp::new(second, nanosecond).ok().map(Moment::At))
        .flatten()
}

fn write_timestamp(at: Timestamp, out: &mut Output) {
    let nanosecond = at.subsec_nanosecond();
    let (second, nanosecond) = if nanosecond < 0 {
        (at.as_second() - 1, nanosecond + 1_000_000_000)
    } else {
        (at.as_second(), nanosecond)
    };
    if !(-62_135_596_800..253_370_764_800).contains(&second) {
        out.text(&unified_text(at));
        return;
    }
    let (days, second) = (
        second.div_euclid(86_400) + 719_468,
        second.rem_euclid(86_400),
    );
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let mut text = *b"0000-00-00T00:00:00";
    let pairs = [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, second / 3600),
        (14, second / 60 % 60),
        (17, second % 60),
    ];
    for (place, number) in pairs {
        put(&mut text, place, number);
    }
    write_civil(&text, nanosecond, out);
}

/// Writes a number of two digits at a place.
fn put(text: &mut [u8], place: usize, number: i64) {
    let digit = |number: i64| u8::try_from(number % 10).map_or(b'0', |digit| b'0' + digit);
    if let Some(to) = text.get_mut(place..place + 2) {
        to.copy_from_slice(&[digit(number / 10), digit(number)]);
    }
}

/// `2026-01-31T12:00:00` and, where there are any, milliseconds.
#[inline]
fn write_civil(civil: &[u8; 19], nanosecond: i32, out: &mut Output) {
    let millisecond = i64::from(nanosecond / 1_000_000);
    let mut text = *b"0000-00-00T00:00:00Z000Z";
    if let Some(start) = text.first_chunk_mut() {
        *start = *civil;
    }
    if millisecond == 0 {
        return out.block(&text, 20);
    }
    // The two digits also overwrite the place of the point, which is written last.
    put(&mut text, 19, millisecond / 100);
    put(&mut text, 21, millisecond % 100);
    let [.., point, _, _, _, _] = &mut text;
    *point = b'.';
    out.block(&text, 24);
}

#[cfg(test)]
mod tests;
