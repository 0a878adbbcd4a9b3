//! A reply's body → the page that came: gone over once where that does, else read as values.

use crate::plan::{self, Chosen, Page, PageFault, Plan};
use crate::query::ListQuery;
use crate::scan::{self, Road, Scanned};
use serde_json::Value;

/// A page before its records are mapped.
pub(super) enum Arrived<'a> {
    Scanned(&'a Road, Scanned<'a>),
    Read(Page),
}

impl<'a> Arrived<'a> {
    /// A page without records, where the vendor says so without one.
    pub(super) fn empty() -> Arrived<'a> {
        Arrived::Read(Arrived::nothing())
    }

    /// The same, as values.
    pub(super) fn nothing() -> Page {
        Page {
            body: Value::Null,
            records: Vec::new(),
            counted: 0,
        }
    }

    /// Reads a body, in the form that serves the query.
    ///
    /// # Errors
    /// As [`plan::read_page`].
    pub(super) fn read(
        plan: &'a Plan,
        chosen: Chosen,
        query: &ListQuery,
        body: &'a [u8],
    ) -> Result<Arrived<'a>, PageFault> {
        let road = plan.road(chosen).ok().filter(|_| scan::fits(query));
        if let Some(road) = road
            && let Some(page) = road.scan(body)
        {
            return Ok(Arrived::Scanned(road, page));
        }
        match plan.at(chosen) {
            Some((_, route)) => plan::read_page(route, body).map(Arrived::Read),
            None => Ok(Arrived::empty()),
        }
    }

    /// The body, as far as paging and lookups look at it.
    pub(super) fn body(&self) -> &Value {
        match self {
            Arrived::Scanned(_, page) => &page.body,
            Arrived::Read(page) => &page.body,
        }
    }

    /// How many things it holds, as the remote's paging counts them.
    pub(super) fn counted(&self) -> u64 {
        match self {
            Arrived::Scanned(_, page) => page.counted,
            Arrived::Read(page) => page.counted,
        }
    }

    /// The texts of the records.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Arrived::Scanned(_, page) => page.records().collect(),
            Arrived::Read(page) => page.records.iter().map(|(_, raw)| raw.get()).collect(),
        }
    }
}
