//! Where a list goes on, told before the rows of this page are written: whoever reads on asks for the
//! next page meanwhile.

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
