//! Values → the form of time that all of them have.

use super::survey::{Member, plain_name};
use super::written::flow;
use jiff::tz::TimeZone;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;

/// Forms in which vendors write local times.
const LOCAL: [&str; 7] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%b %d, %Y %H:%M",
];
/// Forms that tell the moment alone.
const ZONED: [&str; 4] = [
    "date",
    "rfc3339",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%a, %d %b %Y %H:%M:%S %z",
];
/// The earliest and the latest time of real records, in seconds since 1970.
const SECONDS: std::ops::RangeInclusive<i64> = 631_152_000..=4_102_444_800;

/// A form of time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    /// Its word, or its strptime letters.
    pub(super) word: &'static str,
    /// True if the values tell no zone.
    pub(super) is_local: bool,
}

/// The form that all values have; none where they are no times, or where there are none.
pub(super) fn form_of(values: &[Json]) -> Option<Form> {
    if values.is_empty() {
        return None;
    }
    let all = |word: &str, zone: Option<&TimeZone>| {
        let form = TimeForm::parse(word).ok();
        form.is_some_and(|form| values.iter().all(|value| form.read(value, zone).is_ok()))
    };
    let sure = |word| Form {
        word,
        is_local: false,
    };
    let counts: Option<Vec<i64>> = values
        .iter()
        .map(|value| value.as_text()?.parse().ok())
        .collect();
    if let Some(counts) = counts {
        if counts.iter().all(|count| SECONDS.contains(count)) {
            return Some(sure("unix_s"));
        }
        let ms = |count: &i64| SECONDS.contains(&(count / 1000));
        return counts.iter().all(ms).then(|| sure("unix_ms"));
    }
    for word in ZONED {
        if all(word, None) {
            return Some(sure(word));
        }
    }
    let local = ["rfc3339"].into_iter().chain(LOCAL);
    let utc = TimeZone::UTC;
    let word = local.into_iter().find(|word| all(word, Some(&utc)))?;
    Some(Form {
        word,
        is_local: true,
    })
}

/// The unit of a duration, by the form of its values or by its name.
pub(super) fn unit(member: &Member) -> &'static str {
    let name = plain_name(member.name());
    let colons = member.values.iter().filter_map(Json::as_text);
    let colons = colons.map(|text| text.matches(':').count()).max();
    match colons {
        Some(2) => "hh:mm:ss",
        Some(1) => "mm:ss",
        _ if name.ends_with("ms") || name.contains("milli") => "ms",
        _ if name.contains("min") => "min",
        _ if name.contains("hour") => "h",
        _ => "s",
    }
}

/// The key with which a field reads these values, where they have a form of time: `time: unix_s`,
/// `unit: hh:mm:ss`. A count whose name tells an id is none.
pub(super) fn key_of(member: &Member) -> Option<String> {
    let is_clock = |value: &Json| {
        let text = value.as_str().unwrap_or_default();
        let parts: Vec<&str> = text.split(':').collect();
        let digits = |part: &&str| (1..=2).contains(&part.len()) && part.parse::<u8>().is_ok();
        matches!(parts.len(), 2 | 3) && parts.iter().all(digits)
    };
    if !member.values.is_empty() && member.values.iter().all(is_clock) {
        return Some(format!("unit: {}", flow(unit(member))));
    }
    let form = form_of(&member.values)?;
    if form.word.starts_with("unix") && plain_name(member.name()).ends_with("id") {
        return None;
    }
    let zone = if form.is_local {
        ", in which zone?"
    } else {
        ""
    };
    Some(format!("time: {}{zone}", flow(form.word)))
}

#[cfg(test)]
mod tests {
    use super::form_of;
    use touchpoint_language::json::Json;

    #[test]
    fn a_form_is_that_of_all_values() {
        for (values, word, is_local) in [
            (
                r#"["2026-03-02T10:00:00Z", "2026-03-02T10:00:00.5+01:00"]"#,
                "rfc3339",
                false,
            ),
            (r#"["2026-03-02T10:00:00"]"#, "rfc3339", true),
            (r#"["2026-03-02", "2026-03-03"]"#, "date", false),
            ("[1772445600]", "unix_s", false),
            (r#"["1772445600000", 1772445600001]"#, "unix_ms", false),
            (r#"["2026-03-02 10:00:00"]"#, "rfc3339", true),
            (r#"["31/03/2026 10:00"]"#, "%d/%m/%Y %H:%M", true),
        ] {
            let values = Json::parse(values).unwrap();
            let form = form_of(values.as_array().unwrap()).unwrap();
            assert_eq!((form.word, form.is_local), (word, is_local), "{values}");
        }
        for values in [
            "[]",
            "[7]",
            r#"["soon"]"#,
            r#"["2026-03-02", "soon"]"#,
            "[true]",
        ] {
            let values = Json::parse(values).unwrap();
            assert_eq!(form_of(values.as_array().unwrap()), None, "{values}");
        }
    }
}
