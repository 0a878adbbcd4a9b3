//! Who looks on while the pages of a call are mapped: tools that explain a value. A call without
//! one asks once a page whether there is any.

use crate::exchange::Reply;
use crate::plan::Chosen;
use crate::record::RecordFacts;
use crate::scan::Scanned;
use std::fmt::Debug;

/// Who looks on while the pages of a call are mapped.
pub trait PageWatch: Debug + Send + Sync {
    /// Takes a page that is about to be mapped.
    fn page(&self, page: &PageAtHand<'_>);
}

/// A page of the vendor that is about to be mapped.
#[derive(Clone, Copy, Debug)]
pub struct PageAtHand<'p> {
    /// The case and the route that it was asked for by.
    pub chosen: Chosen<'p>,
    /// The reply that holds it.
    pub reply: &'p Reply,
    /// Its records.
    pub page: &'p Scanned<'p>,
    /// The caller's values, and the tables at hand.
    pub facts: &'p RecordFacts<'p>,
}
