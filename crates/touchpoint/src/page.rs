//! One page for the caller: typed, or as the exact bytes of the envelope.

use touchpoint_core::filter::Fate;
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::{ListResponse, Row, Warning};
use touchpoint_core::run::Listing;
use touchpoint_language::unified::Engagement;

/// One page of unified records.
#[derive(Clone, Debug)]
pub struct Page(Listing);

impl Page {
    pub(crate) fn new(listing: Listing) -> Page {
        Page(listing)
    }

    /// The records, typed. With the format `raw` there are none: the records are then the vendor's
    /// own.
    pub fn engagements(&self) -> Vec<Engagement> {
        let rows = self.0.response.result.all();
        let typed = rows.iter().filter(|row| matches!(row, Row::Unified { .. }));
        typed
            .filter_map(|row| serde_json::from_slice(&serde_json::to_vec(row).ok()?).ok())
            .collect()
    }

    /// The envelope.
    pub fn response(&self) -> &ListResponse {
        &self.0.response
    }

    /// The envelope as JSON; the vendor's records keep their bytes.
    pub fn to_json(&self) -> Vec<u8> {
        self.0.response.to_json()
    }

    /// The same without a copy, for a page that is no longer needed. The buffer can be given back
    /// once it was sent: [`touchpoint_core::room::give`].
    pub fn into_json(self) -> Vec<u8> {
        self.0.response.into_json()
    }

    /// Where to go on; none at the end.
    pub fn next_cursor(&self) -> Option<&str> {
        self.0.response.next_cursor.as_deref()
    }

    /// What could not be mapped, and why.
    pub fn warnings(&self) -> &[Warning] {
        &self.0.response.warnings
    }

    /// What a reply at hand shows about its mapping: paths that lead nowhere in all records, words
    /// that are none of ours, times in another unit. Nothing for a list that was asked for.
    pub fn met(&self) -> &[Warning] {
        &self.0.met
    }

    /// Filter → what became of it.
    pub fn filters(&self) -> &[(String, Fate)] {
        &self.0.filters
    }

    /// What was ignored because the caller allowed it.
    pub fn ignored(&self) -> &[Ignored] {
        &self.0.ignored
    }

    /// The vendor's limits, where it tells them.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.0.rate_limit
    }
}
