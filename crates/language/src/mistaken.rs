//! A file that is of another kind than it is taken for: told once, instead of every key that it lacks.

use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Document, Entry, Node, Pointer};
use crate::json::fields;
use crate::written::Mapping;

/// The fault of a mapping that stands where an overlay is wanted.
pub(crate) fn no_overlay(document: &Document) -> Option<Diagnostic> {
    let top = Pointer::new();
    let mapping = top.key("mapping");
    let is_mapping =
        document.get(&mapping).is_some() && document.get(&top.key("overlay")).is_none();
    let label = is_mapping.then(|| document.label(&mapping, At::Key, "begins a mapping"))?;
    let title = "this is a mapping, not an overlay";
    let help = "an overlay begins with `overlay: 1` and holds only what differs for the account";
    Some(Diagnostic::error(Code::UnknownKey, title, label).with_help(help))
}

/// The fault of an overlay, or of a file that is nothing of ours, where a mapping is wanted.
pub(crate) fn no_mapping(document: &Document) -> Option<Diagnostic> {
    let keys = document.root.as_ref().map(Node::entries)?;
    let has = |key: &str| keys.iter().any(|entry| entry.key == key);
    let at = |entry: &Entry, text: &str| {
        let place = Pointer::new().key(entry.key.as_str());
        document.label(&place, At::Key, text)
    };
    if has("of") && !has("integration") && !has("connection") {
        let head = keys.iter().find(|entry| entry.key == "mapping")?;
        let title = "this is an overlay, not a mapping";
        let label = at(head, "begins a mapping, and `of` stands in an overlay");
        let help = Help::from("write `overlay: 1`").value("overlay");
        return Some(Diagnostic::error(Code::UnknownKey, title, label).with_help(help));
    }
    let first = keys.first()?;
    // Two keys may both be misspelt; of three, one is known.
    let known = fields::<Mapping>();
    let is_near = |entry: &Entry| crate::diagnostic::nearest(&entry.key, known).is_some();
    let foreign = [
        "version", "name", "slug", "base_url", "auth", "fields", "records", "request",
    ];
    let may_be = |entry: &Entry| is_near(entry) || foreign.contains(&entry.key.as_str());
    if keys.len() < 2 || document.torn || keys.iter().any(may_be) {
        return None;
    }
    let title = "this is no file of ours";
    let label = at(first, "no key of a mapping");
    let help = "a mapping begins with `mapping: 1`, an overlay with `overlay: 1`, a project with `touchpoint: 1`; accounts stand below `accounts`";
    Some(Diagnostic::error(Code::UnknownKey, title, label).with_help(help))
}
