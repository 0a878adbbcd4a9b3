//! Where what stands at an offset comes from: the declaration of a name, or the part of `shared` that a
//! case lays something over.

use crate::symbol::{is_key, symbol_at};
use touchpoint_language::document::{At, Document, Pointer, Step};
use touchpoint_language::source::Span;

/// The bytes of the definition.
pub fn definition(document: &Document, offset: usize) -> Option<Span> {
    if let Some((symbol, used)) = symbol_at(document, offset) {
        let declared = symbol.declaration();
        document.get(&declared)?;
        let span = document.locate(&declared, At::Key);
        return (span != used).then_some(span);
    }
    let key = is_key(document, offset)?;
    let below = overlaid(&key)
        .into_iter()
        .find(|place| document.get(place).is_some())?;
    Some(document.locate(&below, At::Key))
}

/// The places that a place may be laid over, the nearest first: that of its case for a route, and that
/// of `shared` for a case.
fn overlaid(place: &Pointer) -> Vec<Pointer> {
    let list = Pointer::new().key("list");
    let steps = place.steps();
    let keys: Vec<Option<&str>> = steps.iter().map(Step::as_key).collect();
    let (holder, mut at) = match keys.as_slice() {
        [Some("list"), Some("cases"), Some(name), ..] => (list.key("cases").key(*name), 3),
        [Some("list"), Some("shared"), ..] => (list.key("shared"), 2),
        _ => (list.clone(), 1),
    };
    let mut holders = Vec::new();
    if keys.get(at) == Some(&Some("routes")) {
        at += 2;
        holders.push(holder);
    }
    let shared = list.key("shared");
    if keys.get(1) == Some(&Some("cases")) {
        holders.push(shared);
    }
    let rest = steps.get(at..).unwrap_or_default();
    if rest.is_empty() {
        return Vec::new();
    }
    let under = |holder: &Pointer| {
        rest.iter()
            .fold(holder.clone(), |place, step| place.then(step.clone()))
    };
    holders.iter().map(under).collect()
}
