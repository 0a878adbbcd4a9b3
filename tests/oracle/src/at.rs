//! Where an expression reads: paths of a record, of an element of one of its lists, or of a table's entry.

use std::borrow::Cow;
use touchpoint_core::record::Tables;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::condition::Facts;
use touchpoint_language::expr::path::Root;
use touchpoint_language::json::{Json, Object};

/// Where an expression reads: `$`, the record, and what is known beside it.
#[derive(Clone, Copy)]
pub(crate) struct At<'v> {
    pub(crate) here: &'v Json,
    pub(crate) record: &'v Json,
    /// The caller's values, by parameter.
    pub(crate) words: &'v Object,
    pub(crate) tables: &'v Tables,
}

impl<'v> At<'v> {
    /// The first value at a path.
    pub(crate) fn one(&self, path: &Path) -> Option<&'v Json> {
        path.one(if path.root() == Root::Record {
            self.record
        } else {
            self.here
        })
    }
}

impl Facts for At<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
        self.one(path).map(Cow::Borrowed)
    }
}
