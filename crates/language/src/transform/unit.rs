//! `unit`: how the vendor counts a duration.

use super::judged::{Complaint, Judged};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::shape::Shape;
use super::value::{Value, ValueFault};
use crate::diagnostic::{Code, Help};
use crate::document::Pointer;
use crate::expr::{ExprFault, nearest, scaled, shown};
use crate::json::Json;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use crate::structure::{Format, FormatFault};
use schemars::JsonSchema;
use serde::Deserialize;

/// How a unit is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct UnitKeys {
    /// The unit of a duration.
    #[schemars(with = "String", extend("format" = "touchpoint-unit", "examples" = ["s", "min", "h", "ms", "hh:mm", "mm:ss", "hh:mm:ss"]))]
    pub unit: Option<UnitText>,
}

/// The word of a unit.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct UnitText(pub String);

/// A duration that the vendor counts in a unit; in seconds where none is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InUnit(Option<Unit>);

impl Kind for InUnit {
    type Keys = UnitKeys;

    const DOC: Doc = Doc {
        rows: &[(
            "`unit`",
            "`ms`, `s`, `min`, `h`, `hh:mm`, `mm:ss`, `hh:mm:ss`",
        )],
        example: "duration: { from: $.length, unit: min }",
    };

    fn formats() -> Vec<Format> {
        vec![Format {
            name: "touchpoint-unit",
            check: |text| Unit::parse(text).map(|_| ()).map_err(FormatFault::from),
            code: Code::WrongForm,
        }]
    }

    fn makes(keys: &UnitKeys) -> Option<Scalar> {
        keys.unit.is_some().then_some(Scalar::Duration)
    }

    fn resolve(
        resolver: &mut Resolver<'_>,
        keys: &UnitKeys,
        pointer: &Pointer,
    ) -> Result<Option<InUnit>, Reported> {
        let text = keys.unit.as_ref().map(|unit| unit.0.as_str());
        let unit = resolver.form(text, &pointer.key("unit"), Unit::parse)?;
        Ok(unit.map(|unit| InUnit(Some(unit))))
    }

    fn of_type(scalar: &Scalar) -> Option<InUnit> {
        (*scalar == Scalar::Duration).then(InUnit::default)
    }
}

impl InUnit {
    /// The unit, seconds unless said.
    pub(crate) fn unit(&self) -> Unit {
        self.0.unwrap_or(Unit::Seconds)
    }
}

impl Work for InUnit {
    fn reads(&self) -> bool {
        true
    }

    fn fits(&self, scalar: &Scalar) -> bool {
        *scalar == Scalar::Duration
    }

    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        let ms = self.unit().milliseconds(&value.to_json());
        ms.map(|ms| Some(Value::Milliseconds(ms)))
            .map_err(|message| ValueFault::new("unreadable_duration", message))
    }

    fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
        let Value::Milliseconds(ms) = value else {
            return None;
        };
        let (text, ms) = self.unit().written(ms);
        let is_number = !(text.contains(':') || manner.as_text);
        let number = is_number.then(|| Json::parse(&text).ok()).flatten();
        Some(Sent {
            json: number.unwrap_or(Json::String(text)),
            says: Value::Milliseconds(ms),
        })
    }

    /// A duration that is read needs a unit.
    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        let part = if judged.is_part { "a part of " } else { "" };
        let unsaid = judged.is_read && *judged.scalar == Scalar::Duration && self.0.is_none();
        // A faulty one has been reported.
        let unsaid = unsaid && !(judged.meant)("unit");
        let unsaid = unsaid.then(|| Complaint {
            key: "from",
            title: format!("nothing says in which unit {part}`{}` counts", judged.name),
            text: "a number of what?",
            help: "add the vendor's unit, such as `unit: s`".into(),
            removes: false,
            shows_type: false,
        });
        let wrong = judged.wants_type("unit", "a unit", &Scalar::Duration);
        unsaid.into_iter().chain(wrong).collect()
    }

    fn told(&self, of: String) -> String {
        match self.0 {
            Some(unit) => format!("{of}, in {}", unit.word()),
            None => of,
        }
    }

    fn shape(&self) -> Shape<'_> {
        match self.unit() {
            Unit::Milliseconds => Shape::Count(1),
            Unit::Seconds => Shape::Count(1_000),
            Unit::Minutes => Shape::Count(60_000),
            Unit::Hours => Shape::Count(3_600_000),
            Unit::HoursMinutes | Unit::MinutesSeconds | Unit::HoursMinutesSeconds => Shape::Other,
        }
    }

    fn tells_milliseconds(&self) -> bool {
        self.unit() == Unit::Milliseconds
    }
}

const WORDS: [&str; 7] = ["ms", "s", "min", "h", "hh:mm", "mm:ss", "hh:mm:ss"];

/// How a vendor writes a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `ms`: a number of milliseconds.
    Milliseconds,
    /// `s`: a number of seconds.
    Seconds,
    /// `min`: a number of minutes.
    Minutes,
    /// `h`: a number of hours.
    Hours,
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
            "h" => Self::Hours,
            "hh:mm" => Self::HoursMinutes,
            "mm:ss" => Self::MinutesSeconds,
            "hh:mm:ss" => Self::HoursMinutesSeconds,
            _ => {
                let fault = ExprFault::new(format!("`{word}` is no unit of duration"));
                let meant = match word.to_lowercase().trim_end_matches('s') {
                    "" | "sec" | "second" => Some("s"),
                    "minute" | "min" | "m" | "mm" => Some("min"),
                    "hour" | "hr" | "h" | "hh" => Some("h"),
                    "millisecond" | "milli" | "msec" => Some("ms"),
                    _ => None,
                };
                return Err(match meant {
                    Some(word) => fault.help(Help::write(word)),
                    None => fault.help(nearest(word, &WORDS)),
                });
            }
        })
    }

    /// The word a mapping writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::HoursMinutes => "hh:mm",
            Self::MinutesSeconds => "mm:ss",
            Self::HoursMinutesSeconds => "hh:mm:ss",
        }
    }

    /// The duration in milliseconds; a number or the text of one, finer parts cut.
    ///
    /// ```
    /// use touchpoint_language::transform::Unit;
    /// let unit = Unit::parse("hh:mm").unwrap();
    /// assert_eq!(unit.milliseconds(&"01:30".into()), Ok(5_400_000));
    /// ```
    ///
    /// # Errors
    /// A value that this unit cannot mean; it becomes a warning of the record.
    pub fn milliseconds(self, value: &Json) -> Result<i64, String> {
        let wrong = || format!("{} is no duration in `{}`", shown(value), self.word());
        let text = value.as_text().ok_or_else(wrong)?;
        let exact = match self {
            Self::Milliseconds => scaled(text, 0),
            Self::Seconds => scaled(text, 3),
            Self::Minutes => in_seconds(text, 60),
            Self::Hours => in_seconds(text, 3_600),
            Self::HoursMinutes => clock(text, &[3600, 60]),
            Self::MinutesSeconds => clock(text, &[60, 1]),
            Self::HoursMinutesSeconds => clock(text, &[3600, 60, 1]),
        };
        exact
            .and_then(|exact| i64::try_from(exact).ok())
            .ok_or_else(wrong)
    }

    /// What the vendor writes for this many milliseconds, and how many milliseconds that means.
    fn written(self, ms: i64) -> (String, i64) {
        let seconds = ms / 1000;
        let (minutes, hours) = (seconds / 60, seconds / 3600);
        match self {
            Self::Milliseconds => (ms.to_string(), ms),
            Self::Seconds => (seconds.to_string(), seconds * 1000),
            Self::Minutes => (minutes.to_string(), minutes * 60_000),
            Self::Hours => (hours.to_string(), hours * 3_600_000),
            Self::HoursMinutes => (format!("{hours:02}:{:02}", minutes % 60), minutes * 60_000),
            Self::MinutesSeconds => (format!("{minutes:02}:{:02}", seconds % 60), seconds * 1000),
            Self::HoursMinutesSeconds => {
                let text = format!("{hours:02}:{:02}:{:02}", minutes % 60, seconds % 60);
                (text, seconds * 1000)
            }
        }
    }
}

/// Milliseconds of a decimal number of something that lasts so many seconds. Nine places, so that a decimal minute is
/// cut only after it became nanoseconds.
fn in_seconds(text: &str, seconds: i128) -> Option<i128> {
    let nanoseconds = scaled(text, 9)?.checked_mul(seconds)?;
    Some(nanoseconds / 1_000_000)
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

#[cfg(test)]
mod tests {
    use super::{InUnit, Unit};
    use crate::json::{Json, json};
    use crate::transform::kind::Work;
    use crate::transform::sent::Manner;
    use crate::transform::value::Value;

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
            ("h", json!(2), Some(7_200_000)),
            ("h", json!("0.5"), Some(1_800_000)),
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
    fn what_is_sent_is_read_as_it_was_meant() {
        for word in super::WORDS {
            let unit = InUnit(Some(Unit::parse(word).unwrap()));
            for (ms, as_text) in [(5_400_000, false), (5_461_500, true), (0, false)] {
                let mut manner = Manner {
                    below: &mut |_| 0,
                    like: None,
                    as_text,
                };
                let sent = unit.inverse(Value::Milliseconds(ms), &mut manner).unwrap();
                let read = unit.apply(Value::of(&sent.json).unwrap()).unwrap();
                assert_eq!(read, Some(sent.says.clone()), "{word}");
                assert_eq!(sent.json.is_string(), as_text || word.contains(':'));
            }
        }
    }

    #[test]
    fn words_are_told() {
        assert_eq!(
            Unit::parse("minn").unwrap_err().help,
            Some(crate::diagnostic::Help::meant("min"))
        );
        assert_eq!(
            Unit::Seconds.milliseconds(&json!("soon")),
            Err("`soon` is no duration in `s`".to_owned())
        );
        for word in super::WORDS {
            assert_eq!(Unit::parse(word).unwrap().word(), word);
        }
    }
}
