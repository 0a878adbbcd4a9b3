//! The tree's nodes: a value, a list or a map, each with the bytes it was read from.

use super::entries::Entries;
use super::pointer::Step;
use crate::json::Json;
use crate::source::Span;

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

    /// The same as JSON, keys in the order of the text.
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
