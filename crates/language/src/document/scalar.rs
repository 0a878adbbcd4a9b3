//! A plain scalar's text as JSON, by the core schema of YAML 1.2 with one difference: digits that
//! start with a zero (`012`) are text, since they are nearly always an id.

use crate::json::{Json, Number};

/// `null`, `true`, `12`, `1.5`, `0x1F`; `no`, `on`, `y`, `012`, `.inf` are texts.
pub(super) fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => number(text).map_or_else(|| text.into(), Json::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let valid = digits.chars().all(|c| c.is_digit(radix));
            let value = u64::from_str_radix(digits, radix).ok();
            return value.filter(|_| valid).map(Number::from);
        }
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at_checked(at)?,
        None => (unsigned, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    // JSON wants digits on both sides of the point, YAML on one
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let json = format!("{sign}{whole}{point}{fraction}{exponent}");
    Number::parse(&json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_core_schema() {
        for text in [
            "no",
            "on",
            "y",
            "Yes",
            "012",
            "00",
            ".inf",
            "-.nan",
            "1_000",
            "0x",
            "0xG",
            "0x+1",
            "1e",
            ".",
            "-",
            "+",
            "+-1",
            "--1",
            "1 2",
            "1.2.3",
            "2026-11-01",
            "e5",
            "12:30",
            "0o9",
            "nULL",
            "+ 1",
        ] {
            assert_eq!(plain(text), Json::from(text), "{text}");
        }
        for (text, json) in [
            ("~", "null"),
            ("", "null"),
            ("TRUE", "true"),
            ("false", "false"),
            ("0", "0"),
            ("-7", "-7"),
            ("+12", "12"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("1.50", "1.50"),
            ("1.", "1"),
            (".5", "0.5"),
            ("-.5e-3", "-0.5e-3"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
        ] {
            assert_eq!(plain(text).to_string(), json, "{text}");
        }
    }
}
