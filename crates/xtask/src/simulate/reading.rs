//! One read: a question is asked of a vendor and followed to the end, through whatever goes wrong;
//! what came is held against what is true.

use super::line::Line;
use super::oracle::expected;
use super::question::Question;
use super::verdict::judge;
use super::walk::Walk;
use std::sync::Arc;
use touchpoint::Touchpoint;
use touchpoint::emulator::{Emulator, Entry, Schedule, Seen, Shapes, World};
use touchpoint_language::mapping::{Route, Way};

/// What a promise was broken by.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The promise: `lost`, `twice`.
    pub promise: &'static str,
    /// What was seen.
    pub what: String,
}

impl Violation {
    pub(super) fn new(promise: &'static str, what: impl Into<String>) -> Violation {
        Violation {
            promise,
            what: what.into(),
        }
    }
}

/// A read and what it met.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What is broken, if anything.
    pub violation: Option<Violation>,
    /// What the vendor saw.
    pub seen: Seen,
    /// How many pages the caller got.
    pub pages: u64,
    /// How many records the caller got.
    pub records: u64,
    /// What the caller saw, call by call.
    pub steps: Vec<String>,
}

/// Everything that a read needs.
pub struct Reading<'r> {
    /// The vendor.
    pub world: &'r Arc<World>,
    /// What its records look like.
    pub shapes: &'r Arc<Shapes>,
    /// What is asked.
    pub question: &'r Question,
    /// The seed of what is left to chance.
    pub seed: u64,
    /// What goes wrong.
    pub schedule: Schedule,
    /// Where the read goes through a stream: the engine, and its line to the vendor.
    pub engine: Option<(&'r Touchpoint, &'r Line)>,
}

impl Reading<'_> {
    /// The routes of the lists that are read.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        let cases = &self.world.plan().mapping.cases;
        let lists = self.question.lists.iter();
        lists.filter_map(|(case, route)| cases.get(*case)?.routes.get(*route))
    }

    /// The vendor's records in those lists.
    pub(super) fn records(&self) -> impl Iterator<Item = &Arc<Entry>> {
        let lists = self.question.lists.iter();
        lists.flat_map(|(case, _)| self.world.records(*case))
    }

    /// Reads to the end.
    pub fn run(&self) -> Outcome {
        let emulator = Arc::new(Emulator::new(
            self.world.clone(),
            self.shapes.clone(),
            self.seed,
            self.schedule.clone(),
        ));
        let mut walk = Walk::new(self, emulator);
        let ended = walk.follow();
        let seen = walk.seen();
        let broken = seen
            .violations
            .first()
            .map(|what| Violation::new("vendor", what));
        let violation = match ended {
            Err(violation) => Some(violation),
            Ok(complete) => {
                let expected = expected(self.world, self.question);
                let changes = seen.inserted.len() + seen.deleted.len() + seen.versions.len();
                let weak = self.is_weak() || self.leaves_pages() && changes > 1;
                judge(self, &expected, &walk.arrived, &seen, weak, complete).err()
            }
        };
        Outcome {
            violation: broken.or(violation),
            seen,
            pages: walk.pages,
            records: walk.arrived.len() as u64,
            steps: walk.steps,
        }
    }

    /// Whether the vendor counts a page's place: then what changes before it moves it.
    pub(super) fn is_weak(&self) -> bool {
        let leads = |way: &Way| matches!(way, Way::Cursor { .. } | Way::NextUrl { .. });
        !self.routes().all(|route| leads(&route.paging.way))
    }

    /// Whether pages may be larger than what the caller gets at once, or some more of them fill one, or
    /// several lists stand side by side, so that one is left in the middle. Its place is found again by
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
