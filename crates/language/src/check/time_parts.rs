//! What keeps a strptime form from naming a moment: a directive that is only written and never read, or a part
//! that is missing.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime, fmt::strtime};

/// The parts of a moment: their names, the directive to add, the letters of all that tell them.
const PARTS: [(&str, &str, &str); 4] = [
    ("year", "%Y", "YyGCFDcxs"),
    ("month", "%m", "mBbhFDjcxs"),
    ("day", "%d", "dejFDAacxs"),
    ("hour", "%H", "HkIlTRrXcs"),
];

/// Why a form names no moment, and the next step.
pub(super) fn lack(form: &str, moment: Timestamp) -> (String, String) {
    let directives = directives(form);
    let sample = ZonedDateTime::new(moment, TimeZone::UTC);
    let unread = |directive: &&&str| {
        let written = strtime::format(directive, &sample).unwrap_or_default();
        strtime::parse(directive, written).is_err()
    };
    if let Some(odd) = directives.iter().find(unread) {
        let help = format!(
            "take `{odd}` away; what is read is `%Y %m %d %H %M %S %.f %z %p` and the like"
        );
        return (format!("`{odd}` is written, but never read"), help);
    }
    let letter = |directive: &&str| directive.chars().next_back();
    let letters: Vec<char> = directives.iter().filter_map(letter).collect();
    let lacks = |part: &&(&str, &str, &str)| !part.2.contains(letters.as_slice());
    let missing: Vec<_> = PARTS.iter().filter(lacks).collect();
    let of_day = missing.iter().all(|(name, ..)| *name == "hour");
    match missing.as_slice() {
        [] => (
            "names no moment".to_owned(),
            "name year, month, day and hour once each".to_owned(),
        ),
        [_] if of_day => (
            "names no hour".to_owned(),
            "add `%H` for the hour; a day alone, such as `2026-01-31`, is `time: date`".to_owned(),
        ),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, ..)| *name).collect();
            let adds: Vec<String> = several
                .iter()
                .map(|(name, directive, _)| format!("`{directive}` for the {name}"))
                .collect();
            (
                format!("names no {}", listed(&names)),
                format!("add {}", adds.join(", ")),
            )
        }
    }
}

/// `year, month or day`
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// The directives of a form, with their flags: `%d`, `%-d`, `%.3f`.
fn directives(form: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = form;
    while let Some(at) = rest.find('%') {
        rest = rest.get(at..).unwrap_or_default();
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| c.is_alphabetic() || *c == '%')
            .map(|(at, c)| at.saturating_add(c.len_utf8()));
        let (directive, after) = rest
            .split_at_checked(length.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        if directive != "%%" {
            found.push(directive);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_lacks_is_named() {
        let moment = Timestamp::from_second(1_795_958_055).unwrap();
        let label = |form: &str| lack(form, moment).0;
        assert_eq!(
            label("%d/%m/%Y %H:%M %q"),
            "`%q` is written, but never read"
        );
        assert_eq!(label("%d/%m %H:%M"), "names no year");
        assert_eq!(label("%H:%M"), "names no year, month or day");
        assert_eq!(label("%-d.%-m.%Y"), "names no hour");
    }
}
