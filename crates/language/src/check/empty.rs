//! A key without a value is a forgotten one: an author who takes something away writes `~`.

use super::checking::Checking;
use super::walk::{last_key, walk};
use crate::diagnostic::{Code, Diagnostic, look_alike};
use crate::document::{At, Kind, Node, Pointer};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if checking.document.torn {
        return found; // what stood there may be what could not be read
    }
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let is_null = matches!(&node.kind, Kind::Scalar { value } if value.is_null());
        let is_entry = place.steps().last().is_some_and(|s| s.as_key().is_some());
        if !is_null || !node.span.is_empty() || !is_entry || is_cut(checking, place) {
            return;
        }
        let title = format!("`{}` has no value", last_key(place));
        let text = "read as `~`, which takes away what lies below";
        let label = checking.document.label(place, At::Key, text);
        let help = "write its value, or take the line away; where something is to be taken away, write `~`";
        found.push(Diagnostic::warning(Code::EmptyValue, title, label).with_help(help));
    });
    found
}

/// True if a key is the part that a comma has cut off a text in quotes that YAML does not know.
fn is_cut(checking: &Checking<'_>, place: &Pointer) -> bool {
    let map = place.parent().and_then(|map| checking.document.get(&map));
    let mut entries = map.map(Node::entries).unwrap_or_default().iter();
    entries.any(|entry| {
        let first = entry.node.as_text().and_then(|text| text.chars().next());
        first.is_some_and(|c| !c.is_ascii() && look_alike(c) == Some("\""))
    })
}

/// True if some key has no value: what it would have read may then seem to be unread.
pub(super) fn some(checking: &Checking<'_>) -> bool {
    let mut some = false;
    walk(checking.document, &Pointer::new(), &mut |_, node| {
        let is_null = matches!(&node.kind, Kind::Scalar { value } if value.is_null());
        some |= is_null && node.span.is_empty();
    });
    some
}
