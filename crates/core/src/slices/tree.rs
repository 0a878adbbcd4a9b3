//! Builds a tree of slices from the text of a JSON value, for paths that cannot be followed in the
//! text alone. Numbers keep their digits, and members their order.

use super::parts;
use super::scanner::{Refused, Scanner, unescape};
use indexmap::IndexMap;
use std::borrow::Cow;
use touchpoint_language::expr::path;

/// How much work a tree may cost: each node counts as often as it is deep.
const MOST_WORK: usize = 400_000;

/// One value and all below it.
#[derive(Clone, Debug, Default)]
pub(super) struct TextTree<'b> {
    /// Its text; empty for a value that a path made.
    pub(super) text: &'b str,
    node: Meaning<'b>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Meaning<'b> {
    #[default]
    Null,
    Flag(bool),
    Number(Cow<'b, str>),
    Text(Cow<'b, str>),
    List(Vec<TextTree<'b>>),
    Object(IndexMap<Cow<'b, str>, TextTree<'b>>),
}

impl<'b> TextTree<'b> {
    /// The tree of a text that has been scanned before; none where it would cost too much.
    pub(super) fn of(text: &'b str) -> Option<TextTree<'b>> {
        // A text that was scanned can be scanned again.
        TextTree::read(&mut Scanner::again(text), 1, &mut 0).ok()
    }

    /// Reads the value at which the scanner stands. The scanner bounds its depth.
    fn read(
        scanner: &mut Scanner<'b>,
        depth: usize,
        work: &mut usize,
    ) -> Result<TextTree<'b>, Refused> {
        // A walk of everything below each node visits a node as often as it is deep.
        *work = work.saturating_add(depth);
        if *work > MOST_WORK {
            return Err(Refused);
        }
        let start = scanner.at();
        let node = match scanner.peek() {
            b'[' => {
                let mut list = Vec::new();
                let mut more = scanner.open(b']')?;
                while more {
                    list.push(TextTree::read(scanner, depth + 1, work)?);
                    more = scanner.more(b']')?;
                }
                Meaning::List(list)
            }
            b'{' => {
                let mut members = IndexMap::new();
                let mut more = scanner.open(b'}')?;
                let mut first = true;
                while more {
                    let key = scanner.key(first)?;
                    first = false;
                    members.insert(key.name(), TextTree::read(scanner, depth + 1, work)?);
                    more = scanner.more(b'}')?;
                }
                Meaning::Object(members)
            }
            _ => {
                scanner.skip()?;
                scalar(scanner.since(start)?)
            }
        };
        Ok(TextTree {
            text: scanner.since(start)?,
            node,
        })
    }
}

fn scalar(raw: &str) -> Meaning<'_> {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match (inner, raw) {
        (Some(inner), _) if inner.contains('\\') => Meaning::Text(Cow::Owned(unescape(inner))),
        (Some(inner), _) => Meaning::Text(Cow::Borrowed(inner)),
        (None, "null") => Meaning::Null,
        (None, "true") => Meaning::Flag(true),
        (None, "false") => Meaning::Flag(false),
        (None, raw) => Meaning::Number(parts::number(raw)),
    }
}

/// Two values are equal when they mean the same, however they are written.
impl PartialEq for TextTree<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl path::Tree for TextTree<'_> {
    fn get(&self, key: &str) -> Option<&Self> {
        match &self.node {
            Meaning::Object(members) => members.get(key),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&Vec<Self>> {
        match &self.node {
            Meaning::List(list) => Some(list),
            _ => None,
        }
    }

    fn as_object(&self) -> Option<Vec<(&str, &Self)>> {
        match &self.node {
            Meaning::Object(members) => {
                let members = members.iter();
                Some(members.map(|(name, value)| (&**name, value)).collect())
            }
            _ => None,
        }
    }

    fn as_str(&self) -> Option<&str> {
        match &self.node {
            Meaning::Text(text) => Some(text),
            _ => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match &self.node {
            Meaning::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        match &self.node {
            Meaning::Number(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    fn as_bool(&self) -> Option<bool> {
        match &self.node {
            Meaning::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    fn null() -> Self {
        TextTree::default()
    }
}

/// A value that a path makes while it compares.
fn made(node: Meaning<'_>) -> TextTree<'_> {
    TextTree { text: "", node }
}

impl From<&str> for TextTree<'_> {
    fn from(text: &str) -> Self {
        made(Meaning::Text(Cow::Owned(text.to_owned())))
    }
}

impl From<String> for TextTree<'_> {
    fn from(text: String) -> Self {
        made(Meaning::Text(Cow::Owned(text)))
    }
}

impl From<bool> for TextTree<'_> {
    fn from(flag: bool) -> Self {
        made(Meaning::Flag(flag))
    }
}

impl From<i64> for TextTree<'_> {
    fn from(number: i64) -> Self {
        made(Meaning::Number(Cow::Owned(number.to_string())))
    }
}

impl From<f64> for TextTree<'_> {
    fn from(number: f64) -> Self {
        made(Meaning::Number(Cow::Owned(number.to_string())))
    }
}

impl From<Vec<Self>> for TextTree<'_> {
    fn from(list: Vec<Self>) -> Self {
        made(Meaning::List(list))
    }
}
