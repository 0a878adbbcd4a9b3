//! A wrong value that would be right if it were the text that it looks like.

use serde_json::Value;

use super::place::PlacedViolation;
use super::violation::Breach;
use super::words;
use crate::diagnostic::{Help, disguised};

/// What its letters really are, and the step to the text that its reader sees.
pub(super) fn seen_as(place: &PlacedViolation<'_>, value: &Value) -> Option<(String, Help)> {
    let (label, plain) = disguised(value.as_str()?)?;
    let quoted =
        |quote: char| plain.len() > 1 && plain.starts_with(quote) && plain.ends_with(quote);
    if quoted('"') || quoted('\'') {
        let inner = plain.get(1..plain.len().saturating_sub(1))?;
        return fits(place, inner).then(|| (label, Help::write(&plain).text(&plain)));
    }
    // The Cyrillic letter that looks like `S` is typed for `$`, which stands on its key.
    let dollar = plain.strip_prefix('S').map(|rest| format!("${rest}"));
    let dollar = dollar.filter(|path| is_path(place) && fits(place, path));
    let plain = dollar.unwrap_or(plain);
    let number =
        matches!(&place.violation.breach, Breach::Type(types) if types.contains(&"integer"));
    let help = Help::write(&plain);
    let help = if number { help.text(&plain) } else { help };
    fits(place, &plain).then_some((label, help))
}

fn is_path(place: &PlacedViolation<'_>) -> bool {
    matches!(&place.violation.breach, Breach::Format(name) if name == "touchpoint-path")
}

/// True if the schema would not refuse this text for the same reason.
fn fits(place: &PlacedViolation<'_>, text: &str) -> bool {
    match &place.violation.breach {
        Breach::Words(options) => options.iter().any(|word| words::written(word) == text),
        Breach::Type(types) => types.contains(&"integer") && text.parse::<i64>().is_ok(),
        Breach::Pattern(pattern) => {
            regex_lite::Regex::new(pattern).is_ok_and(|form| form.is_match(text))
        }
        Breach::Format(name) => {
            let mut formats = place.judge.formats.iter();
            let format = formats.find(|known| known.name == name);
            format.is_some_and(|known| (known.check)(text).is_ok())
        }
        _ => false,
    }
}
