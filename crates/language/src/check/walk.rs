//! Every node of a part of the text, with its place; and how it was written.

use crate::document::{Document, Entry, Kind, Node, Pointer, Step};

/// Deeper than the parser allows.
const MAX_DEPTH: usize = 65;

/// Shows every node at and below a place.
pub(super) fn walk(document: &Document, place: &Pointer, visit: &mut dyn FnMut(&Pointer, &Node)) {
    if let Some(node) = document.get(place) {
        below(node, place, MAX_DEPTH, visit);
    }
}

fn below(node: &Node, place: &Pointer, depth: usize, visit: &mut dyn FnMut(&Pointer, &Node)) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    visit(place, node);
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                below(&entry.node, &place.key(entry.key.as_str()), depth, visit);
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                below(item, &place.index(index), depth, visit);
            }
        }
        Kind::Scalar { .. } => {}
    }
}

/// The last key on the way to a place.
pub(super) fn last_key(place: &Pointer) -> &str {
    let mut keys = place.steps().iter().rev().filter_map(Step::as_key);
    keys.next().unwrap_or_default()
}

/// True if a place lies below a key of this name.
pub(super) fn lies_below(place: &Pointer, name: &str) -> bool {
    let steps = place.steps().iter().rev().skip(1);
    steps.filter_map(Step::as_key).any(|key| key == name)
}

/// True if a value stands without quotes.
pub(super) fn is_plain(document: &Document, place: &Pointer, node: &Node) -> bool {
    let written = document.source_of(place).slice(&node.span);
    !written.starts_with(['"', '\'', '|', '>'])
}

/// True if a key stands without quotes.
pub(super) fn is_plain_key(document: &Document, map: &Pointer, entry: &Entry) -> bool {
    let place = map.key(entry.key.as_str());
    let written = document.source_of(&place).slice(&entry.key_span);
    !written.starts_with(['"', '\''])
}
