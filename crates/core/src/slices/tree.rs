//! The text of a JSON value → a tree of slices, in which the paths are walked that no plain walk of
//! the text can follow. Numbers keep their digits, and members their order.

use super::parts;
use super::scanner::{Refused, Scanner, unescape};
use indexmap::IndexMap;
use std::borrow::Cow;
use touchpoint_language::expr::path;

/// One value and all below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree<'b> {
    /// Its text; empty where a path made it.
    pub(super) text: &'b str,
    node: Node<'b>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Node<'b> {
    #[default]
    Null,
    Flag(bool),
    Number(Cow<'b, str>),
    Text(Cow<'b, str>),
    List(Vec<Tree<'b>>),
    Object(IndexMap<Cow<'b, str>, Tree<'b>>),
}

impl<'b> Tree<'b> {
    /// The tree of a text that has been scanned before.
    pub(super) fn of(text: &'b str) -> Tree<'b> {
        // What was scanned can be scanned again.
        Tree::read(&mut Scanner::again(text)).unwrap_or_default()
    }

    /// Reads the value at which the scanner stands, which is no deeper than the scanner goes.
    fn read(scanner: &mut Scanner<'b>) -> Result<Tree<'b>, Refused> {
        let start = scanner.at();
        let node = match scanner.peek() {
            b'[' => {
                let mut list = Vec::new();
                let mut more = scanner.open(b']')?;
                while more {
                    list.push(Tree::read(scanner)?);
                    more = scanner.more(b']')?;
                }
                Node::List(list)
            }
            b'{' => {
                let mut members = IndexMap::new();
                let mut more = scanner.open(b'}')?;
                let mut first = true;
                while more {
                    let key = scanner.key(first)?;
                    first = false;
                    members.insert(key.name(), Tree::read(scanner)?);
                    more = scanner.more(b'}')?;
                }
                Node::Object(members)
            }
            _ => {
                scanner.skip()?;
                scalar(scanner.since(start)?)
            }
        };
        Ok(Tree {
            text: scanner.since(start)?,
            node,
        })
    }
}

fn scalar(raw: &str) -> Node<'_> {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match (inner, raw) {
        (Some(inner), _) if inner.contains('\\') => Node::Text(Cow::Owned(unescape(inner))),
        (Some(inner), _) => Node::Text(Cow::Borrowed(inner)),
        (None, "null") => Node::Null,
        (None, "true") => Node::Flag(true),
        (None, "false") => Node::Flag(false),
        (None, raw) => Node::Number(parts::number(raw)),
    }
}

/// Two values are one when they mean the same, however they are written.
impl PartialEq for Tree<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl path::Tree for Tree<'_> {
    fn get(&self, key: &str) -> Option<&Self> {
        match &self.node {
            Node::Object(members) => members.get(key),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&Vec<Self>> {
        match &self.node {
            Node::List(list) => Some(list),
            _ => None,
        }
    }

    fn as_object(&self) -> Option<Vec<(&str, &Self)>> {
        match &self.node {
            Node::Object(members) => {
                let members = members.iter();
                Some(members.map(|(name, value)| (&**name, value)).collect())
            }
            _ => None,
        }
    }

    fn as_str(&self) -> Option<&str> {
        match &self.node {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match &self.node {
            Node::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        match &self.node {
            Node::Number(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    fn as_bool(&self) -> Option<bool> {
        match &self.node {
            Node::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    fn null() -> Self {
        Tree::default()
    }
}

/// A value that a path makes while it compares.
fn made<'b>(node: Node<'b>) -> Tree<'b> {
    Tree { text: "", node }
}

impl From<&str> for Tree<'_> {
    fn from(text: &str) -> Self {
        made(Node::Text(Cow::Owned(text.to_owned())))
    }
}

impl From<String> for Tree<'_> {
    fn from(text: String) -> Self {
        made(Node::Text(Cow::Owned(text)))
    }
}

impl From<bool> for Tree<'_> {
    fn from(flag: bool) -> Self {
        made(Node::Flag(flag))
    }
}

impl From<i64> for Tree<'_> {
    fn from(number: i64) -> Self {
        made(Node::Number(Cow::Owned(number.to_string())))
    }
}

impl From<f64> for Tree<'_> {
    fn from(number: f64) -> Self {
        made(Node::Number(Cow::Owned(number.to_string())))
    }
}

impl From<Vec<Self>> for Tree<'_> {
    fn from(list: Vec<Self>) -> Self {
        made(Node::List(list))
    }
}
