//! Fills a page's outline with records, the same for the same seed on every machine. An outline is
//! JSON; a text that begins with `=` says what to put in its place.
//!
//! ```text
//! ["=records", X]        as many X as asked          ["=times 1 3", X]     one to three of them
//! =maybe 80 …            in 80 of 100, else null      =one a|b|null         one of these, evenly
//! =words 3 9             three to nine words          =note 8 60  =html 8 60   with breaks, quotes, marks
//! =text a{digits 9 11}b  a text with parts            =serial 500 · =serial text 500    counted up
//! =int 1 90 · =digits 9 11 · =letters 4 9 · =hex 24 24 · =uuid · =flag · =day · =unix
//! =time .ms +00:00       a time, in this precision (.ms, .ms? for half of them, .us, .000, none) and zone
//! ```
//!
//! Lengths are even between their bounds. One word in sixteen has letters beyond ASCII.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "only tests and benchmarks use it, and an outline that cannot be filled stops them"
)]

use std::fmt::Write;
use touchpoint_language::json::Json;

const WORDS: &[&str] = &[
    "call",
    "follow",
    "renewal",
    "pricing",
    "demo",
    "intro",
    "quarterly",
    "review",
    "contract",
    "legal",
    "onboarding",
    "budget",
    "team",
    "security",
    "rollout",
    "pilot",
    "feedback",
    "champion",
    "objection",
    "timeline",
    "decision",
    "product",
    "integration",
    "data",
    "kickoff",
    "status",
    "escalation",
    "support",
    "upgrade",
    "discount",
    "naïve café",
    "東京",
];

/// Fills an outline with this many records.
///
/// # Panics When the outline has an unknown instruction.
pub fn filled(outline: &Json, records: usize, seed: u64) -> Vec<u8> {
    let mut filling = Filling {
        chance: seed,
        records,
        index: 0,
        out: String::new(),
    };
    filling.value(outline);
    filling.out.into_bytes()
}

struct Filling {
    chance: u64,
    records: usize,
    /// The record at hand.
    index: usize,
    out: String,
}

impl Filling {
    /// The next number below a bound: splitmix64.
    fn below(&mut self, bound: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn value(&mut self, outline: &Json) {
        match outline {
            Json::Object(members) => {
                self.out.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    self.comma(at);
                    self.quoted(name);
                    self.out.push(':');
                    self.value(member);
                }
                self.out.push('}');
            }
            Json::Array(list) => self.list(list),
            Json::String(text) => match text.strip_prefix('=') {
                Some(told) => self.told(told),
                None => self.quoted(text),
            },
            other => self.put(other),
        }
    }

    fn list(&mut self, list: &[Json]) {
        self.out.push('[');
        match list {
            [Json::String(how), of] if how == "=records" => {
                for index in 0..self.records {
                    self.index = index;
                    self.comma(index);
                    self.value(of);
                }
            }
            [Json::String(how), of] if how.starts_with("=times ") => {
                let count = self.between(&how[7..]);
                for at in 0..count {
                    self.comma(at);
                    self.value(of);
                }
            }
            plain => {
                for (at, element) in plain.iter().enumerate() {
                    self.comma(at);
                    self.value(element);
                }
            }
        }
        self.out.push(']');
    }

    fn told(&mut self, told: &str) {
        let (kind, rest) = told.split_once(' ').unwrap_or((told, ""));
        match kind {
            "maybe" => {
                let (percent, rest) = rest.split_once(' ').unwrap();
                if self.below(100) < percent.parse().unwrap() {
                    self.told(rest);
                } else {
                    self.out.push_str("null");
                }
            }
            "one" => {
                let of: Vec<&str> = rest.split('|').collect();
                match of[self.between(&format!("0 {}", of.len() - 1))] {
                    "null" => self.out.push_str("null"),
                    text => self.quoted(text),
                }
            }
            "flag" => {
                let flag = self.below(2) == 0;
                self.put(flag);
            }
            "int" => {
                let number = self.between(rest);
                self.put(number);
            }
            "unix" => {
                let second = 1_640_995_200 + self.below(94_608_000);
                self.put(second);
            }
            "serial" => match rest.strip_prefix("text ") {
                Some(first) => {
                    self.quoted(&(first.parse::<usize>().unwrap() + self.index).to_string());
                }
                None => self.put(rest.parse::<usize>().unwrap() + self.index),
            },
            _ => {
                let text = self.text(kind, rest);
                self.quoted(&text);
            }
        }
    }

    fn text(&mut self, kind: &str, rest: &str) -> String {
        match kind {
            "text" => {
                let (before, inner) = rest.split_once('{').unwrap_or((rest, ""));
                let Some((told, after)) = inner.split_once('}') else {
                    return before.to_owned();
                };
                let (kind, bounds) = told.split_once(' ').unwrap();
                let part = self.text(kind, bounds);
                format!("{before}{part}{}", self.text("text", after))
            }
            "digits" => self.letters(rest, b"123456789"),
            "letters" => self.letters(
                rest,
                b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            ),
            "hex" => self.letters(rest, b"0123456789abcdef"),
            "uuid" => [8, 4, 4, 4, 12]
                .map(|length| self.letters(&format!("{length} {length}"), b"0123456789abcdef"))
                .join("-"),
            "words" => {
                let count = self.between(rest);
                self.words(count)
            }
            "note" => self.prose(rest, "\n", "\"", "\""),
            "html" => format!(
                "<p>{}</p>",
                self.prose(
                    rest,
                    "</p>\n<p>",
                    "<a href=\"https://example.com/\">",
                    "</a>"
                )
            ),
            "day" => self.time("").chars().take(10).collect(),
            "time" => self.time(rest),
            other => panic!("`{other}` is nothing that an outline says"),
        }
    }

    /// Sentences of 4 to 12 words; one in three ends a line, one in eight has a part set off.
    fn prose(&mut self, bounds: &str, line: &str, open: &str, close: &str) -> String {
        let mut left = self.between(bounds);
        let mut text = String::new();
        while left > 0 {
            let count = self.between("4 12").min(left);
            left -= count;
            let sentence = self.words(count);
            let _ = match self.below(8) {
                0 => write!(text, "{open}{sentence}{close}."),
                _ => write!(text, "{sentence}."),
            };
            if left > 0 {
                text.push_str(if self.below(3) == 0 { line } else { " " });
            }
        }
        text
    }

    fn words(&mut self, count: usize) -> String {
        let words = (0..count).map(|_| WORDS[self.between("0 31")]);
        words.collect::<Vec<_>>().join(" ")
    }

    /// A time of the years 2022 to 2024.
    fn time(&mut self, form: &str) -> String {
        let (precision, zone) = form.split_once(' ').unwrap_or(("", form));
        let second = 1_640_995_200 + i64::try_from(self.below(94_608_000)).unwrap();
        let at = jiff::Timestamp::from_second(second).unwrap();
        let fraction = self.below(1_000_000);
        let fraction = match precision {
            ".us" => format!(".{fraction:06}"),
            ".ms" => format!(".{:03}", fraction % 1000),
            ".ms?" if fraction.is_multiple_of(2) => format!(".{:03}", fraction % 1000),
            ".000" => ".000".to_owned(),
            _ => String::new(),
        };
        format!("{}{fraction}{zone}", at.strftime("%Y-%m-%dT%H:%M:%S"))
    }

    fn letters(&mut self, bounds: &str, of: &[u8]) -> String {
        let length = self.between(bounds);
        let bound = of.len() as u64;
        (0..length)
            .map(|_| char::from(of[usize::try_from(self.below(bound)).unwrap()]))
            .collect()
    }

    /// A number between two bounds, both included.
    fn between(&mut self, bounds: &str) -> usize {
        let (least, most) = bounds.split_once(' ').unwrap();
        let (least, most): (u64, u64) = (least.parse().unwrap(), most.parse().unwrap());
        usize::try_from(least + self.below(most - least + 1)).unwrap()
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
    }

    fn put(&mut self, value: impl std::fmt::Display) {
        let _ = write!(self.out, "{value}");
    }

    fn quoted(&mut self, text: &str) {
        self.put(Json::from(text));
    }
}
