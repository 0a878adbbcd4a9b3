//! Replaces a recorded text by another of its kind: a title by a title, a sentence by a sentence, a
//! phone number by a phone number. The kind follows from the text itself; no field is known here.

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

/// Who speaks in the texts of one record: a person of a company.
pub(crate) struct Speaker {
    first: &'static str,
    last: &'static str,
    company: &'static str,
    /// What kind of record it is, where its list has only one: `Call`.
    kind: Option<String>,
}

impl Speaker {
    pub(crate) fn new(dice: &mut Dice, kind: Option<&str>) -> Speaker {
        let (first, last) = *dice.pick(&PEOPLE).unwrap_or(&("Ada", "Winter"));
        Speaker {
            first,
            last,
            company: dice.pick(&COMPANIES).unwrap_or(&"Fern Ltd"),
            kind: kind.map(capitalised),
        }
    }

    /// Another text of the same kind; a title where there is none.
    pub(crate) fn like(&self, text: Option<&str>, dice: &mut Dice) -> String {
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
        let Speaker {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_what_it_is() {
        let mut dice = Dice::new(1, "voice");
        let speaker = Speaker::new(&mut dice, Some("call"));
        let mut like = |text| speaker.like(Some(text), &mut dice);
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
