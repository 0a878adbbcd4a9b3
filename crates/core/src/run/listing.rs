//! Joins the portions of several pages into one page for the caller, with what stands in the
//! headers beside it.

use super::error::{Error, Trouble};
use super::page::Portion;
use super::position::ListPlace;
use crate::exchange::{Account, Secrets};
use crate::filter::{Fate, Split};
use crate::plan::RateLimit;
use crate::query::{Format, Ignored, ListQuery};
use crate::response::{ListResponse, Rows, Shaped, Warning, Written, folded};
use std::time::Duration;

/// A page for the caller, and what stands in the headers beside it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The envelope.
    pub response: ListResponse,
    /// Filter → what became of it.
    pub filters: Vec<(String, Fate)>,
    /// What was ignored because the caller allowed it.
    pub ignored: Vec<Ignored>,
    /// The vendor's limits, where it tells them.
    pub rate_limit: Option<RateLimit>,
    /// Where it began.
    pub began: Began,
    /// What the mapping's author should know of a reply that was at hand; nothing for a list that
    /// was asked for.
    pub met: Vec<Warning>,
}

/// Where a page began.
#[derive(Clone, Debug, Default)]
pub struct Began {
    /// The cursor that leads to this page; empty for a page that was not asked for.
    pub cursor: String,
    /// True if places in the list are numbers, which the vendor takes for ever; false if they are its cursors.
    pub lasts: bool,
}

impl Listing {
    /// The same, with the account's secrets masked in what is not data: warnings repeat values, and limits
    /// are numbers of the vendor.
    pub(super) fn masked(mut self, account: &Account) -> Listing {
        if self.response.warnings.is_empty() && self.rate_limit.is_none() {
            return self;
        }
        let secrets = Secrets::of(account);
        self.rate_limit = self.rate_limit.map(|limit| limit.masked(&secrets));
        for warning in &mut self.response.warnings {
            warning.message = secrets.masked(&warning.message);
            let pointer = warning.pointer.as_deref();
            warning.pointer = pointer.map(|pointer| secrets.masked(pointer));
        }
        self
    }

    /// A page of rows that a program made, without all that a call would tell.
    pub fn by_hand(rows: Written) -> Listing {
        let shaped = Shaped {
            count: rows.len(),
            rows: Rows::Written(rows),
            warnings: Vec::new(),
        };
        Listing {
            response: ListResponse::new(shaped, None),
            filters: Vec::new(),
            ignored: Vec::new(),
            rate_limit: None,
            began: Began::default(),
            met: Vec::new(),
        }
    }
}

/// What the pages of one call have given so far.
pub(super) struct Gathered {
    shaped: Option<Shaped>,
    /// Data that the vendor has and that did not come: the reply is partial.
    failed: Vec<Warning>,
    warnings: Vec<Warning>,
    rate_limit: Option<RateLimit>,
}

impl Gathered {
    /// The vendor's limits as they were told last.
    pub(super) fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }

    pub(super) fn new(failed: Vec<Warning>) -> Gathered {
        Gathered {
            shaped: None,
            failed,
            warnings: Vec::new(),
            rate_limit: None,
        }
    }

    /// A page without records: the caller's filters hold for none.
    pub(super) fn nothing(query: &ListQuery) -> Gathered {
        let rows = Written::new(query.format != Format::Raw);
        Gathered {
            shaped: Some(Shaped::new(rows, Vec::new(), query)),
            ..Gathered::new(Vec::new())
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.shaped.as_ref().map_or(0, |shaped| shaped.count as u64)
    }

    /// Adds a page; gives the place where the list goes on.
    pub(super) fn add(&mut self, portion: Portion) -> Option<ListPlace> {
        let before = self.shaped.as_ref().map_or(0, |shaped| shaped.count);
        self.warnings
            .extend(portion.warnings.into_iter().map(|w| w.after(before)));
        // A table that fails for every page is reported once.
        for warning in portion.failed {
            if !self.failed.contains(&warning) {
                self.failed.push(warning);
            }
        }
        self.rate_limit = portion.rate_limit.or(self.rate_limit.take());
        match &mut self.shaped {
            Some(shaped) => shaped.append(portion.shaped),
            none => *none = Some(portion.shaped),
        }
        portion.next
    }

    /// Puts the wait that the vendor wants into the page's limits: the page's cursor leads to the
    /// call that was refused.
    pub(super) fn must_wait(&mut self, refusal: &Error) {
        self.rate_limit = waiting(refusal, self.rate_limit);
    }

    pub(super) fn listing(self, split: Split, next_cursor: Option<String>) -> Listing {
        let shaped = self.shaped.unwrap_or_default();
        let mut response = ListResponse::new(shaped, next_cursor);
        response.is_partial_response = !self.failed.is_empty();
        response.warnings.extend(self.failed);
        response.warnings.extend(folded(self.warnings));
        Listing {
            response,
            filters: split.fates,
            ignored: split.ignored,
            rate_limit: self.rate_limit,
            began: Began::default(),
            met: Vec::new(),
        }
    }
}

/// The limits of a page whose cursor leads to a call that was refused: where the vendor wants a wait,
/// none is left until then.
pub(super) fn waiting(refusal: &Error, known: Option<RateLimit>) -> Option<RateLimit> {
    match refusal {
        Error::Remote(fault)
            if fault.trouble == Trouble::RateLimited || fault.retry_after.is_some() =>
        {
            let told = fault.rate_limit.or(known).unwrap_or_default();
            Some(RateLimit {
                remaining: Some(0),
                reset_seconds: fault.retry_after.map(whole_seconds),
                ..told
            })
        }
        _ => known,
    }
}

/// True if the vendor says that half of the calls of this window are used up.
pub(super) fn is_half_spent(limit: Option<RateLimit>) -> bool {
    let told = limit.and_then(|limit| Some((limit.limit?, limit.remaining?)));
    told.is_some_and(|(limit, remaining)| remaining < limit / 2)
}

/// The seconds after which a wait is surely over.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
}
