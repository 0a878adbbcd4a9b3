//! Elements of a list that is being written → whether two of them are one.

use super::output::Output;
use std::ops::Range;
use touchpoint_language::json::Json;

/// One element of a list that is being written.
pub(super) struct Element {
    pub(super) whole: Range<usize>,
    pub(super) id: Option<Range<usize>>,
}

/// Elements are one when their ids are, or where the later has none, when all their members are.
pub(super) fn same(element: &Element, known: &Element, out: &Output) -> bool {
    let part = |range: &Range<usize>| out.part(range.clone());
    match (&element.id, &known.id) {
        (Some(id), Some(known)) => same_json(part(id), part(known)),
        (Some(_), None) => false,
        (None, _) => same_json(part(&element.whole), part(&known.whole)),
    }
}

/// Texts without escapes mean the same when they are the same.
fn same_json(one: &[u8], other: &[u8]) -> bool {
    let parsed = |json| Json::from_slice(json).ok();
    one == other
        || ((one.contains(&b'\\') || other.contains(&b'\\')) && parsed(one) == parsed(other))
}
