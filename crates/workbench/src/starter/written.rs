//! Lines of a starter mapping: what is known, what is guessed, and what is asked.

use touchpoint_language::json::Json;

/// Lines that are being written.
#[derive(Clone, Debug, Default)]
pub(super) struct MarkedLines {
    pub(super) text: String,
    pub(super) guesses: usize,
    pub(super) questions: usize,
}

/// Where the notes behind lines stand.
const NOTES_AT: usize = 60;

impl MarkedLines {
    /// A line that is known.
    pub(super) fn sure(&mut self, depth: usize, text: &str) {
        let line = format!("{}{text}\n", "  ".repeat(depth));
        self.text.push_str(&line);
    }

    /// A line that is guessed, and what it rests on.
    pub(super) fn guess(&mut self, depth: usize, text: &str, rests_on: &str) {
        self.guesses += 1;
        let line = format!("{}{text}", "  ".repeat(depth));
        let line = format!("{line:NOTES_AT$}  # guess: {rests_on}\n");
        self.text.push_str(&line);
    }

    /// A line that is known, but for something that only a person knows.
    pub(super) fn sure_but(&mut self, depth: usize, text: &str, question: &str) {
        self.questions += 1;
        self.sure(depth, &format!("{text}  # question: {question}"));
    }

    /// Something that only a person knows.
    pub(super) fn ask(&mut self, depth: usize, question: &str) {
        self.questions += 1;
        let line = format!("{}# question: {question}\n", "  ".repeat(depth));
        self.text.push_str(&line);
    }
}

/// A text as a value of YAML in braces: quoted where it could be read as anything else.
pub(super) fn flow(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-$./".contains(c);
    let first = text
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '$');
    let word = matches!(
        text,
        "true" | "false" | "null" | "yes" | "no" | "on" | "off"
    );
    if first && text.chars().all(plain) && !word {
        text.to_owned()
    } else {
        Json::from(text).to_string()
    }
}

/// A text as a value of YAML on a line of its own.
pub(super) fn block(text: &str) -> String {
    let odd = |c: char| "[]{},#&*!|>'\"%@`".contains(c);
    let starts_plain = !text.starts_with(['-', '?', ':', ' ']);
    let plain = starts_plain && !text.contains(odd) && !text.contains(": ") && !text.is_empty();
    if plain {
        text.to_owned()
    } else {
        Json::from(text).to_string()
    }
}
