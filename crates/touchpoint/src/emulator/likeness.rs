//! What a value made like a recorded one has of it: the order of its members, the offset and the
//! digits of its times.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Map, Value};

/// How many values it has that are not null.
pub(super) fn fullness(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Object(members) => members.values().map(fullness).sum(),
        Value::Array(items) => items.iter().map(fullness).sum(),
        _ => 1,
    }
}

/// A record whose members stand as in the recorded one; further ones come last.
pub(super) fn in_order_of(shape: &Value, value: Value) -> Value {
    let (Value::Object(shape), Value::Object(mut members)) = (shape, value.clone()) else {
        return value;
    };
    let mut ordered = Map::new();
    for (name, inner) in shape {
        if let Some(own) = members.shift_remove(name) {
            ordered.insert(name.clone(), in_order_of(inner, own));
        }
    }
    ordered.append(&mut members);
    Value::Object(ordered)
}

/// Nothing was recorded.
pub(super) fn is_blank(shape: &Value) -> bool {
    match shape {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// An instant with the offset and the digits that this text has.
pub(super) fn rfc3339_like(text: &str, at: Timestamp) -> String {
    let (clock, offset) = match text.rfind(['+', '-']) {
        Some(place) if place > 10 => text.split_at_checked(place).unwrap_or((text, "")),
        _ => (text.trim_end_matches('Z'), "Z"),
    };
    let digits = clock
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let fraction = if digits == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(digits.min(9)))
    };
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let number = |range: std::ops::Range<usize>| {
        let part = offset.get(range).and_then(|part| part.parse::<i32>().ok());
        part.unwrap_or(0)
    };
    let seconds = sign * (number(1..3) * 3600 + number(4..6) * 60);
    let zone = Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed);
    let there = ZonedDateTime::new(at, zone);
    format!("{}{fraction}{offset}", there.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_it_was_recorded() {
        let at: Timestamp = "2026-06-26T10:30:00Z".parse().unwrap();
        for (text, written) in [
            ("Z", "2026-06-26T10:30:00Z"),
            ("2026-04-07T13:30:00.250Z", "2026-06-26T10:30:00.000Z"),
            (
                "2026-05-20T10:00:00.120000+00:00",
                "2026-06-26T10:30:00.000000+00:00",
            ),
            ("2026-06-11T07:20:31-08:00", "2026-06-26T02:30:00-08:00"),
            ("2026-04-10T11:55:16+05:30", "2026-06-26T16:00:00+05:30"),
            ("yesterday", "2026-06-26T10:30:00Z"),
        ] {
            assert_eq!(rfc3339_like(text, at), written);
        }
    }
}
