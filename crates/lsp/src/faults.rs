//! Every fault of a text, as `touchpoint validate` tells it.

use crate::language::Language;
use std::sync::Arc;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::document::{Pointer, parse};
use touchpoint_language::source::SourceFile;

/// The faults of a mapping; or of an overlay, with the mapping that it is laid over where that is at
/// hand. `mapping_of` gives the text of a slug's mapping.
pub fn faults(
    language: &Language,
    source: SourceFile,
    mapping_of: impl Fn(&str) -> Option<SourceFile>,
) -> Vec<Diagnostic> {
    let name = source.name.clone();
    let source = Arc::new(source);
    let (document, _) = parse(Arc::clone(&source));
    let top = Pointer::new();
    let is_overlay = document.get(&top.key("overlay")).is_some();
    let again = SourceFile::new(name.clone(), source.text.clone());
    if !is_overlay {
        return language.reader.read(again).1;
    }
    let slug = document.get(&top.key("of")).and_then(|node| node.as_text());
    let base = slug
        .and_then(mapping_of)
        .and_then(|base| language.reader.read(base).0);
    let Some(base) = base else {
        return Vec::new();
    };
    let (_, mut found) = language.reader.overlay(&base.into_mapping(), again);
    found.retain(|told| told.primary.source.name == name);
    found
}
