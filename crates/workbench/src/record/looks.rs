//! A text → what it is by its own form: a mail, a time, a phone number, a secret, a name, a word of
//! the vendor's.

use super::named::calls_person;

/// The longest text that may be an id or a word of the vendor's.
const LONGEST_WORD: usize = 64;
/// The shortest letters and digits without a space that may be a secret of the vendor's.
const SHORTEST_SECRET: usize = 32;
/// How tokens of well-known makers begin, and how long they are at least.
const TOKENS: [(&str, usize); 27] = [
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("pk_live_", 16),
    ("pk_test_", 16),
    ("rk_live_", 16),
    ("rk_test_", 16),
    ("whsec_", 16),
    ("sk-", 24),
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 30),
    ("ya29.", 20),
    ("GOCSPX-", 20),
    ("xoxb-", 12),
    ("xoxp-", 12),
    ("xoxa-", 12),
    ("xoxr-", 12),
    ("xoxs-", 12),
    ("xapp-", 12),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("-----BEGIN", 10),
];

pub(super) fn is_mail(text: &str) -> bool {
    let Some((user, host)) = text.trim().split_once('@') else {
        return false;
    };
    !user.is_empty() && !text.contains(' ') && host.contains('.')
}

/// True for a text that begins as a date of a real month and day, or that is a clock.
pub(super) fn is_time(text: &str) -> bool {
    let mut letters = text.chars();
    let date: String = letters.by_ref().take(10).collect();
    let rest_is_time = letters.all(|c| c.is_ascii_digit() || "TZz:+-. APMapm".contains(c));
    let is_clock = text.len() <= 8
        && text.contains(':')
        && text.chars().all(|c| c.is_ascii_digit() || c == ':');
    is_date(&date) && rest_is_time || is_clock
}

/// True for `2026-03-02`, `02.03.2026` and `03/02/2026`, of a month and a day that there are.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
    let is_day = |day: u32| (1..=31).contains(&day);
    let is_month = |month: u32| (1..=12).contains(&month);
    let is_year = |year: u32| (1800..=2200).contains(&year) || year == 1 || year == 9999;
    match (lengths.as_slice(), numbers.as_deref()) {
        ([4, 2, 2], Some([year, month, day])) => is_year(*year) && is_month(*month) && is_day(*day),
        ([2, 2, 4], Some([one, other, year])) => {
            let either = is_month(*one) && is_day(*other) || is_day(*one) && is_month(*other);
            is_year(*year) && either
        }
        _ => false,
    }
}

/// True for what is written as a phone number: with a `+`, or with digits in groups.
pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = text
        .chars()
        .all(|c| c.is_ascii_digit() || " +()-./x".contains(c));
    let groups = text.split(['-', '.']).filter(|part| part.len() >= 2);
    let grouped = text.starts_with('+')
        || text.contains(' ')
        || text.contains('(')
        || groups.count() >= 3 && text.contains(['-', '.']);
    allowed && grouped && (7..=16).contains(&digits)
}

/// True for a text that can be a phone number where a member's name says that it is one.
pub(super) fn has_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 4
}

pub(super) fn is_long_code(text: &str) -> bool {
    text.len() >= SHORTEST_SECRET && !text.contains(' ')
}

/// True for a text that begins as the tokens of a well-known maker do.
pub(super) fn is_known_token(text: &str) -> bool {
    let text = text.trim();
    TOKENS.iter().any(|(start, least)| {
        let is_code = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let is_block = start.starts_with('-');
        text.starts_with(start) && text.len() >= *least && (is_block || text.chars().all(is_code))
    })
}

/// True for a long text of mixed letters and digits that is no UUID, and for a signed token.
pub(super) fn is_secret(text: &str) -> bool {
    if text.starts_with("eyJ") && text.len() > 20 {
        return true;
    }
    let code = |c: char| c.is_ascii_alphanumeric() || "_-+/=.~%".contains(c);
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let letters = text.chars().any(|c| c.is_ascii_alphabetic());
    is_long_code(text) && !is_uuid(text) && digits && letters && text.chars().all(code)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// True for a `key` that is no secret: a plain word, a number, a UUID, or `ABC-12`.
pub(super) fn is_plain_key(text: &str) -> bool {
    let word = text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let number = text.chars().all(|c| c.is_ascii_digit());
    let counted = text.split_once('-').is_some_and(|(start, count)| {
        let start = start.len() <= 10 && start.chars().all(|c| c.is_ascii_uppercase());
        start && count.len() <= 8 && count.chars().all(|c| c.is_ascii_digit())
    });
    word || number || counted || is_uuid(text)
}

/// True for the name of a person where an id may stand as well: `maria`, `hans.muster`, `kim22`.
pub(super) fn is_called(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len().saturating_sub(letters.len());
    let named = letters
        .chars()
        .all(|c| c.is_alphabetic() || " .'’-_".contains(c));
    let alphabetic = letters.chars().filter(|c| c.is_alphabetic()).count();
    let word = letters.trim_end_matches(['-', '_', '.']);
    // `usr_12`, `a8` and `user12` are ids.
    let is_id =
        digits > 0 && (digits > 4 || alphabetic < 3 || word != letters || calls_person(word));
    named && alphabetic > 0 && !is_id
}

/// True for an id or a word of the vendor's: no spaces, and not written as a name is.
pub(super) fn is_code(text: &str) -> bool {
    let code = |c: char| c.is_ascii_alphanumeric() || "_-:.$/".contains(c);
    if text.len() > LONGEST_WORD || !text.chars().all(code) {
        return false;
    }
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let lower = text.chars().any(|c| c.is_ascii_lowercase());
    let upper = text.chars().any(|c| c.is_ascii_uppercase());
    // `Ada` may be a person, `TASK`, `open` and `a8F` are none.
    digits || text.contains('_') || !(lower && upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_month_and_a_day_that_there_are() {
        for time in ["2026-03-02", "27.04.2026 10:00", "04/27/2026", "10:05:00"] {
            assert!(is_time(time), "{time}");
        }
        for phone in [
            "415-555-0132",
            "415.555.0135",
            "044-555-0101",
            "044 555 01 01",
        ] {
            assert!(is_phone(phone) && !is_time(phone), "{phone}");
        }
        for other in ["2026-13-02", "31.31.2026", "12-34-5678", "7101"] {
            assert!(!is_time(other), "{other}");
        }
        assert!(!is_phone("1.2.3") && !is_phone("2026-000123"));
    }

    #[test]
    fn names_are_told_from_ids() {
        for name in ["maria", "hans.muster", "kim22", "Zoë", "SAM"] {
            assert!(is_called(name), "{name}");
        }
        for id in ["user12", "usr_9", "a8F", "42", "0051x000", "u1"] {
            assert!(!is_called(id), "{id}");
        }
    }
}
