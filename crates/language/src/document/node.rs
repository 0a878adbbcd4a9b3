//! The tree's nodes: a value, a list or a map, each with the bytes it was read from.

use super::pointer::Step;
use crate::json::Json;
use crate::source::Span;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

/// One value and where it stands. A value that came through an alias points at its anchor.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its bytes; empty for a value that is not written (`key:`).
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A single value: null, a boolean, a number or a text.
    Scalar {
        /// As JSON.
        value: Json,
    },
    /// `[a, b]`, or lines with dashes.
    List(Vec<Node>),
    /// `{a: 1}`, or lines with keys; in the order of the text, each key once.
    Map(Entries),
}

/// One key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key's text; `200` and `true` are texts here.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The text of a text value.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { value } => value.as_str(),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// True for a list without items.
    pub fn is_empty_list(&self) -> bool {
        matches!(&self.kind, Kind::List(items) if items.is_empty())
    }

    /// The node as JSON, keys in the order of the text.
    pub fn to_json(&self) -> Json {
        match &self.kind {
            Kind::Scalar { value } => value.clone(),
            Kind::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Kind::Map(entries) => {
                let entries = entries.iter();
                let members = entries.map(|entry| (entry.key.clone(), entry.node.to_json()));
                Json::Object(members.collect())
            }
        }
    }

    pub(super) fn entry(&self, step: &Step) -> Option<&Entry> {
        let place = self.place(step)?;
        self.entries().get(place)
    }

    pub(super) fn child(&self, step: &Step) -> Option<&Node> {
        let place = self.place(step)?;
        match &self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => items.get(place),
            Kind::Map(entries) => entries.get(place).map(|entry| &entry.node),
        }
    }

    pub(super) fn child_mut(&mut self, step: &Step) -> Option<&mut Node> {
        let place = self.place(step)?;
        match &mut self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => items.get_mut(place),
            Kind::Map(entries) => entries.node_mut(place),
        }
    }

    pub(super) fn take(&mut self, step: &Step) -> Option<Node> {
        let place = self.place(step)?;
        match &mut self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(items) => (place < items.len()).then(|| items.remove(place)),
            Kind::Map(entries) => entries.remove(place).map(|entry| entry.node),
        }
    }

    /// Where a step leads. A JSON pointer cannot tell the key `200` from the item 200, so a number
    /// is taken as a key where the node is a map.
    fn place(&self, step: &Step) -> Option<usize> {
        match (&self.kind, step) {
            (Kind::List(_), Step::Index(index)) => Some(*index),
            (Kind::Map(entries), Step::Key(key)) => entries.place(key),
            (Kind::Map(entries), Step::Index(index)) => entries.place(&index.to_string()),
            _ => None,
        }
    }
}

/// Maps up to this size are searched entry by entry; larger ones get an index.
const SMALL: usize = 16;

/// Entries in the order of the text, each key once.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    all: Vec<Entry>,
    /// Key → place; made when a key of a large map is first asked for.
    places: OnceLock<HashMap<String, usize>>,
}

impl Entries {
    /// Where a key stands.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        if self.all.len() <= SMALL {
            return self.all.iter().position(|entry| entry.key == key);
        }
        let places = self.places.get_or_init(|| {
            let places = self.all.iter().enumerate();
            places.map(|(at, entry)| (entry.key.clone(), at)).collect()
        });
        places.get(key).copied()
    }

    pub(crate) fn node_mut(&mut self, place: usize) -> Option<&mut Node> {
        self.all.get_mut(place).map(|entry| &mut entry.node)
    }

    /// Takes an entry away; none where there is none.
    pub(crate) fn remove(&mut self, place: usize) -> Option<Entry> {
        self.places.take();
        (place < self.all.len()).then(|| self.all.remove(place))
    }

    /// Replaces the entry of the same key and gives that one back, or adds one at the end.
    pub(crate) fn put(&mut self, entry: Entry) -> Option<Entry> {
        let place = self.place(&entry.key);
        if let Some(known) = place.and_then(|place| self.all.get_mut(place)) {
            return Some(std::mem::replace(known, entry));
        }
        self.places.take();
        self.all.push(entry);
        None
    }

    /// Keeps the entries of the keys that are wanted.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.places.take();
        self.all.retain(|entry| wanted(&entry.key));
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(all: Vec<Entry>) -> Entries {
        Entries {
            all,
            places: OnceLock::new(),
        }
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.all
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Entry;
    type IntoIter = std::slice::Iter<'e, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Entries) -> bool {
        self.all == other.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            key_span: 0..0,
            node: Node {
                span: 0..0,
                kind: Kind::Scalar {
                    value: Json::String(value.to_owned()),
                },
            },
        }
    }

    #[test]
    fn keys_are_found_after_changes_too() {
        let all: Vec<Entry> = (0..40).map(|n| entry(&format!("k{n}"), "a")).collect();
        let mut entries = Entries::from(all);
        assert_eq!(entries.place("k39"), Some(39));
        assert_eq!(
            entries.remove(5).map(|gone| gone.key),
            Some("k5".to_owned())
        );
        assert_eq!(
            (entries.place("k5"), entries.place("k39")),
            (None, Some(38))
        );
        entries.put(entry("k39", "b"));
        entries.put(entry("new", "c"));
        assert_eq!((entries.len(), entries.place("new")), (40, Some(39)));
        assert_eq!(entries[38].node.as_text(), Some("b"));
        assert!(entries.remove(99).is_none());
    }
}
