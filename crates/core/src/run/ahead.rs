//! Tells where a list goes on before the rows of this page are written, so that the next page can
//! be requested meanwhile.

use super::position::ListPlace;
use crate::plan::RateLimit;

/// The place of the next page, known before this page is handed out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Where the list goes on: the same cursor that this page will have.
    pub next_cursor: String,
    /// The vendor's limits, where it tells them.
    pub rate_limit: Option<RateLimit>,
}

/// What is done with a place that is known ahead.
pub(super) type Tell<'t> = &'t mut (dyn FnMut(&ListPlace, Option<RateLimit>) + Send);
