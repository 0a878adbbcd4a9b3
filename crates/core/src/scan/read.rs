//! One path of a mapping → how its value is got: from a slot, from the list in a slot, or by the
//! `JSONPath` library over the one subtree that it looks at.

use super::filtered::{self, Filtered};
use super::leaf::{Leaf, parse, raw_children, raw_follow};
use super::trie::Trie;
use serde_json::{Map, Value};
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Root, Step};

/// How the value of one path is got.
#[derive(Clone, Debug)]
pub(super) struct Read {
    of_record: bool,
    path: Path,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    /// In this slot.
    Slot(usize),
    /// In the elements of what this slot holds, after these steps.
    Each(usize, Vec<Step>),
    /// Walked from the entry of a table.
    Entry,
    /// Behind a plain filter of what this slot holds.
    Filtered(usize, Filtered),
    /// By the library, over what this slot holds at the end of these steps.
    Free(usize, Vec<Step>),
    /// The same, where the slot's list has a text.
    FreeTexts(usize, Vec<Step>),
}

/// What paths start at: the texts that a walk found, or a value that was built.
#[derive(Clone, Copy)]
pub(super) enum Origin<'c> {
    Slots(&'c [&'c str]),
    Value(&'c Value),
}

/// The record, and the element or entry that `$` means.
#[derive(Clone, Copy)]
pub(super) struct Origins<'c> {
    pub(super) record: &'c [&'c str],
    pub(super) here: Origin<'c>,
}

impl Read {
    /// Gives a path its slot, in the record's trie or in that of the element at hand.
    pub(super) fn new(
        path: &Path,
        record: (&mut Trie, &[Step]),
        element: Option<&mut Trie>,
    ) -> Read {
        let of_record = path.root() == Root::Record || element.is_none();
        let path = path.clone().rooted(Root::Here);
        let (trie, start) = match element {
            Some(element) if !of_record => (element, &[][..]),
            _ => record,
        };
        let mut slot = |steps: &[Step]| trie.slot(&[start, steps].concat());
        let way = if let Some(steps) = path.plain() {
            Way::Slot(slot(steps))
        } else if let Some((prefix, tail)) = path.wildcard_tail() {
            Way::Each(slot(prefix), tail.to_vec())
        } else if let Some(filtered) = Filtered::new(&path) {
            Way::Filtered(slot(path.prefix()), filtered)
        } else if filtered::takes_texts(&path) {
            Way::FreeTexts(slot(path.prefix()), path.prefix().to_vec())
        } else {
            let steps = subtree(&path);
            Way::Free(slot(steps), steps.to_vec())
        };
        Read {
            of_record,
            path,
            way,
        }
    }

    /// A path that starts at an entry, which is always a value.
    pub(super) fn at_entry(path: &Path) -> Read {
        Read {
            of_record: false,
            path: path.clone().rooted(Root::Here),
            way: Way::Entry,
        }
    }

    /// The path, when the library must evaluate it.
    pub(super) fn free(&self) -> Option<&Path> {
        matches!(self.way, Way::Free(..) | Way::FreeTexts(..)).then_some(&self.path)
    }

    /// Whether the text of one slot is all that it takes.
    pub(super) fn is_slot(&self) -> bool {
        matches!(self.way, Way::Slot(_))
    }

    #[inline]
    fn origin<'c>(&self, origins: &Origins<'c>) -> Origin<'c> {
        if self.of_record {
            Origin::Slots(origins.record)
        } else {
            origins.here
        }
    }

    /// The text in a slot, where this is all that it takes; empty where nothing stands there.
    #[inline]
    pub(super) fn plain<'c>(&self, origins: &Origins<'c>) -> Option<&'c str> {
        match (&self.way, self.origin(origins)) {
            (Way::Slot(slot), Origin::Slots(slots)) => {
                Some(slots.get(*slot).copied().unwrap_or(""))
            }
            _ => None,
        }
    }

    /// The text of the list whose elements are the values, where this is all that it takes; empty
    /// where there is none.
    pub(super) fn list<'c>(&self, origins: &Origins<'c>) -> Option<&'c str> {
        match (&self.way, self.origin(origins)) {
            (Way::Each(slot, tail), Origin::Slots(slots)) if tail.is_empty() => {
                let text = slots.get(*slot).copied().unwrap_or("");
                // A wildcard takes the members of an object too; any other value has none.
                (!text.starts_with('{')).then(|| if text.starts_with('[') { text } else { "" })
            }
            _ => None,
        }
    }

    /// The first value.
    #[inline]
    pub(super) fn first<'c>(&self, origins: &Origins<'c>) -> Option<Leaf<'c>> {
        let slots = match self.origin(origins) {
            Origin::Slots(slots) => slots,
            Origin::Value(value) => return self.path.one(value).map(Leaf::Value),
        };
        match &self.way {
            Way::Slot(slot) => at(slots, *slot).map(Leaf::Raw),
            Way::Each(slot, tail) => {
                let mut first = None;
                raw_children(at(slots, *slot)?, &mut |child| {
                    first = first.or_else(|| raw_follow(child, tail));
                });
                first.map(Leaf::Raw)
            }
            Way::Entry => None,
            Way::Filtered(slot, filtered) => {
                let mut first = None;
                filtered.all(at(slots, *slot)?, &mut |raw| first = first.or(Some(raw)));
                first.map(Leaf::Raw)
            }
            Way::FreeTexts(slot, _) if !filtered::has_texts(at(slots, *slot)?) => None,
            Way::Free(slot, steps) | Way::FreeTexts(slot, steps) => {
                let value = built(steps, at(slots, *slot)?);
                self.path.one(&value).cloned().map(Leaf::Owned)
            }
        }
    }

    /// Shows every value, in order.
    pub(super) fn all<'c>(&self, origins: &Origins<'c>, show: &mut dyn FnMut(Leaf<'_>)) {
        let slots = match self.origin(origins) {
            Origin::Slots(slots) => slots,
            Origin::Value(value) => {
                return self
                    .path
                    .all(value)
                    .into_iter()
                    .for_each(|v| show(Leaf::Value(v)));
            }
        };
        match &self.way {
            Way::Slot(slot) => at(slots, *slot)
                .into_iter()
                .for_each(|raw| show(Leaf::Raw(raw))),
            Way::Each(slot, tail) => {
                let list = at(slots, *slot);
                if let Some(list) = list {
                    raw_children(list, &mut |child| {
                        if let Some(raw) = raw_follow(child, tail) {
                            show(Leaf::Raw(raw));
                        }
                    });
                }
            }
            Way::Entry => {}
            Way::Filtered(slot, filtered) => {
                if let Some(list) = at(slots, *slot) {
                    filtered.all(list, &mut |raw| show(Leaf::Raw(raw)));
                }
            }
            Way::FreeTexts(slot, _) if !at(slots, *slot).is_some_and(filtered::has_texts) => {}
            Way::Free(slot, steps) | Way::FreeTexts(slot, steps) => {
                if let Some(raw) = at(slots, *slot) {
                    let value = built(steps, raw);
                    self.path
                        .all(&value)
                        .into_iter()
                        .for_each(|v| show(Leaf::Value(v)));
                }
            }
        }
    }
}

/// The steps to all that a path looks at: its plain start, unless a filter of it starts at the root.
pub(super) fn subtree(path: &Path) -> &[Step] {
    let text = path.text();
    let again = text
        .split_once('$')
        .is_some_and(|(_, rest)| rest.contains('$'));
    if again { &[] } else { path.prefix() }
}

#[inline]
pub(super) fn at<'c>(slots: &[&'c str], slot: usize) -> Option<&'c str> {
    slots.get(slot).copied().filter(|text| !text.is_empty())
}

fn built(steps: &[Step], raw: &str) -> Value {
    let mut whole = Value::Null;
    graft(&mut whole, steps, parse(raw));
    whole
}

/// Puts a value at a place, as far as what stands there already allows it.
pub(super) fn graft(whole: &mut Value, steps: &[Step], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *whole = value;
        return;
    };
    match step {
        Step::Name(name) => {
            if whole.is_null() {
                *whole = Value::Object(Map::new());
            }
            if let Value::Object(members) = whole {
                graft(
                    members.entry(name.as_str()).or_insert(Value::Null),
                    rest,
                    value,
                );
            }
        }
        Step::Index(index) => {
            if whole.is_null() {
                *whole = Value::Array(Vec::new());
            }
            if let Value::Array(list) = whole {
                // The index is one of a list that came, so it is no larger than the reply.
                if list.len() <= *index {
                    list.resize(index + 1, Value::Null);
                }
                if let Some(place) = list.get_mut(*index) {
                    graft(place, rest, value);
                }
            }
        }
    }
}
