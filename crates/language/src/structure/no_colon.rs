//! `{ id $.owner_id }`: between braces a key without a colon and its value are one key, which is unknown.

use super::finding::Finding;
use super::place::PlacedViolation;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::At;

/// A known key, and a value behind it without a colon.
pub(super) fn no_colon(
    place: &PlacedViolation<'_>,
    key: &str,
    allowed: &[String],
) -> Option<Finding> {
    let (name, value) = key.split_once(' ')?;
    let entries = place.document.get(&place.pointer)?.entries();
    let entry = entries.iter().find(|entry| entry.key == key)?;
    let value = value.trim();
    if !entry.node.span.is_empty() || value.is_empty() || !allowed.iter().any(|one| one == name) {
        return None;
    }
    let pointer = place.pointer.key(key);
    let label = place.document.label(&pointer, At::Key, "");
    let title = format!("no `:` stands behind `{name}`");
    let meant = format!("{name}: {value}");
    let help = Help::from(format!("write `{meant}`")).text(&meant);
    Some(Finding {
        diagnostic: Diagnostic::error(Code::UnreadableYaml, title, label).with_help(help),
        about: None,
        lacks: false,
        meant: Some(place.pointer.key(name)),
        prune: vec![pointer],
    })
}
