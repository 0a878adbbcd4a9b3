//! One page for the caller: typed, or as the exact bytes of the envelope.

use crate::record::{RecordFault, read};
use serde::Serialize;
use serde::de::DeserializeOwned;
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::{ListResponse, RowText, Warning, Written};
use touchpoint_core::run::Listing;
use touchpoint_language::unified::Engagement;

/// One page of unified records.
#[derive(Clone, Debug)]
pub struct Page(Listing);

impl Page {
    pub(crate) fn new(listing: Listing) -> Page {
        Page(listing)
    }

    /// A page of records that a program makes by hand, for tests of what it does with one.
    ///
    /// ```
    /// use touchpoint::{Engagement, Page};
    /// let call = Engagement { id: "1".into(), subject: Some("Hello".into()), ..Engagement::default() };
    /// let page = Page::of([call])?.with_next_cursor("more");
    /// assert_eq!(page.next_cursor(), Some("more"));
    /// assert!(page.to_json().starts_with(br#"{"result":[{"id":"1","subject":"Hello"}]"#));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// A record cannot be written as JSON.
    pub fn of<T: Serialize>(
        records: impl IntoIterator<Item = T>,
    ) -> Result<Page, serde_json::Error> {
        let texts = records
            .into_iter()
            .map(|record| serde_json::to_vec(&record));
        let rows = Written::of(texts.collect::<Result<Vec<_>, _>>()?);
        Ok(Page(Listing::by_hand(rows)))
    }

    /// The same page, leading on to a cursor.
    #[must_use]
    pub fn with_next_cursor(mut self, cursor: impl Into<String>) -> Page {
        self.0.response.next_cursor = Some(cursor.into());
        self
    }

    /// The records, typed.
    ///
    /// # Errors
    /// [`RecordFault`]: the first record that is no engagement, as with the format `raw`, where the records
    /// are the vendor's own.
    pub fn engagements(&self) -> Result<Vec<Engagement>, RecordFault> {
        self.records()
    }

    /// The records as a type: the unified record of another model, or any part of one.
    ///
    /// ```
    /// # fn ids(page: &touchpoint::Page) -> Result<Vec<String>, touchpoint::RecordFault> {
    /// #[derive(serde::Deserialize)]
    /// struct WithId { id: String }
    ///
    /// let records: Vec<WithId> = page.records()?;
    /// # Ok(records.into_iter().map(|record| record.id).collect())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`RecordFault`]: the first record that does not have the form of `T`.
    pub fn records<T: DeserializeOwned>(&self) -> Result<Vec<T>, RecordFault> {
        let rows = self.rows();
        let mut records = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            records.push(read(row, at)?);
        }
        Ok(records)
    }

    /// The records as the JSON texts that they were written as, in their order.
    pub fn texts(&self) -> Vec<&[u8]> {
        self.0.response.result.texts()
    }

    /// The records, to be read as a type.
    pub(crate) fn rows(&self) -> Vec<RowText<'_>> {
        self.0.response.result.each()
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

    /// The cursor that leads to this page, and whether such cursors hold for ever.
    pub(crate) fn began(&self) -> (&str, bool) {
        (&self.0.began.cursor, self.0.began.lasts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_record_is_told_with_its_place_and_none_is_left_out() {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum One {
            Good { id: &'static str },
            Bad { id: &'static str, subject: [u8; 1] },
        }
        let page = Page::of([
            One::Good { id: "1" },
            One::Bad {
                id: "2",
                subject: [7],
            },
        ])
        .unwrap();
        let fault = page.engagements().unwrap_err();
        assert_eq!((fault.index, fault.id.as_deref()), (1, Some("2")));
        assert!(
            fault
                .to_string()
                .starts_with("record 1 (`id` 2) is not of the form"),
            "{fault}"
        );
        let good = Page::of([One::Good { id: "1" }]).unwrap();
        assert_eq!(good.engagements().unwrap()[0].id, "1");
        assert!(Page::of([0; 0]).unwrap().engagements().unwrap().is_empty());
    }
}
