//! A duration becomes what a vendor writes for it.

use crate::seed::dice::Dice;
use touchpoint_language::expr::Unit;
use touchpoint_language::json::Json;

/// Some duration: what the vendor writes, and the milliseconds that this says.
pub(crate) fn some(unit: Unit, dice: &mut Dice, as_text: bool) -> (Json, i64) {
    let seconds = i64::try_from(dice.below(7_200)).unwrap_or(0);
    let half = unit == Unit::Milliseconds && dice.one_in(3);
    written(unit, seconds * 1000 + i64::from(half) * 500, as_text)
}

/// What the vendor writes for so many milliseconds, and how many of them this says.
pub(crate) fn written(unit: Unit, ms: i64, as_text: bool) -> (Json, i64) {
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
        Json::String(text)
    } else {
        number(&text)
    };
    (value, ms)
}

/// A number with exactly these digits.
fn number(digits: &str) -> Json {
    Json::parse(digits).unwrap_or_else(|_| digits.into())
}
