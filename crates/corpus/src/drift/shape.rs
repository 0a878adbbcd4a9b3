//! The shape of JSON: which members there are, of which types, how often, with which words. Values
//! are kept only where they are words of a small set.

use indexmap::IndexMap;
use std::collections::BTreeSet;
use touchpoint_language::json::Json;

/// How many members are looked at, and how deep.
const MOST_MEMBERS: usize = 20_000;
const DEEPEST: usize = 40;
/// The most words that a member may have to be one of a small set, and the longest word.
const MOST_WORDS: usize = 40;
const LONGEST_WORD: usize = 40;

/// The shape of some JSON: path → member. `$.data[*].type` is the member `type` of the elements of
/// `data`.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The members, in the order in which they were met.
    pub members: IndexMap<String, Member>,
    /// Path → how many objects stand there.
    objects: IndexMap<String, usize>,
}

/// One member, over all objects that may have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// How often it is there.
    pub seen: usize,
    /// How often it is null.
    pub nulls: usize,
    /// The types of its values, null not among them.
    pub types: BTreeSet<&'static str>,
    /// Its texts, while they are few and short.
    pub words: BTreeSet<String>,
    /// True if it has other texts than `words`.
    pub free: bool,
}

impl Shape {
    /// Adds what one reply shows.
    pub fn add(&mut self, reply: &Json) {
        self.walk(reply, "$", DEEPEST);
    }

    /// How many objects may have a member.
    pub fn places(&self, path: &str) -> usize {
        let parent = path.rsplit_once('.').map_or("$", |(parent, _)| parent);
        self.objects.get(parent).copied().unwrap_or_default()
    }

    fn walk(&mut self, value: &Json, path: &str, depth: usize) {
        if depth == 0 {
            return;
        }
        match value {
            Json::Array(items) => {
                let path = format!("{path}[*]");
                for item in items {
                    self.walk(item, &path, depth - 1);
                }
            }
            Json::Object(members) => {
                *self.objects.entry(path.to_owned()).or_default() += 1;
                for (name, value) in members {
                    let path = format!("{path}.{name}");
                    if self.members.len() < MOST_MEMBERS || self.members.contains_key(&path) {
                        self.members.entry(path.clone()).or_default().count(value);
                        self.walk(value, &path, depth - 1);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Member {
    fn note_type(&mut self, kind: &'static str) {
        self.types.insert(kind);
    }

    fn count(&mut self, value: &Json) {
        self.seen += 1;
        match value {
            Json::Null => self.nulls += 1,
            Json::Bool(_) => self.note_type("boolean"),
            Json::Number(_) => self.note_type("number"),
            Json::Array(_) => self.note_type("list"),
            Json::Object(_) => self.note_type("object"),
            Json::String(text) => {
                self.types.insert("text");
                let known = self.words.contains(text.as_str());
                if !known && (self.words.len() >= MOST_WORDS || !is_word(text)) {
                    self.free = true;
                } else if !known {
                    self.words.insert(text.clone());
                }
            }
        }
    }
}

/// True for a text that may be one of a small set: short, and of letters.
fn is_word(text: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || c == '_' || c == '-' || c == ' ';
    !text.is_empty() && text.len() <= LONGEST_WORD && text.chars().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_counted_over_all_elements() {
        let mut shape = Shape::default();
        shape.add(
            &Json::parse(r#"{"data":[{"id":1,"kind":"call"},{"id":null,"note":"Hello, Bo!"}]}"#)
                .unwrap(),
        );
        let member = |path: &str| shape.members.get(path).cloned().unwrap();
        let id = member("$.data[*].id");
        assert_eq!((id.seen, id.nulls, shape.places("$.data[*].id")), (2, 1, 2));
        assert_eq!(id.types, BTreeSet::from(["number"]));
        assert_eq!(
            member("$.data[*].kind").words,
            BTreeSet::from(["call".to_owned()])
        );
        assert!(member("$.data[*].note").free);
        assert_eq!(member("$.data").types, BTreeSet::from(["list"]));
    }
}
