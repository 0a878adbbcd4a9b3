//! What a page is asked with.

use crate::plan::paging::PageState;
use crate::plan::push::Push;
use crate::query::{ListQuery, Names};

/// What a page is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The caller's query.
    pub query: &'a ListQuery,
    /// The names of the parameters in faults of the query.
    pub names: Names,
    /// The filters that go to the vendor.
    pub pushes: &'a [Push],
    /// Where the list stands.
    pub state: &'a PageState,
    /// The page's size; none where the vendor's own is used.
    pub size: Option<u64>,
}
