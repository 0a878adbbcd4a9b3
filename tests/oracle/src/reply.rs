//! Maps one reply by the engine and by the plain walk: the page, its warnings, its errors and the
//! place where the list goes on must be the same.

use crate::order::Order;
use crate::page::{self, Page};
use crate::{check, record, shape, tables};
use std::borrow::Cow;
use touchpoint_core::cursor::{Binding, Cursor, filters_digest};
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::filter;
use touchpoint_core::plan::{
    Chosen, LookedAt, PageCount, PageState, Plan, Verdict, choose, classify, message, next,
    pushed_values,
};
use touchpoint_core::query::ListQuery;
use touchpoint_core::record::{FieldFault, Tables};
use touchpoint_core::response::{Warning, folded};
use touchpoint_core::run::{Error, Listing, Options, map_reply};
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::Counts;

/// Longer places may be too long for a cursor, which holds them in JSON and in base64.
const MOST_HELD: usize = 4_000;

/// The result of the walk for a page.
struct Made {
    rows: Vec<(Option<String>, Json)>,
    faults: Vec<(usize, FieldFault)>,
    /// Lists of which the vendor has more, each once.
    cut: Vec<FieldFault>,
    /// An error stands beside its records.
    partial: bool,
    /// The record at which the next row would be looked for.
    end: usize,
    /// The order of the list says that nothing wanted comes after it.
    ended: bool,
    /// Where the mapping claims an order that the page does not keep.
    unsorted: Option<Pointer>,
}

/// Maps a reply by the engine, and compares it with the walk.
///
/// # Errors
/// How they differ.
pub fn hold_reply(
    plan: &Plan,
    query: &ListQuery,
    reply: &Reply,
    options: &Options,
) -> Result<(), String> {
    let outcome = map_reply(plan, query, reply.clone(), options);
    if matches!(outcome, Err(Error::Caller(_) | Error::Account(_))) {
        return Ok(()); // Nothing was mapped.
    }
    let chosen = choose(plan, query, None).map_err(|failures| format!("{failures:?}"))?;
    let body = Json::from_slice(&reply.body).ok();
    let missing = chosen.route.missing.as_ref();
    let verdict = classify(plan, missing, reply, body.as_ref());
    let page = match verdict {
        Verdict::Page | Verdict::Partial => page::read(chosen.route, &reply.body),
        Verdict::Empty => Ok(Page {
            body: Json::Null,
            records: Vec::new(),
            counted: 0,
            lacks_list: false,
        }),
        _ => {
            let refused = outcome.is_err();
            return same("a refusal", &refused, &true);
        }
    };
    let page = match (page, &outcome) {
        (Ok(page), _) => page,
        // Both give the vendor's own error for a page that it took away.
        (Err(_), Err(_)) if verdict == Verdict::Partial => return Ok(()),
        (Err(words), Err(error)) => {
            let words = format!("{}: {words}", plan.mapping.label);
            return same("the error", &error.to_string(), &words);
        }
        (Err(words), Ok(_)) => return Err(format!("a page came, where {words}")),
    };
    if page.lacks_list && verdict == Verdict::Page && message(plan, &reply.body).is_some() {
        return same("a refusal", &outcome.is_err(), &true);
    }
    // One thing with a message and without an id is no record; both walks find no id, or the same one.
    if missing.is_some() && outcome.is_err() && message(plan, &reply.body).is_some() {
        return Ok(());
    }
    let wanted = wanted(chosen, query);
    let next = next_state(plan, chosen, query, reply, &page, wanted);
    let mut made = made(plan, chosen, query, &page, wanted);
    made.partial = verdict == Verdict::Partial;
    // A next page that cannot be read is a fault, even where the order ends the reading.
    let next = next.map(|next| next.filter(|_| !made.ended));
    match (outcome, next) {
        (Ok(listing), next) => held(plan, query, &listing, &made, &page, next, options),
        (Err(_), Err(_)) => Ok(()),
        // A place that no cursor can hold is a fault.
        (Err(_), Ok(Some(PageState::Cursor(place) | PageState::Url(place))))
            if place.len() > MOST_HELD =>
        {
            Ok(())
        }
        (Err(error), Ok(_)) => Err(format!("no page came: {error}")),
    }
}

fn same<T: std::fmt::Debug + PartialEq>(what: &str, one: &T, other: &T) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    Err(format!("{what} differs:\nroad   {one:?}\noracle {other:?}"))
}

/// Maps the records of a page until there are as many rows as wanted.
fn made(
    plan: &Plan,
    Chosen { case, route, .. }: Chosen<'_>,
    query: &ListQuery,
    page: &Page,
    wanted: u64,
) -> Made {
    let split = filter::split(plan, case, route, query);
    let words = pushed_values(&split.pushes);
    let mut tables = Tables::default();
    tables::in_reply(plan, case, &page.body, &mut tables);
    let mut made = Made {
        rows: Vec::new(),
        faults: Vec::new(),
        cut: Vec::new(),
        partial: false,
        end: 0,
        ended: false,
        unsorted: None,
    };
    let mut order = Order::of(route, query, &split.checks);
    for (value, _) in &page.records {
        let full = made.rows.len() as u64 >= wanted;
        if full && split.checks.is_empty() {
            break;
        }
        let mapped = record::map(plan, case, value, &words, &tables);
        let Some((unified, faults)) = mapped else {
            made.end += 1;
            continue;
        };
        let holds = check::holds(&split.checks, &unified, &plan.model);
        if let Some(order) = &mut order {
            order.see(&unified);
        }
        if holds && full {
            break;
        }
        let (cut, faults): (Vec<_>, Vec<_>) = faults.into_iter().partition(FieldFault::is_cut);
        for fault in cut {
            if !made.cut.contains(&fault) {
                made.cut.push(fault);
            }
        }
        if !holds {
            made.end += 1;
            continue;
        }
        made.end += 1;
        let row = made.rows.len();
        made.faults
            .extend(faults.into_iter().map(|fault| (row, fault)));
        made.rows
            .push(shape::row(unified, value, query, &plan.model));
    }
    if let Some(order) = order {
        let claim = route.order.as_ref().filter(|_| order.unsorted);
        made.unsorted = claim.map(|claim| claim.pointer.clone());
        made.ended = order.beyond && !order.unsorted && made.end == page.records.len();
    }
    made
}

/// The most records that the caller gets, where no `remote_query` says otherwise.
fn wanted(chosen: Chosen<'_>, query: &ListQuery) -> u64 {
    if query.ignore_limit {
        return u64::MAX;
    }
    let size = &chosen.route.paging.size;
    query.limit.unwrap_or(size.default).min(size.max).max(1)
}

/// The body of a page, as paging reads it.
struct Values<'v>(&'v Json);

impl LookedAt for Values<'_> {
    fn one(&self, path: &Path) -> Option<Cow<'_, str>> {
        path.one(self.0).map(|value| Cow::Owned(value.to_string()))
    }
}

/// The page after this one; an error where the engine must give one.
fn next_state(
    plan: &Plan,
    chosen: Chosen<'_>,
    query: &ListQuery,
    reply: &Reply,
    page: &Page,
    wanted: u64,
) -> Result<Option<PageState>, String> {
    let paging = &chosen.route.paging;
    let size = &paging.size;
    let sent = (!query.ignore_limit && size.is_asked()).then(|| {
        let sent = wanted.max(size.min);
        match paging.cap {
            Some(cap) if paging.way.counts() != Some(Counts::Pages) => {
                sent.min(cap.max(size.min).max(1))
            }
            _ => sent,
        }
    });
    let came = PageCount {
        counted: page.counted,
        asked: size.fixed.or(sent),
        before: 0,
    };
    let origins = Some(plan.link_origins(&Account::default())).filter(|all| !all.is_empty());
    let (first, body) = (PageState::First, Values(&page.body));
    let next = next(paging, &first, reply, &body, came, origins.as_deref());
    let next = next.map_err(|fault| fault.to_string())?;
    let at_cap = page.counted > 0 && paging.cap.is_some_and(|cap| page.counted >= cap);
    Ok(next.or_else(|| at_cap.then_some(first)))
}

/// Compares a listing with what the walk made of its page.
fn held(
    plan: &Plan,
    query: &ListQuery,
    listing: &Listing,
    made: &Made,
    page: &Page,
    next: Result<Option<PageState>, String>,
    options: &Options,
) -> Result<(), String> {
    // `remote_query` may set the page's size or place.
    let own_place = !query.remote_query.is_empty();
    let response = &listing.response;
    if !own_place {
        same("the count", &response.result_count, &made.rows.len())?;
    }
    let Ok(json) = Json::from_slice(&response.to_json()) else {
        return Ok(()); // The reply is deeper than its page, and too deep to be read back here.
    };
    let again = Json::written(response);
    same("a page written in two ways", &json, &again)?;
    if own_place {
        return Ok(());
    }
    same(
        "the rows",
        json.get("result").unwrap_or(&Json::Null),
        &rows(made, query),
    )?;
    let warnings = json.get("warnings").and_then(Json::as_array);
    let mut warnings: Vec<Json> = warnings.into_iter().flatten().cloned().collect();
    let said = warnings
        .iter()
        .position(|warning| warning["code"] == "partial");
    same("the vendor's words", &said.is_some(), &made.partial)?;
    said.map(|at| warnings.remove(at));
    let lacks = made.partial || !made.cut.is_empty();
    same("a partial page", &response.is_partial_response, &lacks)?;
    let warnings = Json::Array(warnings);
    same("the warnings", &warnings, &told(plan, query, made))?;
    let cursor = response.next_cursor.as_deref();
    let chosen = choose(plan, query, None).map_err(|failures| format!("{failures:?}"))?;
    let list = plan.lists.of_case(&chosen.case.name);
    if made.end < page.records.len() {
        let position = open(list, query, cursor, options)?;
        same("the offset", &position.0, &(made.end as u64))?;
        return same("the page", &position.1, &to_value(&PageState::First));
    }
    match next? {
        None => same("the end", &cursor, &None),
        Some(state) => {
            let position = open(list, query, cursor, options)?;
            same("the offset", &position.0, &0)?;
            same("the next page", &position.1, &to_value(&state))
        }
    }
}

fn rows(made: &Made, query: &ListQuery) -> Json {
    if query.key_by.is_none() {
        return made.rows.iter().map(|(_, row)| row.clone()).collect();
    }
    let keyed = made.rows.iter();
    let keyed = keyed.filter_map(|(key, row)| Some((key.clone()?, row.clone())));
    Json::Object(keyed.collect::<Object>())
}

fn told(plan: &Plan, query: &ListQuery, made: &Made) -> Json {
    let without_key = query.key_by.iter().filter_map(|field| {
        let count = made.rows.iter().filter(|(key, _)| key.is_none()).count();
        let (records, are) = match count {
            0 => return None,
            1 => ("1 record has".to_owned(), "is"),
            many => (format!("{many} records have"), "are"),
        };
        Some(Warning {
            code: "without_key".to_owned(),
            message: format!("{records} no `{field}` to be keyed by and {are} not in `result`"),
            field: Some(field.clone()),
            ..Warning::default()
        })
    });
    let faults = made.faults.iter();
    let faults = faults.map(|(row, fault)| warning(plan, *row, fault));
    let cut = made.cut.iter().map(|fault| Warning {
        record: None,
        ..warning(plan, 0, fault)
    });
    let told = without_key.chain(cut).chain(folded(faults.collect()));
    let unordered = made.unsorted.as_ref().map(|claim| Warning {
        code: "unordered".to_owned(),
        message:
            "the list does not come in the order that the mapping claims: it is read to its end"
                .to_owned(),
        place: Some(plan.mapping.place(claim)),
        ..Warning::default()
    });
    told.chain(unordered)
        .map(|warning| to_value(&warning))
        .collect()
}

/// A fault as the caller gets it.
pub(crate) fn warning(plan: &Plan, row: usize, fault: &FieldFault) -> Warning {
    Warning {
        code: fault.code.to_owned(),
        message: fault.message.clone(),
        record: Some(row),
        pointer: fault.remote.clone(),
        field: Some(fault.field.clone()).filter(|field| !field.is_empty()),
        place: Some(plan.mapping.place(&fault.pointer)),
        ..Warning::default()
    }
}

fn to_value(value: &impl serde::Serialize) -> Json {
    Json::written(value)
}

/// The offset and the state in a cursor.
fn open(
    list: &str,
    query: &ListQuery,
    cursor: Option<&str>,
    options: &Options,
) -> Result<(u64, Json), String> {
    let binding = Binding {
        account: String::new(),
        mapping: list.to_owned(),
        filters: filters_digest(query),
    };
    let cursor = cursor.ok_or("the list ends, where it goes on")?;
    let position = Cursor::open(cursor, &binding, &options.cursor_key);
    let position = position.map_err(|fault| fault.to_string())?;
    let state = position.state.get("at").map(Json::from).unwrap_or_default();
    Ok((position.offset, state))
}
