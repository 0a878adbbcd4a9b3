//! One page of a list, from the caller's query to the reply.

use super::Options;
use super::error::{CallerFault, Error, RemoteFault, Trouble};
use super::exchange::{Answer, Patience, exchange, shown};
use super::lookups::{Asker, in_reply, used};
use super::position::{self, Place};
use crate::cursor::page_digest;
use crate::exchange::{Account, AccountFault, Reply, Request, Transport};
use crate::filter::{self, Fate, Split};
use crate::mapping::{Route, Way};
use crate::plan::{
    self, Asking, Came, Chosen, FieldFault, Page, Plan, RateLimit, RecordFacts, RequestFault,
    Tables,
};
use crate::query::{Failure, Ignored, ListQuery};
use crate::response::{ListResponse, Record, Warning, shape};
use crate::written::SendAs;
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

struct Planned {
    chosen: Chosen,
    split: Split,
    place: Place,
    /// The size that is sent, where one is.
    size: Option<u64>,
    /// How many records the caller gets at most.
    wanted: u64,
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
    let names = used(case);
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
    let answer = super::exchange::judge(plan, reply, now)?;
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
    key: &'a crate::cursor::Key,
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
        let (reply, page) = match answer {
            Answer::Empty(reply) => (
                reply,
                Page {
                    body: Value::Null,
                    records: Vec::new(),
                    counted: 0,
                },
            ),
            Answer::Page(reply) => match plan::read_page(route, &reply.body) {
                Ok(page) => (reply, page),
                Err(fault) => return Err(unreadable(plan, &reply, &fault.to_string())),
            },
        };
        in_reply(plan, &used(case), &page.body, &mut tables);
        let facts = RecordFacts {
            query: words,
            tables: &tables,
        };
        let (next, taken) = onward(plan, route, &planned, &reply, &page, self.origins)?;
        let (records, warnings) = map(plan, &planned, &page, taken, &facts);
        let next_cursor = next.map(|place| {
            position::seal(plan, planned.chosen, place, query, self.account, self.key)
        });
        let mut response = ListResponse::new(shape(records, query, &plan.model), next_cursor);
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

/// Everything that is decided before a call; every fault of the query at once.
fn planned(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    options: &Options,
) -> Result<Planned, Error> {
    let rules = plan::check_rules(plan, query);
    let mut fault = CallerFault {
        failures: query.check(&plan.model),
        missing: rules.missing,
        conditionally_missing: rules.conditionally_missing,
        cursor: None,
    };
    let rules_hold = rules.failures.is_empty();
    fault.failures.extend(rules.failures);
    let chosen = match plan::choose(plan, query) {
        Ok(chosen) => chosen,
        Err(failures) => {
            // Where a rule is broken, that no case fits only says it again; a wrong word does not.
            fault.failures.extend(
                failures
                    .into_iter()
                    .filter(|f| rules_hold || f.parameter != "query"),
            );
            return Err(Error::Caller(fault));
        }
    };
    let Some((case, route)) = plan.at(chosen) else {
        return Err(Error::Caller(fault));
    };
    let mut split = filter::split(plan, case, route, query);
    fault.failures.append(&mut split.failures);
    check_sort(plan, route, query, &mut split, &mut fault);
    let place = match position::open(plan, chosen, query, &account.id, &options.cursor_key) {
        Ok(place) => place,
        Err(cursor) => {
            fault.failures.extend(cursor.failures);
            fault.cursor = cursor.cursor;
            return Err(Error::Caller(fault));
        }
    };
    if !fault.failures.is_empty() {
        return Err(Error::Caller(fault));
    }
    let (size, wanted) = sizes(route, query, &place);
    Ok(Planned {
        chosen,
        split,
        place,
        size,
        wanted,
    })
}

fn check_sort(
    plan: &Plan,
    route: &Route,
    query: &ListQuery,
    split: &mut Split,
    fault: &mut CallerFault,
) {
    let sortable: Vec<String> = route
        .sort
        .iter()
        .flat_map(|sort| sort.fields.keys().cloned())
        .collect();
    for (field, direction) in query
        .sort
        .iter()
        .filter(|(field, _)| !sortable.contains(field))
    {
        let parameter = format!("sort_by[{field}]");
        let says = format!(
            "cannot be served: {} does not sort by it",
            plan.mapping.label
        );
        if query.unsupported == crate::query::Unsupported::Ignore {
            split.ignored.push(Ignored {
                parameter,
                message: says,
            });
        } else {
            fault
                .failures
                .push(Failure::new(&parameter, direction.word(), &says).allowing(sortable.clone()));
        }
    }
}

/// The size that is sent, and how many records the caller gets at most.
fn sizes(route: &Route, query: &ListQuery, place: &Place) -> (Option<u64>, u64) {
    let size = &route.paging.size;
    if query.ignore_limit {
        return (None, u64::MAX);
    }
    let handed = match &size.send_as {
        Some(SendAs::Query(name) | SendAs::Body(name)) => remote_size(&query.remote_query, name),
        Some(SendAs::Header(_)) | None => None,
    };
    let wanted = handed
        .or(query.limit)
        .unwrap_or(size.default)
        .min(size.max)
        .max(1);
    if size.send_as.is_none() || size.fixed.is_some() {
        return (None, wanted);
    }
    let sent = if place.offset > 0 || matches!(route.paging.way, Way::Page { .. }) {
        place.size
    } else {
        None
    };
    (Some(sent.unwrap_or_else(|| wanted.max(size.min))), wanted)
}

/// The page's size that the caller hands to the vendor.
fn remote_size(remote: &serde_json::Map<String, Value>, name: &str) -> Option<u64> {
    let names = name
        .split(['.', '['])
        .map(|part| part.trim_end_matches(']'));
    let mut names = names.peekable();
    let mut at = remote.get(names.next()?)?;
    for name in names {
        at = at.get(name)?;
    }
    at.as_str()?.parse().ok()
}

/// Where the list goes on, and which of the page's records are handed out now.
fn onward(
    plan: &Plan,
    route: &Route,
    planned: &Planned,
    reply: &Reply,
    page: &Page,
    origins: &[String],
) -> Result<(Option<Place>, std::ops::Range<usize>), Error> {
    let total = page.records.len();
    let start = usize::try_from(planned.place.offset)
        .unwrap_or(usize::MAX)
        .min(total);
    let end = start
        .saturating_add(usize::try_from(planned.wanted).unwrap_or(usize::MAX))
        .min(total);
    let digest = page_digest(page.records.iter().map(|(_, raw)| raw.get()));
    if total > 0 && planned.place.seen == Some(digest) {
        return Err(repeats(
            plan,
            reply,
            "the vendor repeats itself: this page has the records of the page before",
        ));
    }
    if end < total {
        let rest = Place {
            offset: end as u64,
            size: planned.size,
            ..planned.place.clone()
        };
        return Ok((Some(rest), start..end));
    }
    let asked = route.paging.size.fixed.or(planned.size);
    let came = Came {
        counted: page.counted,
        asked,
    };
    let next = plan::next(
        &route.paging,
        &planned.place.state,
        reply,
        &page.body,
        came,
        origins,
    );
    let next = next.map_err(|fault| repeats(plan, reply, &fault.to_string()))?;
    let place = next.map(|state| Place {
        state,
        size: planned.size,
        came: planned.place.came.saturating_add(page.counted),
        offset: 0,
        seen: (total > 0).then_some(digest),
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

fn warning(plan: &Plan, fault: FieldFault, record: usize) -> Warning {
    Warning {
        code: fault.code.to_owned(),
        message: fault.message,
        record: Some(record),
        pointer: fault.remote,
        field: Some(fault.field).filter(|field| !field.is_empty()),
        place: Some(plan.mapping.place(&fault.pointer)),
    }
}

pub(super) fn lookup_failed(name: &str, error: &Error) -> Warning {
    Warning {
        code: "lookup_failed".to_owned(),
        message: format!("the table `{name}` could not be read: {error}"),
        record: None,
        pointer: None,
        field: None,
        place: None,
    }
}

pub(super) fn request_error(fault: &RequestFault) -> Error {
    match fault {
        RequestFault::Value { parameter, message } => {
            Error::Caller(vec![Failure::new(parameter, "", message)].into())
        }
        RequestFault::Account(what) => Error::Account(vec![AccountFault::Lacks(what.clone())]),
    }
}

pub(super) fn unreadable(plan: &Plan, reply: &Reply, message: &str) -> Error {
    remote(plan, Trouble::Unreadable, message, Some(shown(&reply.body)))
}

fn repeats(plan: &Plan, reply: &Reply, message: &str) -> Error {
    remote(plan, Trouble::Repeats, message, Some(shown(&reply.body)))
}

fn capped(plan: &Plan, cap: u64) -> Error {
    let message = format!(
        "{} gives at most {cap} records of one list: narrow the filters",
        plan.mapping.label
    );
    remote(plan, Trouble::Cap, &message, None)
}

fn remote(plan: &Plan, trouble: Trouble, message: &str, raw_response: Option<Value>) -> Error {
    Error::Remote(Box::new(RemoteFault {
        trouble,
        status: 502,
        message: format!("{}: {message}", plan.mapping.label),
        raw_response,
        retry_after: None,
        rate_limit: None,
        resume: None,
    }))
}
