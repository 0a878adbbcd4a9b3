//! Tells which elements of a list that is being written are new. A list may be very long, so beyond
//! a few elements they are found by their hash.

use super::output::Output;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::ops::Range;
use touchpoint_language::json::Json;

/// Up to this many are compared one by one, which is faster than hashing.
const FEW: usize = 16;
/// The longest list. No meeting has that many people.
pub(super) const MOST: usize = 10_000;

/// One element of a list that is being written.
pub(super) struct Element {
    pub(super) whole: Range<usize>,
    pub(super) id: Option<Range<usize>>,
}

/// The elements of one list, each once.
#[derive(Default)]
pub(super) struct Elements {
    known: Vec<Element>,
    /// Beyond a few: the positions of the elements by their hash.
    by_hash: HashMap<u64, Vec<usize>>,
}

impl Elements {
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.by_hash.clear();
    }

    pub(super) fn first(&self) -> Option<&Element> {
        self.known.first()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// True if it takes no more.
    pub(super) fn is_full(&self) -> bool {
        self.known.len() >= MOST
    }

    /// Adds an element unless it is there already; true if it was new.
    pub(super) fn add(&mut self, element: Element, out: &Output) -> bool {
        if self.known.len() < FEW {
            let new = !self.known.iter().any(|known| same(&element, known, out));
            if new {
                self.known.push(element);
            }
            return new;
        }
        if self.by_hash.is_empty() {
            let hashes: Vec<u64> = self
                .known
                .iter()
                .map(|known| self.hash(known, out))
                .collect();
            for (place, hash) in hashes.into_iter().enumerate() {
                self.by_hash.entry(hash).or_default().push(place);
            }
        }
        let places = self.by_hash.entry(self.hash(&element, out)).or_default();
        let mut alike = places.iter().filter_map(|place| self.known.get(*place));
        let new = !alike.any(|known| same(&element, known, out));
        if new {
            places.push(self.known.len());
            self.known.push(element);
        }
        new
    }

    /// A hash that is equal for equal elements.
    fn hash(&self, element: &Element, out: &Output) -> u64 {
        let told = element.id.as_ref().unwrap_or(&element.whole);
        let meaning = meaning(out.part(told.clone()));
        let hasher = self.by_hash.hasher();
        hasher.hash_one((element.id.is_some(), meaning))
    }
}

/// Elements are equal when their ids are, or, where neither has an id, when all their members are.
fn same(element: &Element, known: &Element, out: &Output) -> bool {
    let part = |range: &Range<usize>| out.part(range.clone());
    match (&element.id, &known.id) {
        (Some(id), Some(known)) => same_json(part(id), part(known)),
        (None, None) => same_json(part(&element.whole), part(&known.whole)),
        _ => false,
    }
}

/// JSON texts are equal when they mean the same; without escapes, when their bytes are equal.
fn same_json(one: &[u8], other: &[u8]) -> bool {
    one == other
        || ((one.contains(&b'\\') || other.contains(&b'\\')) && meaning(one) == meaning(other))
}

/// The one way to write what a text means.
fn meaning(json: &[u8]) -> Cow<'_, [u8]> {
    if !json.contains(&b'\\') {
        return Cow::Borrowed(json);
    }
    let parsed = Json::from_slice(json).ok();
    parsed.map_or(Cow::Borrowed(json), |json| {
        Cow::Owned(json.to_string().into_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of these ids are new, one after another.
    fn taken(ids: impl Iterator<Item = String>) -> usize {
        let mut out = Output::new(Vec::new());
        let (mut elements, mut count) = (Elements::default(), 0);
        for id in ids {
            let start = out.len();
            out.text(&id);
            let id = Some(start..out.len());
            let whole = start..out.len();
            count += usize::from(elements.add(Element { whole, id }, &out));
        }
        count
    }

    #[test]
    fn an_element_is_taken_once_however_it_is_written() {
        let plain = (0..40).map(|n| format!("\"x{n}\""));
        let escaped = (0..40).map(|n| format!("\"\\u0078{n}\""));
        assert_eq!(taken(plain.chain(escaped)), 40);
    }

    #[test]
    fn a_long_list_takes_no_longer_for_each() {
        let began = std::time::Instant::now();
        assert_eq!(taken((0..60_000).map(|n| format!("\"{n}\""))), 60_000);
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }
}
