//! Plain paths as one tree of names and positions. One walk over a value fills a slot for each path
//! with the text that stands there; values that no path leads to are skipped.

use super::order;
use crate::slices::scanner::{Key, Refused, Scanner};
use touchpoint_language::expr::path::Step;

/// The paths of one root.
#[derive(Clone, Debug, Default)]
pub(super) struct Trie {
    root: TrieNode,
    width: usize,
    nodes: usize,
}

/// The expected members of the objects of a trie, and the nodes that their names lead to.
pub(super) type ExpectedMembers<'t, 'b> = order::Order<'b, Option<&'t TrieNode>>;

#[derive(Clone, Debug, Default)]
pub(super) struct TrieNode {
    /// Its own number in the trie; the root's is 0.
    number: usize,
    /// The slot of the path that ends here.
    slot: Option<usize>,
    names: Vec<(Box<str>, TrieNode)>,
    /// The marks of all names: most other keys have a mark that is not among them.
    marks: u64,
    places: Vec<(usize, TrieNode)>,
    /// The slots below.
    below: Vec<usize>,
    /// True if the list of records stands here.
    list: bool,
    /// True if it stands below.
    list_below: bool,
}

/// Takes the list of records when the walk comes to it.
pub(super) trait RecordList<'b> {
    /// The list, or a value that holds it, comes again: the last one counts.
    fn forget(&mut self);
    /// Null stands in place of the list, or of a value that should hold it.
    fn none(&mut self);
    /// The scanner stands at the list.
    fn list(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused>;
    /// The scanner stands at an object where the list should be.
    fn object(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused>;
}

/// No list is looked for.
impl RecordList<'_> for () {
    fn forget(&mut self) {}
    fn none(&mut self) {}
    fn list(&mut self, scanner: &mut Scanner<'_>) -> Result<(), Refused> {
        scanner.skip()
    }
    fn object(&mut self, scanner: &mut Scanner<'_>) -> Result<(), Refused> {
        scanner.skip()
    }
}

impl Trie {
    /// The slot of a path; the same path has the same slot.
    pub(super) fn slot(&mut self, steps: &[Step]) -> usize {
        let width = self.width;
        let slot = self.root.insert(steps, width, &mut self.nodes);
        self.width = width.max(slot + 1);
        slot
    }

    /// Marks the list of records.
    pub(super) fn list(&mut self, steps: &[Step]) {
        self.root.mark(steps, &mut self.nodes);
    }

    /// How many slots there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Walks the value at which the scanner stands. Slots that nothing stands at keep the empty text.
    #[inline]
    pub(super) fn walk<'t, 'b>(
        &'t self,
        scanner: &mut Scanner<'b>,
        slots: &mut [&'b str],
        records: &mut impl RecordList<'b>,
        order: &mut ExpectedMembers<'t, 'b>,
    ) -> Result<(), Refused> {
        self.root.walk(scanner, slots, records, order)
    }
}

impl TrieNode {
    fn insert(&mut self, steps: &[Step], next: usize, nodes: &mut usize) -> usize {
        let Some((first, rest)) = steps.split_first() else {
            return *self.slot.get_or_insert(next);
        };
        let slot = self.child_mut(first, nodes).insert(rest, next, nodes);
        if slot == next {
            self.below.push(slot);
        }
        slot
    }

    fn mark(&mut self, steps: &[Step], nodes: &mut usize) {
        match steps.split_first() {
            None => self.list = true,
            Some((first, rest)) => {
                self.list_below = true;
                self.child_mut(first, nodes).mark(rest, nodes);
            }
        }
    }

    fn child_mut(&mut self, step: &Step, nodes: &mut usize) -> &mut TrieNode {
        let mut new = || {
            *nodes += 1;
            TrieNode {
                number: *nodes,
                ..TrieNode::default()
            }
        };
        match step {
            Step::Name(name) => {
                self.marks |= mark(name);
                let known = self.names.iter().position(|(known, _)| **known == **name);
                let place = known.unwrap_or(self.names.len());
                if known.is_none() {
                    self.names.push((name.as_str().into(), new()));
                }
                child_at(&mut self.names, place)
            }
            Step::Index(index) => {
                let known = self.places.iter().position(|(known, _)| known == index);
                let place = known.unwrap_or(self.places.len());
                if known.is_none() {
                    self.places.push((*index, new()));
                }
                child_at(&mut self.places, place)
            }
        }
    }

    /// True if nothing is looked for below it.
    #[inline]
    fn is_leaf(&self) -> bool {
        self.names.is_empty() && self.places.is_empty() && !self.list
    }

    #[inline]
    fn child(&self, key: Key<'_>) -> Option<&TrieNode> {
        let of = |name: &str| {
            let node = self.names.iter().find(|(known, _)| **known == *name);
            node.map(|(_, node)| node)
        };
        if key.escaped {
            return of(&key.name());
        }
        (self.marks & mark(key.text) != 0)
            .then(|| of(key.text))
            .flatten()
    }

    fn walk<'t, 'b>(
        &'t self,
        scanner: &mut Scanner<'b>,
        slots: &mut [&'b str],
        records: &mut impl RecordList<'b>,
        order: &mut ExpectedMembers<'t, 'b>,
    ) -> Result<(), Refused> {
        // A name may come twice in one object: the last one counts, with everything below it.
        for slot in &self.below {
            put(slots, *slot, "");
        }
        if self.list || self.list_below {
            records.forget();
            if scanner.peek() == b'n' {
                records.none();
            }
        }
        let start = scanner.at();
        match scanner.peek() {
            b'[' if self.list => records.list(scanner)?,
            b'{' if self.list => records.object(scanner)?,
            b'{' if !self.names.is_empty() => self.members(scanner, slots, records, order)?,
            b'[' if !self.places.is_empty() => self.elements(scanner, slots, records, order)?,
            _ => scanner.skip()?,
        }
        if let Some(slot) = self.slot {
            put(slots, slot, scanner.since(start)?);
        }
        Ok(())
    }

    #[inline]
    fn members<'t, 'b>(
        &'t self,
        scanner: &mut Scanner<'b>,
        slots: &mut [&'b str],
        records: &mut impl RecordList<'b>,
        order: &mut ExpectedMembers<'t, 'b>,
    ) -> Result<(), Refused> {
        let mut more = scanner.open(b'}')?;
        let mut first = true;
        let mut place = 0;
        while more {
            let foreseen = order.next(self.number, &mut place, scanner);
            let child = if let Some(child) = foreseen {
                child
            } else {
                let start = scanner.at();
                let key = scanner.key(first)?;
                let child = self.child(key);
                order.learn(self.number, &mut place, scanner.since(start)?, key, child);
                child
            };
            first = false;
            match child {
                Some(node) if node.is_leaf() => {
                    let start = scanner.at();
                    scanner.skip()?;
                    if let Some(slot) = node.slot {
                        put(slots, slot, scanner.since(start)?);
                    }
                }
                Some(node) => node.walk(scanner, slots, records, order)?,
                None => scanner.skip()?,
            }
            more = scanner.more(b'}')?;
        }
        Ok(())
    }

    fn elements<'t, 'b>(
        &'t self,
        scanner: &mut Scanner<'b>,
        slots: &mut [&'b str],
        records: &mut impl RecordList<'b>,
        order: &mut ExpectedMembers<'t, 'b>,
    ) -> Result<(), Refused> {
        let mut more = scanner.open(b']')?;
        let mut place = 0;
        while more {
            match self.places.iter().find(|(known, _)| *known == place) {
                Some((_, node)) => node.walk(scanner, slots, records, order)?,
                None => scanner.skip()?,
            }
            place += 1;
            more = scanner.more(b']')?;
        }
        Ok(())
    }
}

/// One bit, by the length of a name and its ends.
#[inline]
fn mark(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let end = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    let mixed = bytes.len() + 3 * end(bytes.first()) + 5 * end(bytes.last());
    1 << (mixed % 64)
}

#[inline]
fn put<'b>(slots: &mut [&'b str], slot: usize, text: &'b str) {
    if let Some(place) = slots.get_mut(slot) {
        *place = text;
    }
}

/// The child at a place that is there.
#[allow(
    clippy::indexing_slicing,
    reason = "the place was found, or pushed just before"
)]
fn child_at<K>(children: &mut [(K, TrieNode)], place: usize) -> &mut TrieNode {
    &mut children[place].1
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::expr::Path;

    fn filled<'b>(paths: &[&str], text: &'b str) -> Vec<&'b str> {
        let mut trie = Trie::default();
        for path in paths {
            trie.slot(Path::parse(path).unwrap().plain().unwrap());
        }
        let mut slots = vec![""; trie.width()];
        let mut scanner = Scanner::new(text);
        trie.walk(
            &mut scanner,
            &mut slots,
            &mut (),
            &mut ExpectedMembers::learning(),
        )
        .unwrap();
        scanner.end().unwrap();
        slots
    }

    #[test]
    fn slots_are_the_texts_of_their_paths() {
        let paths = ["$.id", "$.at", "$.at.city", "$.tags[1].x", "$.none", "$"];
        let text = r#"{ "x": [1], "tags": [0, {"x": 1.0}], "at": {"city" : "G\u00e9nt" }, "id":7}"#;
        let expected = [
            "7",
            r#"{"city" : "G\u00e9nt" }"#,
            r#""G\u00e9nt""#,
            "1.0",
            "",
            text,
        ];
        assert_eq!(filled(&paths, text), expected);
    }

    #[test]
    fn the_last_of_a_name_counts_with_all_below_it() {
        assert_eq!(
            filled(&["$.a.b", "$.a.c"], r#"{"a":{"b":1,"c":2},"a":{"c":3}}"#),
            ["", "3"]
        );
        assert_eq!(filled(&["$.a.b"], r#"{"a":{"b":1},"a":5}"#), [""]);
        assert_eq!(filled(&["$.a"], r#"{"a":1,"\u0061":2}"#), ["2"]);
    }

    #[test]
    fn a_path_has_one_slot() {
        let mut trie = Trie::default();
        let steps = |text: &str| Path::parse(text).unwrap().plain().unwrap().to_vec();
        assert_eq!(trie.slot(&steps("$.a.b")), 0);
        assert_eq!(trie.slot(&steps("$.a")), 1);
        assert_eq!(trie.slot(&steps("$.a.b")), 0);
        assert_eq!(trie.width(), 2);
    }
}
