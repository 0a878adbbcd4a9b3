//! A text as a tree in which every node knows its place. Parsing never fails: what cannot be read
//! is reported, and the rest is kept. Nothing here knows what a mapping is.

mod around;
mod behind;
mod brackets;
mod build;
mod colons;
mod columns;
mod complaint;
mod explain;
mod graft;
mod inside;
mod lost;
mod mend;
mod node;
mod pairs;
mod parse;
mod pasted;
mod pointer;
mod quotes;
mod scalar;
mod slip;
mod taken;
mod traps;
mod unkeyed;
mod without;

use std::ops::Range;
use std::sync::Arc;

pub use node::{Entries, Entry, Kind, Node};
pub use parse::{parse, parse_data};
pub use pointer::{Pointer, Step};

use crate::diagnostic::Label;
use crate::json::Json;
use crate::source::{SourceFile, Span};

/// A parsed text. `root` is `None` where the text could not be read, or where everything was taken
/// away; an empty text has a null root.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text that was parsed.
    pub source: Arc<SourceFile>,
    /// The tree.
    pub root: Option<Node>,
    /// The places whose subtrees came from other texts.
    pub grafts: Vec<(Pointer, Arc<SourceFile>)>,
    /// Lines of the text were left out as unreadable: nothing can be said of what is missing.
    pub torn: bool,
    /// What was taken away as faulty.
    lost: Vec<taken::Lost>,
}

/// Which half of a map's entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The key: for what is unknown, doubled or missing.
    Key,
    /// The value: for what is wrong in itself.
    Value,
}

impl Document {
    /// The node at a place.
    pub fn get(&self, pointer: &Pointer) -> Option<&Node> {
        let mut node = self.root.as_ref()?;
        for step in pointer.steps() {
            node = node.child(step)?;
        }
        Some(node)
    }

    /// The text that a place stands in: that of the innermost graft, or the document's own.
    pub fn source_of(&self, pointer: &Pointer) -> &Arc<SourceFile> {
        let mut at = pointer.clone();
        while self.get(&at).is_none() {
            let Some(parent) = at.parent() else { break };
            at = parent;
        }
        let over = self.grafts.iter().filter(|(place, _)| place.covers(&at));
        over.max_by_key(|(place, _)| place.steps().len())
            .map_or(&self.source, |(_, source)| source)
    }

    /// The span of a place, or of its nearest parent that exists. A list item has no key: its value
    /// is given. A key without a value has no value: its key is given.
    pub fn locate(&self, pointer: &Pointer, at: At) -> Span {
        let Some(root) = &self.root else { return 0..0 };
        let (mut node, mut key) = (root, None);
        for step in pointer.steps() {
            let Some(child) = node.child(step) else { break };
            key = node.entry(step).map(|entry| &entry.key_span);
            node = child;
        }
        match key {
            Some(key) if at == At::Key || node.span.is_empty() => key.clone(),
            _ => node.span.clone(),
        }
    }

    /// The tree as plain JSON; null where there is no tree.
    pub fn to_json(&self) -> Json {
        self.root.as_ref().map_or(Json::Null, Node::to_json)
    }

    /// Takes a map's entry or a list's item away, and gives it back. Later items move up.
    pub fn remove(&mut self, pointer: &Pointer) -> Option<Node> {
        let Some((last, parents)) = pointer.steps().split_last() else {
            return self.root.take();
        };
        let mut node = self.root.as_mut()?;
        for step in parents {
            node = node.child_mut(step)?;
        }
        node.take(last)
    }

    /// A label on a place.
    pub fn label(&self, pointer: &Pointer, at: At, text: impl Into<String>) -> Label {
        Label::new(self.source_of(pointer), self.locate(pointer, at), text)
    }

    /// A label on a part of a text value: `range` counts bytes of the value. In a text over several
    /// lines the part cannot be located, so the whole text is marked.
    pub fn label_in(
        &self,
        pointer: &Pointer,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Label {
        let source = self.source_of(pointer);
        let whole = self.locate(pointer, At::Value);
        let value = self.get(pointer).and_then(Node::as_text);
        let part = value.and_then(|value| inside::part(source, &whole, value, &range));
        Label::new(source, part.unwrap_or(whole), text)
    }

    /// As [`label_in`](Self::label_in), on a part of the key: for a path that is written as a key.
    pub fn label_in_key(
        &self,
        pointer: &Pointer,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Label {
        let source = self.source_of(pointer);
        let whole = self.locate(pointer, At::Key);
        let part = match pointer.steps().last() {
            Some(Step::Key(key)) => inside::part(source, &whole, key, &range),
            _ => None,
        };
        Label::new(source, part.unwrap_or(whole), text)
    }
}

#[cfg(test)]
mod tests;
