//! Forms of time as other libraries write them, in strptime's letters: for the help of a fault.

/// A library's letters → strptime's, the longer ones first.
type Letters = [(&'static str, &'static str)];

const YEARS_IN_CAPITALS: &Letters = &[
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("M", "%-m"),
    ("DD", "%d"),
    ("D", "%-d"),
    ("dddd", "%A"),
    ("ddd", "%a"),
    ("HH", "%H"),
    ("H", "%-H"),
    ("hh", "%I"),
    ("h", "%-I"),
    ("mm", "%M"),
    ("m", "%-M"),
    ("ss", "%S"),
    ("s", "%-S"),
    (".SSS", "%.f"),
    ("ZZ", "%z"),
    ("Z", "%:z"),
    ("A", "%p"),
    ("a", "%p"),
    ("[T]", "T"),
    ("[Z]", "Z"),
];

const YEARS_IN_SMALL: &Letters = &[
    ("yyyy", "%Y"),
    ("uuuu", "%Y"),
    ("yy", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("M", "%-m"),
    ("dddd", "%A"),
    ("ddd", "%a"),
    ("dd", "%d"),
    ("d", "%-d"),
    ("EEEE", "%A"),
    ("EEE", "%a"),
    ("HH", "%H"),
    ("H", "%-H"),
    ("hh", "%I"),
    ("h", "%-I"),
    ("mm", "%M"),
    ("m", "%-M"),
    ("ss", "%S"),
    ("s", "%-S"),
    (".SSSSSS", "%.f"),
    (".SSS", "%.f"),
    (".fff", "%.f"),
    ("XXX", "%:z"),
    ("zzz", "%:z"),
    ("xx", "%z"),
    ("Z", "%z"),
    ("K", "%:z"),
    ("tt", "%p"),
    ("a", "%p"),
    ("'T'", "T"),
    ("'Z'", "Z"),
];

const BY_EXAMPLE: &Letters = &[
    ("2006", "%Y"),
    ("January", "%B"),
    ("Jan", "%b"),
    ("Monday", "%A"),
    ("Mon", "%a"),
    ("-07:00", "%:z"),
    ("Z07:00", "%:z"),
    ("-0700", "%z"),
    (".000", "%.f"),
    ("01", "%m"),
    ("02", "%d"),
    ("15", "%H"),
    ("03", "%I"),
    ("04", "%M"),
    ("05", "%S"),
    ("PM", "%p"),
];

/// True for a count of microseconds or nanoseconds, `unix_us`, which no form of ours is.
pub(super) fn is_finer(word: &str) -> bool {
    let word = word.to_lowercase();
    let unit = word.rsplit(['_', '-', ' ']).next().unwrap_or_default();
    let short = ["us", "ns", "µs"].contains(&unit);
    short || unit.starts_with("micro") || unit.starts_with("nano")
}

/// Whose form of time a text is, and the same in ours; `None` for a text that is none of theirs.
pub(super) fn known(text: &str) -> Option<(&'static str, String)> {
    let word = text.to_lowercase().replace(['-', '_', ' '], "");
    let ours = match word.as_str() {
        "iso" | "iso8601" | "rfc3339" | "datetime" | "timestamptz" => Some("rfc3339"),
        "unix" | "epoch" | "epochs" | "epochseconds" | "unixseconds" | "unixtimestamp"
        | "seconds" => Some("unix_s"),
        "epochms" | "epochmillis" | "epochmilliseconds" | "unixmillis" | "unixmilliseconds"
        | "millis" | "milliseconds" => Some("unix_ms"),
        _ => None,
    };
    if let Some(ours) = ours {
        return Some(("", ours.to_owned()));
    }
    let (whose, letters) = if text.contains("YY") {
        ("moment.js", YEARS_IN_CAPITALS)
    } else if text.contains("yy") || text.contains("uuuu") {
        ("Java and .NET", YEARS_IN_SMALL)
    } else if text.contains("2006") {
        ("Go", BY_EXAMPLE)
    } else {
        return None;
    };
    Some((whose, spelt(text, letters)?))
}

fn spelt(text: &str, letters: &Letters) -> Option<String> {
    let (mut spelt, mut rest) = (String::new(), text);
    while let Some(next) = rest.chars().next() {
        if let Some((theirs, ours)) = letters.iter().find(|(theirs, _)| rest.starts_with(theirs)) {
            spelt.push_str(ours);
            rest = rest.strip_prefix(theirs).unwrap_or_default();
            continue;
        }
        // A letter that means nothing there would be guessed at.
        if (next.is_alphanumeric() || next == '%' || next == '\'') && next != 'T' {
            return None;
        }
        spelt.push(next);
        rest = rest.strip_prefix(next).unwrap_or_default();
    }
    Some(spelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_others_are_spelt_in_ours() {
        for (theirs, whose, ours) in [
            ("YYYY-MM-DD HH:mm:ss", "moment.js", "%Y-%m-%d %H:%M:%S"),
            (
                "YYYY-MM-DDTHH:mm:ss.SSSZ",
                "moment.js",
                "%Y-%m-%dT%H:%M:%S%.f%:z",
            ),
            (
                "yyyy-MM-dd'T'HH:mm:ssXXX",
                "Java and .NET",
                "%Y-%m-%dT%H:%M:%S%:z",
            ),
            ("dd/MM/yyyy", "Java and .NET", "%d/%m/%Y"),
            ("2006-01-02 15:04:05", "Go", "%Y-%m-%d %H:%M:%S"),
            ("ISO-8601", "", "rfc3339"),
            ("epoch_ms", "", "unix_ms"),
        ] {
            assert_eq!(known(theirs), Some((whose, ours.to_owned())), "{theirs}");
        }
        for text in ["yesterday", "YYYY-Q", "rfc", "yyyy-foo"] {
            assert_eq!(known(text), None, "{text}");
        }
    }
}
