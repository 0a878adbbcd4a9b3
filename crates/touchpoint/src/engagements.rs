//! A query for engagements in types.

use crate::checkpoint::Checkpoint;
use crate::engine::Touchpoint;
use crate::error::Error;
use crate::filter::Comparison;
use crate::page::Page;
use crate::records::RecordStream;
use crate::support::Support;
use jiff::Timestamp;
use touchpoint_core::exchange::Account;
use touchpoint_core::query::{Direction, Filter, ListQuery, Operator, Unsupported};
use touchpoint_language::json::Json;
use touchpoint_language::unified::{Engagement, EngagementType};

/// A query for engagements of one account: all filters must hold.
///
/// [`Engagements::supports`] says which of them a vendor serves, and how. A filter that neither the
/// vendor applies nor the records can be checked for is refused before any call.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use touchpoint::filter::gte;
/// use touchpoint::{EngagementType::Call, Timestamp, Touchpoint};
///
/// let touchpoint = Touchpoint::builder().sandbox().build().await?;
/// let account = touchpoint.sandbox_account("hubspot").ok_or("no such sandbox")?;
/// let since: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let calls = touchpoint.engagements(&account).engagement_type(Call).created_at(gte(since)).page_size(50);
/// let page = calls.page().await?;
/// for call in page.engagements()? {
///     println!("{} {:?}", call.id, call.subject);
/// }
/// # assert!(!page.engagements()?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "a query asks for nothing until `page` or `records`"]
pub struct Engagements {
    touchpoint: Touchpoint,
    account: Account,
    query: ListQuery,
}

impl std::fmt::Debug for Engagements {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = out.debug_struct("Engagements");
        shown.field("account", &self.account);
        shown.field("query", &self.query).finish_non_exhaustive()
    }
}

impl Touchpoint {
    /// Begins a query for the engagements of an account.
    pub fn engagements(&self, account: &Account) -> Engagements {
        Engagements {
            touchpoint: self.clone(),
            account: account.clone(),
            query: ListQuery::default(),
        }
    }
}

/// Filters.
impl Engagements {
    /// Only of this kind, or of [`one_of`](crate::filter::one_of) several where the vendor serves that.
    pub fn engagement_type(self, kind: impl Into<Comparison<EngagementType>>) -> Engagements {
        self.is("engagement_type", kind.into())
    }

    /// Only those with this person.
    pub fn contact_id(self, id: impl Into<Comparison<String>>) -> Engagements {
        self.is("contact_id", id.into())
    }

    /// Only those of this company.
    pub fn account_id(self, id: impl Into<Comparison<String>>) -> Engagements {
        self.is("account.id", id.into())
    }

    /// Only those that belong to this user.
    pub fn owner_id(self, id: impl Into<Comparison<String>>) -> Engagements {
        self.is("owner.id", id.into())
    }

    /// Only those about this deal.
    pub fn opportunity_id(self, id: impl Into<Comparison<String>>) -> Engagements {
        self.is("opportunity.id", id.into())
    }

    /// Only those with this lead.
    pub fn lead_id(self, id: impl Into<Comparison<String>>) -> Engagements {
        self.is("lead.id", id.into())
    }

    /// Only those with this title.
    pub fn subject(self, subject: impl Into<Comparison<String>>) -> Engagements {
        self.is("subject", subject.into())
    }

    /// Only those whose time of creation in the CRM compares so.
    pub fn created_at(self, at: Comparison<Timestamp>) -> Engagements {
        self.is("created_at", at)
    }

    /// Only those whose time of last change in the CRM compares so.
    pub fn updated_at(self, at: Comparison<Timestamp>) -> Engagements {
        self.is("updated_at", at)
    }

    /// Only those whose start time compares so.
    pub fn start_time(self, at: Comparison<Timestamp>) -> Engagements {
        self.is("start_time", at)
    }

    /// Only those whose end time compares so.
    pub fn end_time(self, at: Comparison<Timestamp>) -> Engagements {
        self.is("end_time", at)
    }

    /// Only those whose activity date compares so.
    pub fn activity_date(self, at: Comparison<Timestamp>) -> Engagements {
        self.is("activity_date", at)
    }

    /// Only where this field or parameter (dotted) compares so with these values, for those without a method
    /// here.
    pub fn filter<S: Into<String>>(
        mut self,
        parameter: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = S>,
    ) -> Engagements {
        self.query = self.query.filter(parameter, operator, values);
        self
    }

    fn is<V>(mut self, parameter: &str, comparison: Comparison<V>) -> Engagements {
        self.query.filters.push(Filter {
            parameter: parameter.to_owned(),
            operator: comparison.operator,
            values: comparison.values,
            bare: comparison.bare,
        });
        self
    }
}

/// How the records come.
impl Engagements {
    /// At most this many records on a page; the mapping's own number unless said. [`Engagements::records`] gives
    /// all records all the same, this many with each call; `futures`' `take` ends it sooner.
    pub fn page_size(mut self, records: u64) -> Engagements {
        self.query = self.query.limit(records);
        self
    }

    /// The same by the contract's name, `limit`: the size of a page, not how many records come in all.
    pub fn limit(self, records: u64) -> Engagements {
        self.page_size(records)
    }

    /// Sorted by this field, after those that were named before, where the vendor sorts by it.
    pub fn sort_by(mut self, field: impl Into<String>, direction: Direction) -> Engagements {
        self.query = self.query.sort_by(field, direction);
        self
    }

    /// Without the vendor's records beside the unified ones.
    pub fn without_remote_data(mut self) -> Engagements {
        self.query = self.query.without_remote_data();
        self
    }

    /// With this sent to the vendor as it is.
    pub fn remote(mut self, name: impl Into<String>, value: impl Into<Json>) -> Engagements {
        self.query = self.query.remote(name, value);
        self
    }

    /// Filters that the vendor cannot serve are left out, and [`Page::ignored`] or [`RecordStream::ignored`]
    /// says so; else the query is refused.
    pub fn ignoring_unsupported(mut self) -> Engagements {
        self.query = self.query.unsupported(Unsupported::Ignore);
        self
    }

    /// Goes on where an earlier [`Page`] ended.
    pub fn next_cursor(mut self, cursor: impl Into<String>) -> Engagements {
        self.query = self.query.next_cursor(cursor);
        self
    }

    /// The query as data.
    pub fn query(&self) -> &ListQuery {
        &self.query
    }

    /// The same account with a query that is at hand, in place of what was said so far.
    pub fn with_query(mut self, query: ListQuery) -> Engagements {
        self.query = query;
        self
    }
}

/// What is asked.
impl Engagements {
    /// Says what becomes of each filter, before any call.
    ///
    /// # Errors
    /// The account cannot be used, or there is no mapping for it.
    pub fn supports(&self) -> Result<Support, Error> {
        self.touchpoint.supports_for(&self.account, &self.query)
    }

    /// Reads one page, as [`Touchpoint::list`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub async fn page(&self) -> Result<Page, Error> {
        self.touchpoint.list(&self.account, &self.query).await
    }

    /// All records, one after another.
    pub fn records(self) -> RecordStream<Engagement> {
        self.touchpoint.records(&self.account, self.query)
    }

    /// The records behind a checkpoint of the same query and account.
    pub fn records_after(self, checkpoint: &Checkpoint) -> RecordStream<Engagement> {
        self.touchpoint
            .records_after(&self.account, self.query, checkpoint)
    }
}
