//! One page of a list, from the caller's query to the reply.

use super::Options;
use super::arrived::Arrived;
use super::error::Error;
use super::exchange::{Answer, Patience, exchange, judge};
use super::faults::{capped, lookup_failed, repeats, request_error, unreadable, warning};
use super::lookups::Asker;
use super::planning::{Planned, planned};
use super::position::{self, Place};
use crate::cursor::Key;
use crate::exchange::{Account, Reply, Request, Transport};
use crate::filter::{self, Fate, Split};
use crate::mapping::Route;
use crate::plan::{
    self, Asking, Came, Chosen, Page, Plan, RateLimit, RecordFacts, Tables, tables_in_reply,
    tables_used,
};
use crate::query::{Ignored, ListQuery};
use crate::response::{ListResponse, Record, Rows, Shaped, Warning, shape};
use jiff::SignedDuration;
use serde_json::Value;

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

/// What would be asked for a query, without asking.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The case and route.
    pub chosen: Chosen,
    /// What becomes of the filters.
    pub split: Split,
    /// The request.
    pub request: Request,
}

/// Says what would be asked for a query.
///
/// # Errors
/// [`Error::Caller`] with every fault of the query; [`Error::Account`].
pub fn preview(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    options: &Options,
) -> Result<Preview, Error> {
    let account = plan
        .needs
        .complete(account.clone())
        .map_err(Error::Account)?;
    let planned = planned(plan, query, &account, options)?;
    let asking = Asking {
        query,
        pushes: &planned.split.pushes,
        state: &planned.place.state,
        size: planned.size,
    };
    let request = plan::build(plan, planned.chosen, asking, &account);
    let request = request.map_err(|fault| request_error(&fault))?;
    Ok(Preview {
        chosen: planned.chosen,
        split: planned.split,
        request,
    })
}

/// Reads one page.
///
/// # Errors
/// [`Error`], by who must act. Nothing is lost: a cursor that led here leads here again.
pub async fn list(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
) -> Result<Listing, Error> {
    let account = plan
        .needs
        .complete(account.clone())
        .map_err(Error::Account)?;
    let mut planned = planned(plan, query, &account, options)?;
    let Some((case, route)) = plan.at(planned.chosen) else {
        return Err(Error::Account(Vec::new()));
    };
    let deadline = SignedDuration::try_from(options.deadline).unwrap_or(SignedDuration::MAX);
    let until = transport
        .now()
        .checked_add(deadline)
        .unwrap_or(jiff::Timestamp::MAX);
    let patience = Patience {
        until,
        attempts: options.attempts,
    };
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
    let names = tables_used(case);
    let mut tables = Tables::default();
    let mut partial: Vec<Warning> = Vec::new();
    for name in &names {
        match asker.asked(name).await {
            Ok(Some(table)) => {
                tables.0.insert(name.clone(), table);
            }
            Ok(None) => {}
            Err(error) => partial.push(lookup_failed(name, &error)),
        }
    }
    if let Some(cap) = route.paging.cap.filter(|cap| planned.place.came >= *cap) {
        return Err(capped(plan, cap));
    }
    let asking = Asking {
        query,
        pushes: &planned.split.pushes,
        state: &planned.place.state,
        size: planned.size,
    };
    let request = plan::build(plan, planned.chosen, asking, &account);
    let request = request.map_err(|fault| request_error(&fault))?;
    let answer = exchange(plan, &request, transport, &patience).await?;
    if let Answer::Page(reply) = &answer {
        partial.extend(
            asker
                .by_records(planned.chosen, query, &words, reply, &mut tables)
                .await,
        );
    }
    let origins = plan.link_origins(&account);
    let asked = Asked {
        plan,
        query,
        planned,
        account: &account.id,
        origins: &origins,
        key: &options.cursor_key,
    };
    asked.finish(answer, tables, partial, &words, transport.now())
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
    let planned = planned(plan, query, &account, options)?;
    let words = plan::pushed_values(&planned.split.pushes);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let answer = judge(plan, reply, now)?;
    let origins = plan.link_origins(&account);
    let asked = Asked {
        plan,
        query,
        planned,
        account: "",
        origins: &origins,
        key: &options.cursor_key,
    };
    asked.finish(answer, Tables::default(), Vec::new(), &words, now)
}

/// A call whose answer has come.
struct Asked<'a> {
    plan: &'a Plan,
    query: &'a ListQuery,
    planned: Planned,
    account: &'a str,
    origins: &'a [String],
    key: &'a Key,
}

impl Asked<'_> {
    fn finish(
        self,
        answer: Answer,
        mut tables: Tables,
        partial: Vec<Warning>,
        words: &serde_json::Map<String, Value>,
        now: jiff::Timestamp,
    ) -> Result<Listing, Error> {
        let (plan, query, planned) = (self.plan, self.query, self.planned);
        let Some((case, route)) = plan.at(planned.chosen) else {
            return Err(Error::Account(Vec::new()));
        };
        let (reply, page) = match &answer {
            Answer::Empty(reply) => (reply, Arrived::empty()),
            Answer::Page(reply) => match Arrived::read(plan, planned.chosen, query, &reply.body) {
                Ok(page) => (reply, page),
                Err(fault) => return Err(unreadable(plan, reply, &fault.to_string())),
            },
        };
        tables_in_reply(plan, &tables_used(case), page.body(), &mut tables);
        let facts = RecordFacts {
            query: words,
            tables: &tables,
        };
        let (next, taken) = onward(plan, route, &planned, reply, &page, self.origins)?;
        let (shaped, warnings) = match &page {
            Arrived::Read(page) => {
                let (records, warnings) = map(plan, &planned, page, taken, &facts);
                (shape(records, query, &plan.model), warnings)
            }
            Arrived::Scanned(road, page) => {
                let mapped = road.map(
                    page,
                    taken,
                    &facts,
                    &planned.split.checks,
                    query,
                    Vec::new(),
                );
                let warnings = mapped.faults.into_iter();
                let warnings = warnings.map(|(row, fault)| warning(plan, fault, row));
                let shaped = Shaped {
                    count: mapped.rows.len(),
                    rows: Rows::Written(mapped.rows),
                    warnings: Vec::new(),
                };
                (shaped, warnings.collect())
            }
        };
        let next_cursor = next.map(|place| {
            position::seal(plan, planned.chosen, place, query, self.account, self.key)
        });
        let mut response = ListResponse::new(shaped, next_cursor);
        response.is_partial_response = !partial.is_empty();
        response.warnings.extend(partial);
        response.warnings.extend(warnings);
        Ok(Listing {
            response,
            filters: planned.split.fates,
            ignored: planned.split.ignored,
            rate_limit: plan::rate_limit(plan, &reply.headers, now),
        })
    }
}

/// Where the list goes on, and which of the page's records are handed out now.
fn onward(
    plan: &Plan,
    route: &Route,
    planned: &Planned,
    reply: &Reply,
    page: &Arrived<'_>,
    origins: &[String],
) -> Result<(Option<Place>, std::ops::Range<usize>), Error> {
    let (records, digest) = page.records();
    let total = records.len();
    let (start, rest) = planned.place.start(&records);
    let end = start
        .saturating_add(usize::try_from(planned.wanted).unwrap_or(usize::MAX))
        .min(total);
    if total > 0 && planned.place.seen == Some(digest) {
        return Err(repeats(
            plan,
            reply,
            "the vendor repeats itself: this page has the records of the page before",
        ));
    }
    if end < total {
        let within = Place {
            size: planned.size,
            ..planned.place.within(&records, end)
        };
        return Ok((Some(within), start..end));
    }
    let asked = route.paging.size.fixed.or(planned.size);
    let came = Came {
        counted: page.counted(),
        asked,
    };
    let next = plan::next(
        &route.paging,
        &planned.place.state,
        reply,
        page.body(),
        came,
        origins,
    );
    let next = next.map_err(|fault| repeats(plan, reply, &fault.to_string()))?;
    let place = next.map(|state| Place {
        state,
        size: planned.size,
        came: planned.place.came.saturating_add(page.counted()),
        offset: rest,
        seen: (total > 0).then_some(digest),
        around: planned.place.around.filter(|_| rest > 0),
    });
    Ok((place, start..end))
}

fn map(
    plan: &Plan,
    planned: &Planned,
    page: &Page,
    taken: std::ops::Range<usize>,
    facts: &RecordFacts<'_>,
) -> (Vec<Record>, Vec<Warning>) {
    let mut records = Vec::new();
    let mut warnings = Vec::new();
    let Some(case) = plan.cases.get(planned.chosen.case) else {
        return (records, warnings);
    };
    for (value, raw) in page.records.get(taken).unwrap_or_default() {
        if plan::is_skipped(case, value) {
            continue;
        }
        let (unified, faults) = plan::map_record(case, value, facts);
        if !filter::holds(&planned.split.checks, &unified) {
            continue;
        }
        warnings.extend(
            faults
                .into_iter()
                .map(|fault| warning(plan, fault, records.len())),
        );
        records.push(Record {
            unified,
            remote: raw.clone(),
        });
    }
    (records, warnings)
}
