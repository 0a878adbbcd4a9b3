//! A remote's duration, in its unit, into milliseconds and whole seconds.

use super::decimal::scaled;
use super::fault::{ExprFault, nearest};
use crate::json::Json;

const WORDS: [&str; 6] = ["ms", "s", "min", "hh:mm", "mm:ss", "hh:mm:ss"];

/// How a remote writes a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `ms`: a number of milliseconds.
    Milliseconds,
    /// `s`: a number of seconds.
    Seconds,
    /// `min`: a number of minutes.
    Minutes,
    /// `hh:mm`: hours and minutes.
    HoursMinutes,
    /// `mm:ss`: minutes and seconds; the minutes may exceed 59.
    MinutesSeconds,
    /// `hh:mm:ss`: hours, minutes and seconds.
    HoursMinutesSeconds,
}

impl Unit {
    /// Reads the unit's word.
    ///
    /// # Errors
    /// An unknown word, for the mapping's author.
    pub fn parse(word: &str) -> Result<Self, ExprFault> {
        Ok(match word {
            "ms" => Self::Milliseconds,
            "s" => Self::Seconds,
            "min" => Self::Minutes,
            "hh:mm" => Self::HoursMinutes,
            "mm:ss" => Self::MinutesSeconds,
            "hh:mm:ss" => Self::HoursMinutesSeconds,
            _ => {
                return Err(ExprFault::new(format!("`{word}` is no unit of duration"))
                    .help(nearest(word, &WORDS)));
            }
        })
    }

    /// The word a mapping writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::HoursMinutes => "hh:mm",
            Self::MinutesSeconds => "mm:ss",
            Self::HoursMinutesSeconds => "hh:mm:ss",
        }
    }

    /// The duration in milliseconds; a number or the text of one, finer parts cut.
    ///
    /// ```
    /// use touchpoint_language::expr::Unit;
    /// let unit = Unit::parse("hh:mm").unwrap();
    /// assert_eq!(unit.milliseconds(&"01:30".into()), Ok(5_400_000));
    /// ```
    ///
    /// # Errors
    /// A value that this unit cannot mean, for the problem list of a record.
    pub fn milliseconds(self, value: &Json) -> Result<i64, String> {
        let wrong = || format!("{} is no duration in `{}`", shown(value), self.word());
        let text = value.as_text().ok_or_else(wrong)?;
        let exact = match self {
            Self::Milliseconds => scaled(text, 0),
            Self::Seconds => scaled(text, 3),
            // Nine places, so that a decimal minute is cut only after it became nanoseconds.
            Self::Minutes => scaled(text, 9)
                .and_then(|nano_minutes| nano_minutes.checked_mul(60))
                .map(|nanoseconds| nanoseconds / 1_000_000),
            Self::HoursMinutes => clock(text, &[3600, 60]),
            Self::MinutesSeconds => clock(text, &[60, 1]),
            Self::HoursMinutesSeconds => clock(text, &[3600, 60, 1]),
        };
        exact
            .and_then(|exact| i64::try_from(exact).ok())
            .ok_or_else(wrong)
    }

    /// The duration in whole seconds, cut toward zero.
    ///
    /// # Errors
    /// As [`Unit::milliseconds`].
    pub fn seconds(self, value: &Json) -> Result<i64, String> {
        Ok(self.milliseconds(value)? / 1000)
    }
}

/// Milliseconds of a clock-like text; the first part is free, the others stay below 60.
fn clock(text: &str, weights: &[i128]) -> Option<i128> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() != weights.len() {
        return None;
    }
    let mut seconds: i128 = 0;
    for (position, (part, weight)) in parts.iter().zip(weights).enumerate() {
        if part.is_empty() || part.len() > 9 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let count: i128 = part.parse().ok()?;
        if position > 0 && (count > 59 || part.len() != 2) {
            return None;
        }
        seconds = seconds.checked_add(count.checked_mul(*weight)?)?;
    }
    seconds.checked_mul(1000)
}

/// A value as a message shows it: short, and never a whole object.
pub(super) fn shown(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.as_text().unwrap_or_default();
            let short: String = text.chars().take(40).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("`{short}{dots}`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unit;
    use crate::json::{Json, json};

    #[test]
    fn durations_are_exact() {
        let cases: &[(&str, Json, Option<i64>)] = &[
            ("ms", json!(1500), Some(1500)),
            ("ms", json!("1500"), Some(1500)),
            ("s", json!(90), Some(90_000)),
            ("s", json!("0.29"), Some(290)),
            ("s", json!(1.1), Some(1100)),
            ("min", json!(30), Some(1_800_000)),
            ("min", json!("0.5"), Some(30_000)),
            ("min", json!("1.25"), Some(75_000)),
            ("hh:mm", json!("01:30"), Some(5_400_000)),
            ("hh:mm", json!("1:05"), Some(3_900_000)),
            ("hh:mm", json!("1:5"), None),
            ("hh:mm", json!("01:60"), None),
            ("mm:ss", json!("90:15"), Some(5_415_000)),
            ("mm:ss", json!("02:03:04"), None),
            ("hh:mm:ss", json!("02:03:04"), Some(7_384_000)),
            ("hh:mm:ss", json!("-1:00:00"), None),
            ("s", json!("soon"), None),
            ("s", json!(null), None),
            ("s", json!([1]), None),
            ("s", json!(true), None),
            ("s", json!("99999999999999999999"), None),
        ];
        for (unit, value, expected) in cases {
            let unit = Unit::parse(unit).unwrap();
            assert_eq!(unit.milliseconds(value).ok(), *expected, "{unit:?} {value}");
        }
    }

    #[test]
    fn seconds_are_cut_toward_zero() {
        assert_eq!(Unit::Milliseconds.seconds(&json!(1999)), Ok(1));
        assert_eq!(Unit::Milliseconds.seconds(&json!(-1999)), Ok(-1));
        assert_eq!(Unit::Minutes.seconds(&json!(2)), Ok(120));
    }

    #[test]
    fn words_are_told() {
        assert_eq!(
            Unit::parse("mim").unwrap_err().help.as_deref(),
            Some("did you mean `min`?")
        );
        assert_eq!(
            Unit::Seconds.seconds(&json!("soon")),
            Err("`soon` is no duration in `s`".to_owned())
        );
        for word in super::WORDS {
            assert_eq!(Unit::parse(word).unwrap().word(), word);
        }
    }
}
