//! What paging and the tables in a reply read of a page, found in the walk over it.

use super::read::PathRead;
use super::trie::Trie;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;

/// The paths outside the records that are read, each with its slot in the page.
#[derive(Clone, Debug, Default)]
pub(super) struct BodySlots(Vec<(Path, PathRead)>);

/// The parts of a page's body that are read.
#[derive(Clone, Debug, Default)]
pub struct BodyParts<'b> {
    slots: Vec<&'b str>,
    looked_at: &'b [(Path, PathRead)],
}

impl BodySlots {
    /// Gives each path its slot in the page, whose list of records stands at these steps.
    pub(super) fn new<'m>(
        paths: impl IntoIterator<Item = &'m Path>,
        page: &mut Trie,
        list: Option<&[Step]>,
    ) -> BodySlots {
        let mut found: Vec<(Path, PathRead)> = Vec::new();
        for path in paths {
            if found.iter().all(|(known, _)| known != path) {
                found.push((path.clone(), PathRead::of_page(path, page, list)));
            }
        }
        BodySlots(found)
    }

    /// The values of the paths in a page with these slots.
    pub(super) fn of<'b>(&'b self, slots: Vec<&'b str>) -> BodyParts<'b> {
        BodyParts {
            slots,
            looked_at: &self.0,
        }
    }
}

impl<'b> BodyParts<'b> {
    /// The text of the first value at a path.
    pub fn one(&self, path: &Path) -> Option<&'b str> {
        let mut first = None;
        self.all(path, &mut |raw| first = first.or(Some(raw)));
        first
    }

    /// Shows the text of every value at a path.
    pub fn all(&self, path: &Path, show: &mut dyn FnMut(&'b str)) {
        let mut looked_at = self.looked_at.iter();
        if let Some((_, read)) = looked_at.find(|(known, _)| known == path) {
            read.all_of(&self.slots, show);
        }
    }
}
