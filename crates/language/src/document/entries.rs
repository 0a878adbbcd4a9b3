//! The entries of a map, found by their keys at a cost that does not grow with the map.

use super::node::{Entry, Node};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

/// A map of this size is gone through; a larger one has an index.
const SMALL: usize = 16;

/// Entries in the order of the text, each key once.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    all: Vec<Entry>,
    /// Key → place; made when a key of a large map is first asked for.
    places: OnceLock<HashMap<String, usize>>,
}

impl Entries {
    /// Where a key stands.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        if self.all.len() <= SMALL {
            return self.all.iter().position(|entry| entry.key == key);
        }
        let places = self.places.get_or_init(|| {
            let places = self.all.iter().enumerate();
            places.map(|(at, entry)| (entry.key.clone(), at)).collect()
        });
        places.get(key).copied()
    }

    pub(crate) fn node_mut(&mut self, place: usize) -> Option<&mut Node> {
        self.all.get_mut(place).map(|entry| &mut entry.node)
    }

    /// Takes an entry away; none where there is none.
    pub(crate) fn remove(&mut self, place: usize) -> Option<Entry> {
        self.places.take();
        (place < self.all.len()).then(|| self.all.remove(place))
    }

    /// Replaces the entry of the same key and gives that one back, or adds one at the end.
    pub(crate) fn put(&mut self, entry: Entry) -> Option<Entry> {
        match self
            .place(&entry.key)
            .and_then(|place| self.all.get_mut(place))
        {
            Some(known) => Some(std::mem::replace(known, entry)),
            None => {
                self.places.take();
                self.all.push(entry);
                None
            }
        }
    }

    /// Keeps the entries of the keys that are wanted.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.places.take();
        self.all.retain(|entry| wanted(&entry.key));
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(all: Vec<Entry>) -> Entries {
        Entries {
            all,
            places: OnceLock::new(),
        }
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.all
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Entry;
    type IntoIter = std::slice::Iter<'e, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Entries) -> bool {
        self.all == other.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::json::Json;

    fn entry(key: &str, value: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            key_span: 0..0,
            node: Node {
                span: 0..0,
                kind: Kind::Scalar {
                    value: Json::String(value.to_owned()),
                },
            },
        }
    }

    #[test]
    fn keys_are_found_after_changes_too() {
        let all: Vec<Entry> = (0..40).map(|n| entry(&format!("k{n}"), "a")).collect();
        let mut entries = Entries::from(all);
        assert_eq!(entries.place("k39"), Some(39));
        assert_eq!(
            entries.remove(5).map(|gone| gone.key),
            Some("k5".to_owned())
        );
        assert_eq!(
            (entries.place("k5"), entries.place("k39")),
            (None, Some(38))
        );
        entries.put(entry("k39", "b"));
        entries.put(entry("new", "c"));
        assert_eq!((entries.len(), entries.place("new")), (40, Some(39)));
        assert_eq!(entries[38].node.as_text(), Some("b"));
        assert!(entries.remove(99).is_none());
    }
}
