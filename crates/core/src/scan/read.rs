//! One path of a mapping → how its values are got: from a slot that the walk fills, or by a walk of
//! the text in that slot.

use super::trie::Trie;
use crate::slices::Walk;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Root, Step};

/// How the values of one path are got.
#[derive(Clone, Debug)]
pub(super) struct PathRead {
    of_record: bool,
    slot: usize,
    /// The walk within the slot's text; none where that text is the value.
    walk: Option<Walk>,
    /// The path, where it needs a tree of the slot's text.
    apart: Option<Path>,
}

/// Where paths start: the slots of the record, and those of the element or entry that `$` means.
#[derive(Clone, Copy)]
pub(super) struct Origins<'c> {
    pub(super) record: &'c [&'c str],
    pub(super) here: &'c [&'c str],
}

impl<'c> Origins<'c> {
    /// `$` is the record itself.
    pub(super) fn of_record(record: &'c [&'c str]) -> Origins<'c> {
        Origins {
            record,
            here: record,
        }
    }
}

impl PathRead {
    /// Gives a path its slot in the record's trie, or in that of the element or entry at hand. In
    /// the record's trie, these steps lead to the record itself.
    pub(super) fn new(
        path: &Path,
        record: (&mut Trie, &[Step]),
        below: Option<&mut Trie>,
    ) -> PathRead {
        let steps = looked_at(path);
        match below {
            Some(trie) if path.root() == Root::Here => {
                PathRead::at(path, steps.len(), trie.slot(steps), false)
            }
            _ => {
                let (trie, start) = record;
                let slot = trie.slot(&[start, steps].concat());
                PathRead::at(path, steps.len(), slot, true)
            }
        }
    }

    /// Gives a path its slot in a page. `list` are the steps to the list of records, where the walk
    /// goes through it. Values inside the list have no slot of their own: the whole list has one.
    pub(super) fn of_page(path: &Path, page: &mut Trie, list: Option<&[Step]>) -> PathRead {
        let steps = looked_at(path);
        let steps = list.filter(|list| steps.starts_with(list)).unwrap_or(steps);
        PathRead::at(path, steps.len(), page.slot(steps), true)
    }

    fn at(path: &Path, steps: usize, slot: usize, of_record: bool) -> PathRead {
        let whole = path.plain().is_some_and(|plain| plain.len() == steps);
        let walk = (!whole).then(|| Walk::new(&path.below(steps)));
        let is_free = walk.as_ref().is_some_and(Walk::is_free);
        PathRead {
            of_record,
            slot,
            walk,
            apart: is_free.then(|| path.clone().rooted(Root::Here)),
        }
    }

    /// The path, where it needs a tree of everything that it reads.
    pub(super) fn apart(&self) -> Option<&Path> {
        self.apart.as_ref()
    }

    /// True if the text of one slot is the value.
    pub(super) fn is_slot(&self) -> bool {
        self.walk.is_none()
    }

    #[inline]
    fn raw<'c>(&self, origins: &Origins<'c>) -> &'c str {
        let slots = if self.of_record {
            origins.record
        } else {
            origins.here
        };
        slots.get(self.slot).copied().unwrap_or("")
    }

    /// The text in a slot, where that is the value; empty where nothing stands there.
    #[inline]
    pub(super) fn plain<'c>(&self, origins: &Origins<'c>) -> Option<&'c str> {
        self.walk.is_none().then(|| self.raw(origins))
    }

    /// The text of the list whose elements are the values, where it is that simple; empty where
    /// there is no list.
    pub(super) fn list<'c>(&self, origins: &Origins<'c>) -> Option<&'c str> {
        let all = matches!(self.walk.as_ref()?.each()?, ([], []));
        let raw = self.raw(origins);
        // A wildcard takes the members of an object too; other values have none.
        let list = all && !raw.starts_with('{');
        list.then(|| if raw.starts_with('[') { raw } else { "" })
    }

    /// The first value.
    #[inline]
    pub(super) fn first<'c>(&self, origins: &Origins<'c>) -> Option<&'c str> {
        let raw = Some(self.raw(origins)).filter(|raw| !raw.is_empty())?;
        match &self.walk {
            None => Some(raw),
            Some(walk) => walk.one(raw),
        }
    }

    /// Shows every value, in order; false where the text is too large for the path.
    pub(super) fn all<'c>(&self, origins: &Origins<'c>, show: &mut dyn FnMut(&'c str)) -> bool {
        self.all_in(self.raw(origins), show)
    }

    /// Shows every value that is read of these slots, as [`PathRead::all`].
    pub(super) fn all_of<'b>(&self, slots: &[&'b str], show: &mut dyn FnMut(&'b str)) -> bool {
        self.all_in(slots.get(self.slot).copied().unwrap_or(""), show)
    }

    fn all_in<'b>(&self, raw: &'b str, show: &mut dyn FnMut(&'b str)) -> bool {
        match &self.walk {
            _ if raw.is_empty() => {}
            None => show(raw),
            Some(walk) => return walk.all(raw, show),
        }
        true
    }

    /// True if there is no value because the text is too large for the path.
    pub(super) fn gives_up(&self, origins: &Origins<'_>) -> bool {
        let raw = self.raw(origins);
        self.walk.as_ref().is_some_and(|walk| walk.gives_up(raw))
    }
}

/// The steps to the part that a path reads: its plain start, unless one of its filters starts at
/// the root.
fn looked_at(path: &Path) -> &[Step] {
    if path.looks_at_root() {
        &[]
    } else {
        path.prefix()
    }
}

/// The text in a slot, where one stands there.
#[inline]
pub(super) fn at<'c>(slots: &[&'c str], slot: usize) -> Option<&'c str> {
    slots.get(slot).copied().filter(|text| !text.is_empty())
}

/// True if a value says that there is more: anything but null, false and an empty text.
pub(super) fn says_more(raw: &str) -> bool {
    !matches!(raw, "" | "null" | "false" | "\"\"")
}

/// True if there is a record that is not null.
pub(super) fn is_given(slots: &[&str]) -> bool {
    at(slots, 0).is_some_and(|record| !record.starts_with('n'))
}
