//! A subtree of another text, put into a tree: it keeps its own places.

use super::{Document, Entry, Node, Pointer, Step};
use crate::document::Kind;
use crate::source::SourceFile;
use std::sync::Arc;

impl Document {
    /// Puts an entry of another text below the map at `parent`: it replaces the entry of its key, or
    /// is the last. False when there is no map.
    pub fn graft(&mut self, parent: &Pointer, entry: Entry, source: &Arc<SourceFile>) -> bool {
        let place = parent.key(entry.key.as_str());
        let Some(Node {
            kind: Kind::Map(entries),
            ..
        }) = self.get_mut(parent)
        else {
            return false;
        };
        entries.put(entry);
        self.grafts.push((place, source.clone()));
        true
    }

    fn get_mut(&mut self, pointer: &Pointer) -> Option<&mut Node> {
        let mut node = self.root.as_mut()?;
        for step in pointer.steps() {
            node = node.child_mut(&Step::clone(step))?;
        }
        Some(node)
    }
}
