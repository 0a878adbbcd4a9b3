//! Everything that one read needs, a vendor, a question and a schedule of faults, and what can be
//! promised for it.

use super::line::Line;
use crate::asked::Question;
use std::sync::Arc;
use touchpoint::Touchpoint;
use touchpoint_emulator::{PlayedVendor, Schedule, Shapes, VendorRecord, each_once};
use touchpoint_language::mapping::Route;
use touchpoint_language::source::SourceFile;

/// Everything that a read needs.
pub(crate) struct Reading<'r> {
    /// The vendor.
    pub(crate) world: &'r Arc<PlayedVendor>,
    /// What its records look like.
    pub(crate) shapes: &'r Arc<Shapes>,
    /// What is asked.
    pub(crate) question: &'r Question,
    /// The seed of all that is random.
    pub(crate) seed: u64,
    /// What goes wrong.
    pub(crate) schedule: Schedule,
    /// Where the read goes through a stream: the engine, and its line to the vendor.
    pub(crate) engine: Option<(&'r Touchpoint, &'r Line)>,
    /// What the account lays over the mapping.
    pub(crate) overlay: Option<&'r Arc<SourceFile>>,
}

impl Reading<'_> {
    /// The routes of the lists that are read.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        let cases = &self.world.plan().mapping.cases;
        let lists = self.question.lists.iter();
        lists.filter_map(|(case, route)| cases.get(*case)?.routes.get(*route))
    }

    /// The vendor's records in those lists.
    pub(super) fn records(&self) -> impl Iterator<Item = &Arc<VendorRecord>> {
        let lists = self.question.lists.iter();
        lists.flat_map(|(case, _)| self.world.records(*case))
    }

    /// The same, each of those that stand there many times once.
    pub(super) fn each_record(&self) -> impl Iterator<Item = &Arc<VendorRecord>> {
        let lists = self.question.lists.iter();
        lists.flat_map(|(case, _)| each_once(self.world.records(*case)))
    }

    /// True if the vendor counts pages or records: changes before a page then move it.
    pub(super) fn is_weak(&self) -> bool {
        !self.routes().all(|route| route.paging.way.next().is_some())
    }

    /// True if a page may be left in the middle: if pages are larger than what the caller gets at
    /// once, if several pages fill one, or if several lists are merged. The place is found again by
    /// the two records around it.
    pub(super) fn leaves_pages(&self) -> bool {
        let mut routes = self.routes();
        let (Some(route), None) = (routes.next(), routes.next()) else {
            return true;
        };
        let size = &route.paging.size;
        let wanted = self
            .question
            .query
            .limit
            .unwrap_or(size.default)
            .min(size.max);
        size.fixed.is_some_and(|fixed| fixed > wanted)
            || size.min > wanted
            || self.question.varies
            || !self.question.query.filters.is_empty()
    }
}
