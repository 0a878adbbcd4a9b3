//! A file that is of another kind than it is taken for: told once, instead of every key that it lacks.

use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Document, Node, Pointer};

/// The fault of a mapping that stands where an overlay is wanted.
pub(crate) fn no_overlay(document: &Document) -> Option<Diagnostic> {
    let top = Pointer::new();
    let mapping = top.key("mapping");
    let has = |key: &str| document.get(&top.key(key)).is_some();
    let is_mapping = has("mapping") && !has("overlay") && !has("of");
    let label = is_mapping.then(|| document.label(&mapping, At::Key, "begins a mapping"))?;
    let title = "this is a mapping, not an overlay";
    let help = "an overlay begins with `overlay: 1` and holds only what differs for the account";
    Some(Diagnostic::error(Code::UnknownKey, title, label).with_help(help))
}

/// The fault of an overlay where a mapping is wanted.
pub(crate) fn no_mapping(document: &Document) -> Option<Diagnostic> {
    let keys = document.root.as_ref().map(Node::entries)?;
    let has = |key: &str| keys.iter().any(|entry| entry.key == key);
    let head = keys.iter().find(|entry| entry.key == "mapping")?;
    let is_overlay = has("of") && !has("integration") && !has("connection");
    let place = Pointer::new().key(head.key.as_str());
    let text = "begins a mapping, and `of` stands in an overlay";
    let label = is_overlay.then(|| document.label(&place, At::Key, text))?;
    let title = "this is an overlay, not a mapping";
    let help = Help::from("write `overlay: 1`").value("overlay");
    Some(Diagnostic::error(Code::UnknownKey, title, label).with_help(help))
}
