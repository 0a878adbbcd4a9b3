//! Numbers as they are shown to the schema. A schema takes `1e5` and `2000.0` for whole numbers,
//! but the types that read a mapping do not: such a number is shown as a fraction, so that both
//! agree.

use serde_json::Value;

use crate::document::{Kind, Node};
use crate::json::{Json, Number};

/// A fraction that breaks no limit of ours.
const BROKEN: f64 = 1.5;

/// The tree as the schema judges it.
pub(super) fn judged(node: &Node) -> Value {
    match &node.kind {
        Kind::Scalar {
            value: Json::Number(number),
        } => {
            if is_whole(number) {
                number.to_value()
            } else {
                fraction(number)
            }
        }
        Kind::Scalar { value } => value.to_value(),
        Kind::List(items) => items.iter().map(judged).collect(),
        Kind::Map(entries) => {
            let members = entries.iter();
            members
                .map(|entry| (entry.key.clone(), judged(&entry.node)))
                .collect()
        }
    }
}

/// True if a number is written as a whole one that an integer of 64 bits holds.
fn is_whole(number: &Number) -> bool {
    let text = number.as_str();
    text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()
}

fn fraction(number: &Number) -> Value {
    match number.to_value() {
        Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() != 0.0) => {
            Value::Number(number)
        }
        _ => BROKEN.into(),
    }
}

/// What to write for a whole number in another form: `1e5` → `100000`. Nothing for what is none, or
/// is too large.
pub(super) fn plainly(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = exponent
        .checked_sub(fraction.len())
        .filter(|zeros| *zeros < 20)?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let number: u64 = digits.parse().ok()?;
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_written_plainly() {
        for (text, plain) in [
            ("1e5", Some("100000")),
            ("1E+5", Some("100000")),
            ("2000.0", Some("2000")),
            ("1.5e3", Some("1500")),
            ("1.5", None),
            ("1e-2", None),
            ("1e400", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(plainly(text).as_deref(), plain, "{text}");
        }
    }

    #[test]
    fn only_plain_whole_numbers_are_shown_as_such() {
        let shown = |text: &str| {
            let value = Json::Number(Number::parse(text).unwrap());
            let kind = Kind::Scalar { value };
            judged(&Node { span: 0..0, kind })
        };
        assert_eq!(shown("-3"), -3);
        assert_eq!(shown("18446744073709551615"), u64::MAX);
        for text in ["1e5", "2000.0", "99999999999999999999", "1e400"] {
            assert_eq!(shown(text), BROKEN, "{text}");
        }
        assert_eq!(shown("0.25"), 0.25);
    }
}
