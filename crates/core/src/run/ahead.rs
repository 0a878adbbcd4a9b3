//! Where a list goes on, told before the rows of this page are written: whoever reads on asks for the
//! next page meanwhile.

use super::page::{Asked, Reading, Standing};
use super::position::Place;
use crate::plan::RateLimit;

/// The page that follows, before this one is handed out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Where the list goes on: the cursor that this page will have.
    pub next_cursor: String,
    /// The vendor's limits, where it tells them.
    pub rate_limit: Option<RateLimit>,
}

/// What is done with a place that is known ahead.
pub(super) type Tell<'t> = &'t mut (dyn FnMut(&Place, Option<RateLimit>) + Send);

impl Reading<'_> {
    /// Whether the list goes on after this page, whatever becomes of its records: all that are left
    /// are handed out, and nothing about them decides what is asked next.
    pub(super) fn is_taken_whole(&self, asked: &Asked<'_>, standing: &Standing<'_>) -> bool {
        let left = standing.count().saturating_sub(standing.start);
        let divided = self
            .plan
            .at(self.chosen)
            .is_none_or(|(_, route)| route.paging.window.is_some());
        self.checks.is_empty() && !divided && left as u64 <= asked.most
    }
}
