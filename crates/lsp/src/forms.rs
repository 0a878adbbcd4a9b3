//! The words of values that have a form: times, units of durations, and filters of templates.

/// A word, and what is said of it.
pub(crate) type Said = (&'static str, &'static str);

/// How a vendor writes a time.
pub(crate) const TIMES: [Said; 5] = [
    (
        "rfc3339",
        "`2026-01-31T12:00:00.5+01:00`; without an offset where a `zone` is known.",
    ),
    ("date", "`2026-01-31`: the start of that day."),
    ("unix_s", "Seconds since 1970."),
    ("unix_ms", "Milliseconds since 1970."),
    (
        "%Y-%m-%d %H:%M:%S",
        "Letters of strptime, for any other form.",
    ),
];

/// How a header tells when a limit is reset.
pub(crate) const RESETS: [Said; 6] = [
    ("delay_s", "Seconds from now."),
    ("delay_ms", "Milliseconds from now."),
    ("unix_s", "Seconds since 1970."),
    ("unix_ms", "Milliseconds since 1970."),
    ("http_date", "`Sat, 31 Jan 2026 12:00:00 GMT`."),
    ("rfc3339", "`2026-01-31T12:00:00Z`."),
];

/// The units of a duration.
pub(crate) const UNITS: [Said; 7] = [
    ("ms", "Milliseconds."),
    ("s", "Seconds."),
    ("min", "Minutes."),
    ("h", "Hours."),
    ("hh:mm", "Hours and minutes."),
    ("mm:ss", "Minutes and seconds."),
    ("hh:mm:ss", "Hours, minutes and seconds."),
];

/// What a template may do with a value, behind `|`.
pub(crate) const FILTERS: [Said; 10] = [
    ("default", "`default('')`: this where the value is absent."),
    ("lower", "In small letters."),
    ("upper", "In capital letters."),
    ("trim", "Without the spaces around it."),
    ("replace", "`replace('a', 'b')`: each `a` becomes `b`."),
    ("int", "The text of a number as a number."),
    ("string", "As a text."),
    ("join", "`join(',')`: the elements of a list as one text."),
    ("first", "The first element."),
    ("last", "The last element."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::expr::{Template, TimeForm};
    use touchpoint_language::schema::mapping_schema;
    use touchpoint_language::transform::Unit;
    use touchpoint_language::unified::engagement_model;

    #[test]
    fn every_word_is_one_of_the_language() {
        for (word, _) in TIMES {
            assert!(TimeForm::parse(word).is_ok(), "{word}");
        }
        for (word, _) in UNITS {
            assert!(Unit::parse(word).is_ok(), "{word}");
        }
        for (word, says) in FILTERS {
            let call = says
                .strip_prefix('`')
                .and_then(|says| says.split('`').next());
            let text = format!("{{{{ context.a | {} }}}}", call.unwrap_or(word));
            assert!(Template::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_schema_tells_no_further_word() {
        let schema = mapping_schema(&engagement_model());
        let said = |pointer: &str| {
            let says = schema
                .pointer(pointer)
                .and_then(|says| says.as_str())
                .unwrap();
            let words = says.split('`').skip(1).step_by(2);
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        for word in said("/$defs/ResetSource/properties/form/description") {
            assert!(RESETS.iter().any(|(known, _)| *known == word), "{word}");
        }
        for word in said("/$defs/FieldObject/properties/time/else/description") {
            assert!(TIMES.iter().any(|(known, _)| *known == word), "{word}");
        }
    }
}
