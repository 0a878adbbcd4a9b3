//! A number by its digits.

use serde_json::Value;
use std::fmt;

/// A JSON number: `-7`, `1.50`, `1e+400`. An exponent has its sign, as `serde_json` writes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Number(String);

impl Number {
    /// A number from the text of one, as JSON has it.
    ///
    /// ```
    /// use touchpoint_language::json::Number;
    /// assert_eq!(Number::parse("1E5").unwrap().as_str(), "1e+5");
    /// assert_eq!(Number::parse("012"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Number> {
        let raw: &serde_json::value::RawValue = serde_json::from_str(text).ok()?;
        let number = raw.get();
        let begins = number.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        (begins && number.len() == text.len()).then(|| Number::checked(number))
    }

    /// A number from a text that is known to be one.
    pub(super) fn checked(text: &str) -> Number {
        let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
            return Number(text.to_owned());
        };
        let sign = if exponent.starts_with(['+', '-']) {
            ""
        } else {
            "+"
        };
        Number(format!("{mantissa}e{sign}{exponent}"))
    }

    /// A double, as `serde_json` writes it; nothing for one that is not finite.
    pub fn from_f64(double: f64) -> Option<Number> {
        serde_json::Number::from_f64(double).map(|number| Number::from(&number))
    }

    /// True if a double or an integer of 64 bits holds exactly this number.
    ///
    /// ```
    /// use touchpoint_language::json::Number;
    /// let is_held = |text: &str| Number::parse(text).unwrap().is_held();
    /// assert!(is_held("1.50") && is_held("0.1") && is_held("18446744073709551615"));
    /// assert!(!is_held("12345678901234567890123") && !is_held("1e400"));
    /// ```
    pub fn is_held(&self) -> bool {
        let as_integer = self.0.parse::<i64>().is_ok() || self.0.parse::<u64>().is_ok();
        as_integer
            || self.0.parse::<f64>().is_ok_and(|double| {
                double.is_finite() && digits(&self.0) == digits(&format!("{double:e}"))
            })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its value, if it is a whole number of 64 bits.
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// The same as a value of `serde_json`; a number that no integer of 64 bits holds becomes the
    /// nearest double.
    pub fn to_value(&self) -> Value {
        if let Ok(whole) = self.0.parse::<i64>() {
            return whole.into();
        }
        if let Ok(whole) = self.0.parse::<u64>() {
            return whole.into();
        }
        let double: f64 = self.0.parse().unwrap_or_default();
        double.clamp(f64::MIN, f64::MAX).into()
    }
}

/// True for a negative number; its digits without zeros at either end, and the power of ten of the
/// last digit: `1.50` is `("15", -1)`.
fn digits(text: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let negative = whole.starts_with('-');
    let all = format!("{}{fraction}", whole.trim_start_matches('-'));
    let cut = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len().saturating_sub(cut.len())).unwrap_or(i64::MAX);
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let exponent: i64 = exponent.parse().unwrap_or(i64::MAX);
    let cut = cut.trim_start_matches('0').to_owned();
    if cut.is_empty() {
        return (false, cut, 0);
    }
    let last = exponent.saturating_sub(places).saturating_add(zeros);
    (negative, cut, last)
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Number {
        Number::checked(&number.to_string())
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Number {
        Number(number.to_string())
    }
}

impl From<i128> for Number {
    fn from(number: i128) -> Number {
        Number(number.to_string())
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Number {
        Number(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use serde_json::json;

    #[test]
    fn only_what_json_calls_a_number_is_one() {
        for text in [
            "0",
            "-7",
            "1.50",
            "1e+400",
            "123456789012345678901234567890",
        ] {
            assert_eq!(
                Number::parse(text).map(|n| n.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in [
            "", "+1", "01", "1.", ".5", "0x1", "1 ", " 1", "null", "\"1\"", "[1]", "-",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_type_holds_is_the_nearest_double() {
        let value = |text: &str| Number::parse(text).unwrap().to_value();
        assert_eq!(value("-7"), json!(-7));
        assert_eq!(value("18446744073709551615"), json!(u64::MAX));
        assert_eq!(value("1.50"), json!(1.5));
        assert_eq!(value("1e400"), json!(f64::MAX));
        assert_eq!(value("-1e400"), json!(f64::MIN));
    }
}
