//! Everything that is decided before a call: rules, case and route, filters, place, size. All
//! faults of the query are reported at once.

use super::error::{CallerFault, Error};
use super::options::Options;
use super::position::{self, ListPlace};
use super::window::Window;
use crate::exchange::Account;
use crate::filter::{self, Check, Split};
use crate::plan::{self, Chosen, Plan, Push};
use crate::query::{Failure, Ignored, ListQuery, Unsupported};
use touchpoint_language::json::Object;
use touchpoint_language::mapping::{Case, Counts, Merge, Route};
use touchpoint_language::model::Direction;
use touchpoint_language::written::SendAs;

/// What is decided before a call.
pub(super) struct Planned<'p> {
    pub(super) chosen: Chosen<'p>,
    pub(super) split: Split,
    pub(super) place: ListPlace,
    /// The size that is sent, where one is.
    pub(super) size: Option<u64>,
    /// The most records that the caller gets.
    pub(super) wanted: u64,
}

/// One of several lists that are read as one.
#[derive(Clone, Copy)]
pub(super) struct OneOfSeveral<'q> {
    /// What the caller asked of all of them.
    pub(super) caller: &'q ListQuery,
    /// Its case.
    pub(super) case: &'q Case,
}

/// Decides everything before a call, or gives all faults of the query at once. `several` is set for
/// a list that is read with others.
pub(super) fn planned<'p>(
    plan: &'p Plan,
    query: &ListQuery,
    one: Option<OneOfSeveral<'_>>,
    account: &Account,
    options: &Options,
) -> Result<Planned<'p>, Error> {
    let rules = plan::check_rules(plan, query, one.map(|one| one.caller), Some(account));
    let mut fault = CallerFault {
        failures: query.check(&plan.model, options.names),
        missing: rules.missing,
        conditionally_missing: rules.conditionally_missing,
        cursor: None,
    };
    let rules_hold = rules.failures.is_empty();
    fault.failures.extend(rules.failures);
    let chosen = match one {
        Some(one) => plan::among(plan, query, Some(account), &[one.case], true),
        None => plan::choose(plan, query, Some(account)),
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(failures) => {
            // Where a rule is broken, a missing case only repeats it; a wrong word does not.
            fault.failures.extend(
                failures
                    .into_iter()
                    .filter(|f| rules_hold || f.parameter != "query"),
            );
            return Err(Error::Caller(fault));
        }
    };
    let route = chosen.route;
    let mut split = filter::split(plan, chosen.case, route, query);
    fault.failures.append(&mut split.failures);
    let merge = plan.mapping.merge.as_ref().filter(|_| one.is_some());
    check_sort(plan, (route, merge), query, &mut split, &mut fault);
    let place = match position::open(plan, chosen, query, &account.id, &options.cursor_key) {
        Ok(place) if query.next_cursor.is_none() => started(route, query, place),
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
    if let Some(window) = &place.window {
        (split.pushes, split.checks) = bounded(plan, chosen, query, window);
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

/// What is pushed and checked beyond the vendor's cap: the caller's filters and the bound of the
/// rest.
pub(super) fn bounded(
    plan: &Plan,
    Chosen { case, route, .. }: Chosen<'_>,
    query: &ListQuery,
    window: &Window,
) -> (Vec<Push>, Vec<Check>) {
    let rest = filter::split(plan, case, route, &window.over(plan, route, query));
    (rest.pushes, rest.checks)
}

/// Refuses what the list is not sorted by. Lists that are read as one are merged in one order, whatever
/// each of them could be sorted by.
fn check_sort(
    plan: &Plan,
    (route, merge): (&Route, Option<&Merge>),
    query: &ListQuery,
    split: &mut Split,
    fault: &mut CallerFault,
) {
    let label = &plan.mapping.label;
    let sorts = route.sort.iter();
    let mut sortable: Vec<String> = sorts.flat_map(|s| s.fields.keys().cloned()).collect();
    sortable.retain(|field| merge.is_none_or(|merge| merge.by == *field));
    let is_served = |field: &String, direction: Direction| {
        sortable.contains(field) && merge.is_none_or(|merge| merge.order == direction)
    };
    let says = match merge {
        Some(merge) => format!(
            "cannot be served: several lists of {label} are read as one, by `{}` in {} order",
            merge.by,
            merge.order.word()
        ),
        None => format!("cannot be served: {label} does not sort by it"),
    };
    for (field, direction) in &query.sort {
        if is_served(field, *direction) {
            continue;
        }
        let parameter = format!("sort_by[{field}]");
        if query.unsupported == Unsupported::Ignore {
            split.ignored.push(Ignored {
                parameter,
                message: says.clone(),
            });
        } else {
            let failure = Failure::new(&parameter, direction.word(), &says);
            let failure = failure.allowing(sortable.clone()).unserved();
            fault.failures.push(failure);
        }
    }
}

/// The size that is sent, and the most records that the caller gets.
pub(super) fn sizes(route: &Route, query: &ListQuery, place: &ListPlace) -> (Option<u64>, u64) {
    let size = &route.paging.size;
    if query.ignore_limit {
        return (None, u64::MAX);
    }
    let handed = match &size.send_as {
        Some(SendAs::Query(name) | SendAs::Body(name)) => remote_number(&query.remote_query, name),
        Some(SendAs::Header(_)) | None => None,
    };
    let wanted = handed
        .or(query.limit)
        .unwrap_or(size.default)
        .min(size.max)
        .max(1);
    if !size.is_asked() {
        return (None, wanted);
    }
    let sent = if place.offset > 0 || route.paging.way.counts() == Some(Counts::Pages) {
        place.size
    } else {
        None
    };
    let sent = sent.unwrap_or_else(|| wanted.max(size.min));
    (Some(within_cap(route, place, sent)), wanted)
}

/// The last page before the vendor's cap asks for no more than is left: a page that reaches beyond
/// it may be refused. Numbered pages keep their size.
fn within_cap(route: &Route, place: &ListPlace, size: u64) -> u64 {
    match route.paging.cap {
        Some(cap) if route.paging.way.counts() != Some(Counts::Pages) => {
            let left = cap.saturating_sub(place.came);
            size.min(left.max(route.paging.size.min).max(1))
        }
        _ => size,
    }
}

/// The list's first page, where the caller says which: those after it are counted from there.
fn started(route: &Route, query: &ListQuery, place: ListPlace) -> ListPlace {
    let handed = |place: &SendAs| match place {
        SendAs::Query(name) | SendAs::Body(name) => remote_number(&query.remote_query, name),
        SendAs::Header(_) => None,
    };
    let (size, _) = sizes(route, query, &place);
    let way = &route.paging.way;
    let size = route.paging.size.fixed.or(size).unwrap_or(0);
    let number = way.send_as().and_then(handed);
    let Some((state, came)) = number.and_then(|number| plan::begun(way, number, size)) else {
        return place;
    };
    ListPlace {
        state,
        came,
        ..place
    }
}

/// A number that the caller hands to the vendor.
fn remote_number(remote: &Object, name: &str) -> Option<u64> {
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
