//! The vendor's way of writing an instant, read into a timestamp and written back for requests; and
//! the one way in which unified records write it.

mod foreign;
mod form;
mod read;
mod sent;

pub use form::TimeForm;
pub use sent::SentTime;

use super::fault::{ExprFault, nearest};
use crate::diagnostic::Help;
use crate::distance::distance;
use crate::json::Json;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime, fmt::strtime};

const WORDS: [&str; 4] = ["rfc3339", "unix_s", "unix_ms", "date"];

impl TimeForm {
    /// Reads the form's word, or a strptime form when the text holds a `%`.
    ///
    /// # Errors
    /// An unknown word or directive, for the mapping's author.
    pub fn parse(text: &str) -> Result<Self, ExprFault> {
        Ok(match text {
            "rfc3339" => Self::Rfc3339,
            "unix_s" => Self::UnixSeconds,
            "unix_ms" => Self::UnixMilliseconds,
            "date" => Self::Date,
            form if form.contains('%') => {
                // A directive that cannot be written cannot be read either, and writing needs no
                // sample text.
                let sample = ZonedDateTime::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
                strtime::format(form, &sample).map_err(|error| {
                    ExprFault::new(format!("`{form}` is no strptime form: {error}"))
                        .help("use directives such as `%Y-%m-%dT%H:%M:%S%.f%z`")
                })?;
                Self::Strptime(form.to_owned())
            }
            word => {
                if let Some((whose, ours)) = foreign::known(word) {
                    let message = match whose {
                        "" => format!("`{word}` is no form of time"),
                        whose => format!("`{word}` is a form of time of {whose}"),
                    };
                    return Err(ExprFault::new(message).help(Help::write(&ours)));
                }
                let help = if foreign::is_finer(word) {
                    format!("none is as fine: use one of `{}`", WORDS.join("`, `")).into()
                } else {
                    nearest(word, &WORDS).and(", or a strptime form such as `%Y-%m-%d %H:%M`")
                };
                return Err(ExprFault::new(format!("`{word}` is no form of time")).help(help));
            }
        })
    }

    /// True for a form of time in the words of another library.
    pub(crate) fn is_known_elsewhere(text: &str) -> bool {
        foreign::known(text).is_some()
    }

    /// Reads one value; local times are taken in `zone`.
    ///
    /// ```
    /// use touchpoint_language::expr::{TimeForm, time::unified_text};
    /// let form = TimeForm::parse("unix_ms").unwrap();
    /// let instant = form.read(&1_600_000_000_500_u64.into(), None).unwrap();
    /// assert_eq!(unified_text(instant), "2020-09-13T12:26:40.500Z");
    /// ```
    ///
    /// # Errors
    /// A value that this form cannot mean; it becomes a warning of the record.
    pub fn read(&self, value: &Json, zone: Option<&TimeZone>) -> Result<Timestamp, String> {
        read::instant(self, value, zone)
    }

    /// Writes an instant as a request carries it; local forms are written in `zone`, else in UTC.
    ///
    /// The unix forms are numbers, cut to whole units; `date` drops the time of day.
    pub fn write(&self, instant: Timestamp, zone: Option<&TimeZone>) -> Json {
        let local = || ZonedDateTime::new(instant, zone.cloned().unwrap_or(TimeZone::UTC));
        match self {
            Self::Rfc3339 => unified_text(instant).into(),
            Self::UnixSeconds => instant
                .as_nanosecond()
                .div_euclid(1_000_000_000)
                .to_string()
                .parse::<i64>()
                .map_or(Json::Null, |seconds| Json::Number(seconds.into())),
            Self::UnixMilliseconds => i64::try_from(instant.as_nanosecond().div_euclid(1_000_000))
                .map_or(Json::Null, |ms| Json::Number(ms.into())),
            Self::Date => local().strftime("%Y-%m-%d").to_string().into(),
            // The form was tried when it was parsed, so it can be written.
            Self::Strptime(form) => strtime::format(form, &local()).map_or(Json::Null, Json::from),
        }
    }
}

/// The word or form a mapping writes.
impl std::fmt::Display for TimeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rfc3339 => "rfc3339",
            Self::UnixSeconds => "unix_s",
            Self::UnixMilliseconds => "unix_ms",
            Self::Date => "date",
            Self::Strptime(form) => form,
        })
    }
}

/// Reads the name of a time zone in the IANA database.
///
/// # Errors
/// An unknown name, for the author of a mapping or an account.
pub fn zone(name: &str) -> Result<TimeZone, ExprFault> {
    TimeZone::get(name).map_err(|_| {
        let known = jiff::tz::db().available();
        let near = known
            .map(|known| {
                let mistakes = distance(name, known.as_str());
                (mistakes, known.to_string())
            })
            .filter(|(distance, known)| *distance <= 2 && is_alike(name, known))
            .min();
        let usual = || {
            Help::from(
                "write a name such as `Europe/Brussels` or `UTC`, which knows of summer time",
            )
        };
        let help = near.map_or_else(usual, |(_, known)| Help::meant(&known));
        ExprFault::new(format!("`{name}` is no time zone")).help(help)
    })
}

/// True if a name of a zone can be meant by another: `CET+1` is no misspelt `CET`.
fn is_alike(name: &str, known: &str) -> bool {
    let offset = |name: &str| name.contains(|c: char| c.is_ascii_digit() || c == '+');
    let short = name.len().min(known.len()) < 4 && !name.eq_ignore_ascii_case(known);
    !short && offset(name) == offset(known)
}

/// An instant as unified records write it: RFC 3339 in UTC, with milliseconds when there are any.
/// Finer parts are cut.
///
/// ```
/// use touchpoint_language::expr::time::unified_text;
/// assert_eq!(unified_text("2026-01-31T12:00:00.5009+01:00".parse().unwrap()), "2026-01-31T11:00:00.500Z");
/// assert_eq!(unified_text("2026-01-31T12:00:00Z".parse().unwrap()), "2026-01-31T12:00:00Z");
/// ```
pub fn unified_text(instant: Timestamp) -> String {
    let utc = TimeZone::UTC.to_datetime(instant);
    let (year, month, day) = (utc.year(), utc.month(), utc.day());
    let (hour, minute, second) = (utc.hour(), utc.minute(), utc.second());
    let milliseconds = utc.millisecond();
    if milliseconds == 0 {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    } else {
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"
        )
    }
}

#[cfg(test)]
mod tests;
