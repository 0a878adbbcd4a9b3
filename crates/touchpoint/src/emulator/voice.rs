//! A recorded text into another of its kind: a title into a title, a sentence into a sentence, an id
//! into an id. What kind it is, the text itself tells; no field is known here.

use super::dice::Dice;

const PEOPLE: [(&str, &str); 12] = [
    ("Ada", "Winter"),
    ("Ines", "Park"),
    ("Bo", "Lind"),
    ("Mara", "Voss"),
    ("Otto", "Brandt"),
    ("Ewa", "Nowak"),
    ("Tom", "Ilic"),
    ("Ana", "Prins"),
    ("Nils", "Aker"),
    ("Lena", "Sommer"),
    ("Yusuf", "Demir"),
    ("Chiara", "Riva"),
];

const COMPANIES: [&str; 8] = [
    "Northwind Mills",
    "Fern Ltd",
    "Harbour & Sons",
    "Lumen Works",
    "Alder Foods",
    "Quarry Lane",
    "Bluebird Travel",
    "Ostrava Glass",
];

const TOPICS: [&str; 12] = [
    "Renewal",
    "Pricing",
    "Onboarding",
    "Kick-off",
    "Demo",
    "Contract",
    "Roadmap",
    "Training",
    "Pilot",
    "Second offer",
    "Invoice",
    "Quarterly review",
];

const SENTENCES: [&str; 14] = [
    "{p} wants a second offer before June.",
    "Agreed on a pilot with two teams.",
    "{p} asked for the signed order.",
    "Walked through the import with {p}.",
    "Prefers to be called after four.",
    "Sent the slides, and {p} will share them at {c}.",
    "{c} would like a trial for ten people.",
    "The budget is there; {p} decides next week.",
    "Bring the numbers of the last quarter.",
    "Left a message, and will try again tomorrow.",
    "{p} liked the new report, but misses the export.",
    "Went through the contract; only the term is open.",
    "{c} moves to the yearly plan.",
    "Two seats more from July, says {p}.",
];

/// One person and one company, and whose talk it is.
pub(super) struct Voice {
    first: &'static str,
    last: &'static str,
    company: &'static str,
    /// The kind of what is told, where there is only one: `Call`.
    kind: Option<String>,
}

impl Voice {
    pub(super) fn new(dice: &mut Dice, kind: Option<&str>) -> Voice {
        let (first, last) = *dice.pick(&PEOPLE).unwrap_or(&("Ada", "Winter"));
        Voice {
            first,
            last,
            company: dice.pick(&COMPANIES).unwrap_or(&"Fern Ltd"),
            kind: kind.map(capitalised),
        }
    }

    /// Another text of this one's kind; a title where there is none.
    pub(super) fn like(&self, text: Option<&str>, dice: &mut Dice) -> String {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return self.title(dice);
        };
        let spaces = text.split_whitespace().count().saturating_sub(1);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let own = text
            .chars()
            .all(|c| c.is_ascii_digit() || " +-/().".contains(c));
        if let Some(rest) = text.strip_prefix('<') {
            let tag = rest.split(['>', ' ']).next().filter(|tag| *tag == "div");
            let tag = tag.unwrap_or("p");
            return format!("<{tag}>{}</{tag}>", self.sentence(dice));
        }
        if spaces == 0 && text.contains('@') {
            return format!("{}@example.com", self.first.to_lowercase());
        }
        if own && digits > 3 {
            return redialled(text, dice);
        }
        let word = spaces == 0 && !text.starts_with(|c: char| c.is_uppercase());
        if word || text.contains("://") {
            // A word of the vendor's own.
            return text.to_owned();
        }
        if spaces > 3 || text.ends_with('.') {
            return self.sentence(dice);
        }
        match text.split_once(": ") {
            Some((prefix, _)) if prefix.len() < 6 => format!("{prefix}: {}", self.title(dice)),
            _ => self.title(dice),
        }
    }

    fn title(&self, dice: &mut Dice) -> String {
        let topic = dice.pick(&TOPICS).unwrap_or(&"Renewal");
        let Voice {
            first,
            last,
            company,
            ..
        } = self;
        match (&self.kind, dice.below(4)) {
            (Some(kind), 0) => format!("{kind} with {first} {last}"),
            (_, 0 | 1) => format!("{topic} with {first} {last}"),
            (_, 2) => format!("{topic}: {company}"),
            _ => format!("{topic} for {company}"),
        }
    }

    fn sentence(&self, dice: &mut Dice) -> String {
        let sentence = dice.pick(&SENTENCES).unwrap_or(&"");
        sentence
            .replace("{p}", self.first)
            .replace("{c}", self.company)
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// The same number with other last digits.
fn redialled(text: &str, dice: &mut Dice) -> String {
    let count = text.chars().filter(char::is_ascii_digit).count();
    let mut at = 0;
    let digit = |c: char| {
        if !c.is_ascii_digit() {
            return c;
        }
        at += 1;
        let new = u32::try_from(dice.below(10)).unwrap_or(0);
        if at + 2 > count {
            char::from_digit(new, 10).unwrap_or(c)
        } else {
            c
        }
    };
    text.chars().map(digit).collect()
}

/// An id like this one: its own for each serial below a thousand times a thousand, where it has the
/// places for so many.
pub(super) fn id_like(id: &str, serial: u64) -> String {
    let numeric = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if numeric && let Some(sum) = id.parse::<u64>().ok().and_then(|n| n.checked_add(serial)) {
        return sum.to_string();
    }
    let hex = id
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    // What stands before an underscore says what kind of thing it is; so may three signs in front.
    let fixed = id.rfind('_').map_or(3, |at| at + 1);
    let mut left = serial.wrapping_mul(7_919);
    let mut chars: Vec<char> = id.chars().collect();
    let free = chars
        .len()
        .saturating_sub(fixed.min(chars.len().saturating_sub(4)));
    for place in chars.iter_mut().rev().take(free) {
        let (start, radix) = match *place {
            'a'..='f' if hex => ('a', 6),
            c if c.is_ascii_digit() => ('0', 10),
            c if c.is_ascii_lowercase() => ('a', 26),
            c if c.is_ascii_uppercase() => ('A', 26),
            _ => continue,
        };
        let own = u64::from(u32::from(*place) - u32::from(start));
        let moved = u32::try_from((own + left) % radix).unwrap_or(0);
        *place = char::from_u32(u32::from(start) + moved).unwrap_or(*place);
        left /= radix;
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_keep_their_shape_and_differ() {
        for id in [
            "208",
            "acti_Call01",
            "66c0d1e2f3a4b5c6d7e8f901",
            "00T5f00000Qw001EAA",
        ] {
            let all: BTreeSet<String> = (0..4_000).map(|serial| id_like(id, serial)).collect();
            assert_eq!(all.len(), 4_000, "{id}");
            for other in &all {
                let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_lowercase());
                if id != "208" {
                    assert_eq!(other.len(), id.len());
                    assert!(other.chars().map(kind).eq(id.chars().map(kind)), "{other}");
                }
            }
            assert!(all.contains(id));
        }
        assert!(id_like("acti_Call01", 77).starts_with("acti_"));
        assert!(id_like("00T5f00000Qw001EAA", 77).starts_with("00T"));
        assert_eq!(id_like("", 3), "");
    }

    #[test]
    fn a_text_stays_what_it_is() {
        let mut dice = Dice::new(1, "voice");
        let voice = Voice::new(&mut dice, Some("call"));
        let mut like = |text| voice.like(Some(text), &mut dice);
        assert_eq!(like("completed"), "completed");
        assert!(like("<div>Ask about <b>seats</b></div>").starts_with("<div>"));
        assert!(like("Wants a trial for ten people.").ends_with(['.', '!']));
        assert!(like("Re: Second offer").starts_with("Re: "));
        assert!(like("kim@example.org").ends_with("@example.com"));
        let phone = like("+32 2 555 01 71");
        assert!(
            phone.starts_with("+32 2 555 01 ") && phone.len() == 15,
            "{phone}"
        );
        assert!(like("Pricing call").split(' ').count() > 1);
    }
}
