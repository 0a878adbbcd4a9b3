//! One call of a list, from the caller's query to the reply: one page of the vendor, or some more
//! where checked filters leave too little of it.

use super::Options;
use super::ahead::{Ahead, Tell};
use super::error::{Error, Trouble};
use super::exchange::{Answer, Patience, exchange, judge};
use super::faults::{capped, request_error};
use super::lookups::Asker;
use super::merge;
use super::page::{Asked, Part, Reading};
use super::planning::{Planned, planned, sizes};
use super::position::{self, Place};
use super::window::{Tail, beginning, is_sorted_otherwise};
use crate::exchange::{Account, Reply, Transport};
use crate::filter::Fate;
use crate::plan::{self, Asking, Plan, RateLimit, RecordFacts, Tables};
use crate::query::{Ignored, ListQuery};
use crate::response::{ListResponse, Shaped, Warning};
use std::time::Duration;

/// A page for the caller, and what stands in the headers beside it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The envelope.
    pub response: ListResponse,
    /// Filter → what became of it.
    pub filters: Vec<(String, Fate)>,
    /// What was ignored because the caller asked for lenient ways.
    pub ignored: Vec<Ignored>,
    /// The vendor's limits, where it tells them.
    pub rate_limit: Option<RateLimit>,
}

/// Reads one page. Where checked filters leave fewer records than were asked for, further pages of
/// the vendor fill it: as many as [`Options::fill_pages`] allows, while the deadline lets them be
/// asked.
///
/// # Errors
/// [`Error`], by who must act. Nothing is lost: a cursor that led here leads here again; and when a
/// page that only fills cannot be had, what came before it is given with the cursor to that page.
pub async fn list(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
) -> Result<Listing, Error> {
    list_ahead(plan, query, account, transport, options, &mut |_| {}).await
}

/// Reads one page as [`list`], and tells where the list goes on before the page's rows are written,
/// where that is known: at most once, and not where checked filters, the caller's limit or a window
/// decide it.
///
/// # Errors
/// As [`list`].
pub async fn list_ahead(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
    tell: &mut (dyn FnMut(Ahead) + Send),
) -> Result<Listing, Error> {
    let account = plan.needs.complete(account.clone());
    let account = account.map_err(Error::Account)?;
    if let Some(merge) = plan::merging(plan, query) {
        return merge::list(plan, merge, query, &account, transport, options).await;
    }
    let mut planned = planned(plan, query, None, &account, options)?;
    let patience = Patience::of(transport, options);
    let asker = Asker {
        plan,
        account: &account,
        transport,
        options,
        patience: &patience,
    };
    // Our own words are kept for the fields that repeat what the caller gave.
    let words = plan::pushed_values(&planned.split.pushes);
    asker.through(&mut planned.split.pushes).await?;
    let (tables, failed) = asker.once(planned.chosen).await;
    let call = Call {
        asker: &asker,
        planned: &planned,
        tables,
        reading: Reading {
            plan,
            query,
            chosen: planned.chosen,
            checks: &planned.split.checks,
            words: &words,
            origins: &plan.link_origins(&account),
        },
    };
    let seal = |place| {
        let key = &options.cursor_key;
        position::seal(plan, planned.chosen, place, query, &account.id, key)
    };
    let mut told = |place: &Place, rate_limit| {
        tell(Ahead {
            next_cursor: seal(place.clone()),
            rate_limit,
        });
    };
    let mut gathered = Gathered::new(failed);
    let mut place = planned.place.clone();
    for asked in 0..options.fill_pages.max(1) {
        let left = planned.wanted.saturating_sub(gathered.count());
        let fills = asked > 0;
        let full = left == 0 || query.ignore_limit || planned.split.checks.is_empty();
        if fills && (full || transport.now() >= patience.until) {
            break;
        }
        let part = match call.page(&place, left, &mut told).await {
            Ok(part) => part,
            // The cursor leads to this page, which tells its fault to whoever goes on.
            Err(error) if fills => {
                gathered.must_wait(&error);
                break;
            }
            Err(error) => return Err(error),
        };
        match gathered.add(part) {
            // Beyond the vendor's cap other filters are sent: a call of its own.
            Some(next) if next.window != place.window => {
                place = next;
                break;
            }
            Some(next) => place = next,
            None => return Ok(gathered.listing(planned, None)),
        }
    }
    let cursor = seal(place);
    Ok(gathered.listing(planned, Some(cursor)))
}

/// Maps one reply of the vendor that is at hand, as if it had just come for this query.
///
/// # Errors
/// [`Error::Caller`] when the query cannot be asked; [`Error::Remote`] when the reply is no page.
pub fn map_reply(
    plan: &Plan,
    query: &ListQuery,
    reply: Reply,
    options: &Options,
) -> Result<Listing, Error> {
    let account = Account::default();
    let planned = planned(plan, query, None, &account, options)?;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let answer = judge(plan, reply, now)?;
    let reading = Reading {
        plan,
        query,
        chosen: planned.chosen,
        checks: &planned.split.checks,
        words: &plan::pushed_values(&planned.split.pushes),
        origins: &plan.link_origins(&account),
    };
    let asked = Asked {
        place: &planned.place,
        size: planned.size,
        most: planned.wanted,
    };
    let part = reading.page(&asked, &answer, Tables::default(), now, &mut |_, _| {})?;
    let mut gathered = Gathered::new(Vec::new());
    let cursor = gathered
        .add(part)
        .map(|place| position::seal(plan, planned.chosen, place, query, "", &options.cursor_key));
    Ok(gathered.listing(planned, cursor))
}

/// Everything that the pages of one list have in common.
pub(super) struct Call<'a> {
    pub(super) asker: &'a Asker<'a>,
    pub(super) planned: &'a Planned,
    /// The tables that are the same for every page.
    pub(super) tables: Tables,
    pub(super) reading: Reading<'a>,
}

impl Call<'_> {
    /// Asks for the page at a place, and takes so many records of it at most.
    async fn page(&self, place: &Place, most: u64, tell: Tell<'_>) -> Result<Part, Error> {
        let came = self.ask(place).await?;
        let asked = Asked {
            place,
            size: came.size,
            most,
        };
        let now = self.asker.transport.now();
        let mut part = self
            .reading
            .page(&asked, &came.answer, came.tables, now, tell)?;
        if let Some(next) = &mut part.next {
            self.divide(place, &came.answer, next);
        }
        Ok(Part {
            failed: came.failed,
            ..part
        })
    }

    /// Near the vendor's cap keeps the last records in mind; at it, leads on to the rest as a list of
    /// its own, where a time divides it from what came.
    pub(super) fn divide(&self, place: &Place, answer: &Answer, next: &mut Place) {
        let Reading {
            plan, query, words, ..
        } = self.reading;
        let (chosen, Answer::Page(reply)) = (self.planned.chosen, answer) else {
            return;
        };
        let Some((_, route)) = plan.at(chosen) else {
            return;
        };
        let (Some(cap), Some(_)) = (route.paging.cap, &route.paging.window) else {
            return;
        };
        let in_the_middle = next.came == place.came && next.state == place.state;
        if in_the_middle || !Tail::is_kept(next.came, cap) || is_sorted_otherwise(route, query) {
            return;
        }
        let tables = Tables::default();
        let facts = RecordFacts {
            query: words,
            tables: &tables,
        };
        let tail = place.tail.clone().unwrap_or_default();
        let tail = tail.after(plan, (chosen.case, route), &facts, reply);
        if next.came < cap || next.offset > 0 {
            next.tail = tail;
            return;
        }
        if let Some(window) = tail.and_then(Tail::window) {
            *next = Place {
                state: beginning(&route.paging.way),
                seen: next.seen,
                window: Some(window),
                ..Place::default()
            };
        }
    }

    /// Asks for the page at a place, and for the tables that its records name.
    pub(super) async fn ask(&self, place: &Place) -> Result<CameBack, Error> {
        let Reading {
            plan, query, words, ..
        } = self.reading;
        let Some((_, route)) = plan.at(self.planned.chosen) else {
            return Err(Error::Account(Vec::new()));
        };
        if let Some(cap) = route.paging.cap.filter(|cap| place.came >= *cap) {
            return Err(capped(plan, cap));
        }
        let (size, _) = sizes(route, query, place);
        let asking = Asking {
            query,
            pushes: &self.planned.split.pushes,
            state: &place.state,
            size,
            names: self.asker.options.names,
        };
        let request = plan::build(plan, self.planned.chosen, asking, self.asker.account);
        let request = request.map_err(|fault| request_error(&fault))?;
        let Asker {
            transport,
            patience,
            ..
        } = self.asker;
        let answer = exchange(plan, &request, *transport, patience).await?;
        let mut tables = self.tables.clone();
        let mut failed = Vec::new();
        if let Answer::Page(reply) = &answer {
            let chosen = self.planned.chosen;
            failed = self
                .asker
                .by_records(chosen, query, words, reply, &mut tables)
                .await;
        }
        Ok(CameBack {
            size,
            answer,
            tables,
            failed,
        })
    }
}

/// What came for one page.
pub(super) struct CameBack {
    pub(super) size: Option<u64>,
    pub(super) answer: Answer,
    pub(super) tables: Tables,
    /// The tables that could not be had.
    pub(super) failed: Vec<Warning>,
}

/// What the pages of one call gave so far.
struct Gathered {
    shaped: Option<Shaped>,
    /// Tables that could not be had: the reply is partial.
    failed: Vec<Warning>,
    warnings: Vec<Warning>,
    rate_limit: Option<RateLimit>,
}

impl Gathered {
    fn new(failed: Vec<Warning>) -> Gathered {
        Gathered {
            shaped: None,
            failed,
            warnings: Vec::new(),
            rate_limit: None,
        }
    }

    fn count(&self) -> u64 {
        self.shaped.as_ref().map_or(0, |shaped| shaped.count as u64)
    }

    /// Takes a page in; gives the place where the list goes on.
    fn add(&mut self, part: Part) -> Option<Place> {
        let before = self.shaped.as_ref().map_or(0, |shaped| shaped.count);
        self.warnings
            .extend(part.warnings.into_iter().map(|warning| Warning {
                record: warning.record.map(|record| before + record),
                ..warning
            }));
        // A table that fails for every page is told once.
        for warning in part.failed {
            if !self.failed.contains(&warning) {
                self.failed.push(warning);
            }
        }
        self.rate_limit = part.rate_limit.or(self.rate_limit.take());
        match &mut self.shaped {
            Some(shaped) => shaped.append(part.shaped),
            none => *none = Some(part.shaped),
        }
        part.next
    }

    /// A vendor that wants a wait says so in the limits of the page: its cursor leads to the call
    /// that was refused.
    fn must_wait(&mut self, refusal: &Error) {
        self.rate_limit = waiting(refusal, self.rate_limit);
    }

    fn listing(self, planned: Planned, next_cursor: Option<String>) -> Listing {
        let shaped = self.shaped.unwrap_or_default();
        let mut response = ListResponse::new(shaped, next_cursor);
        response.is_partial_response = !self.failed.is_empty();
        response.warnings.extend(self.failed);
        response.warnings.extend(self.warnings);
        Listing {
            response,
            filters: planned.split.fates,
            ignored: planned.split.ignored,
            rate_limit: self.rate_limit,
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

/// The seconds after which a wait is surely over.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
}
