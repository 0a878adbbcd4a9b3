//! The parts that were taken out of a tree because they were faulty and have been reported. Later
//! stages ask here, so that they do not report as missing what the author did write.

use super::taken::Lost;
use super::{Document, Kind, Node, Pointer, Step};
use crate::diagnostic::nearest;
use crate::source::Span;

impl Document {
    /// Takes a faulty entry or item away, and remembers that it was written. False where there is
    /// none.
    pub fn take_faulty(&mut self, pointer: &Pointer) -> bool {
        let from = pointer.parent().and_then(|parent| self.get(&parent));
        let from = from.map(|node| node.span.clone());
        if self.remove(pointer).is_none() {
            return false;
        }
        let key = pointer.steps().last().and_then(|step| match step {
            Step::Key(key) => Some(key.to_string()),
            Step::Index(_) => None,
        });
        self.lost.extend(from.map(|from| Lost { from, key }));
        true
    }

    /// Remembers that its author meant a key that does not stand there: another one stands for it.
    pub fn also_written(&mut self, pointer: &Pointer) {
        let from = pointer.parent().and_then(|parent| self.get(&parent));
        let from = from.map(|node| node.span.clone());
        if let (Some(from), Some(Step::Key(key))) = (from, pointer.steps().last()) {
            let key = Some(key.to_string());
            self.lost.push(Lost { from, key });
        }
    }

    /// Takes over what was taken out of another text that is laid over this one.
    pub fn follow(&mut self, other: &Document) {
        self.torn |= other.torn;
        self.lost.extend(other.lost.iter().cloned());
    }

    /// Takes away what stands in these parts of the text.
    pub(super) fn take_spans(&mut self, spans: &[Span]) {
        let mut places = Vec::new();
        if let Some(root) = self.root.as_ref().filter(|_| !spans.is_empty()) {
            within(root, &Pointer::new(), spans, &mut places);
        }
        for place in places.into_iter().rev() {
            if !self.take_faulty(&place) {
                self.root = None;
            }
        }
    }

    /// True if something stands at a place, or did before it was taken away as faulty.
    pub fn was_written(&self, pointer: &Pointer) -> bool {
        if self.get(pointer).is_some() {
            return true;
        }
        let Some(mut node) = self.root.as_ref() else {
            return true;
        };
        for step in pointer.steps() {
            if let Some(child) = node.child(step) {
                node = child;
                continue;
            }
            return self.torn
                || self.lost.iter().any(|lost| {
                    let same = match (step, &lost.key) {
                        (Step::Key(step), Some(key)) => **step == **key,
                        (Step::Index(_), None) => true,
                        _ => false,
                    };
                    same && lost.from == node.span
                });
        }
        true
    }

    /// True if a key was written in the map at this place, or if an unknown key may have meant it:
    /// one with nearly the same spelling, or the same key at a wrong place.
    pub fn was_meant(&self, map: &Pointer, key: &str) -> bool {
        let here = self.get(map).map(|node| &node.span);
        self.was_written(&map.key(key))
            || self.lost.iter().any(|lost| {
                lost.key.as_deref().is_some_and(|lost_key| {
                    lost_key == key
                        || here == Some(&lost.from) && nearest(lost_key, &[key]).is_some()
                })
            })
    }

    /// The spans of the maps and lists from which something was taken.
    pub fn lessened(&self) -> impl Iterator<Item = &Span> {
        self.lost.iter().map(|lost| &lost.from)
    }

    /// True if something at or below a place was taken away.
    pub fn has_lost(&self, pointer: &Pointer) -> bool {
        let Some(node) = self.get(pointer) else {
            return self.was_written(pointer);
        };
        let within =
            |lost: &Lost| node.span.start <= lost.from.start && lost.from.end <= node.span.end;
        self.torn || self.lost.iter().any(within)
    }
}

/// The places of the keys and values within these parts of the text, in order.
fn within(node: &Node, place: &Pointer, spans: &[Span], places: &mut Vec<Pointer>) {
    let meets = |span: &Span| {
        let mut spans = spans.iter();
        spans.any(|other| span.start < other.end && other.start < span.end)
    };
    match &node.kind {
        Kind::Scalar { .. } if meets(&node.span) => places.push(place.clone()),
        Kind::Scalar { .. } => {}
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                within(item, &place.index(index), spans, places);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let place = place.key(entry.key.as_str());
                if meets(&entry.key_span) {
                    places.push(place);
                } else {
                    within(&entry.node, &place, spans, places);
                }
            }
        }
    }
}
