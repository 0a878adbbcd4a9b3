//! Reads several lists of the vendor, each in the same order, as one list in that order. One cursor
//! holds the place of each. A record is handed out only when the next record of every other list is
//! known, so no record comes out of order, twice, or is lost.

use super::asker::Asker;
use super::error::{CallerFault, Error};
use super::exchange::Patience;
use super::faults::{fitting, half_spent, warning};
use super::listing::{Began, Listing, is_half_spent, waiting};
use super::merged_list::{HeldRow, MergedList, merged_list};
use super::options::Options;
use super::planning::OneOfSeveral;
use super::position::{self, ListPlace};
use super::together::together;
use crate::exchange::{Account, Transport};
use crate::filter::Fate;
use crate::plan::{self, Plan, RateLimit};
use crate::query::{Format, ListQuery};
use crate::response::{ListResponse, Shaped, Warning, Written, folded};
use std::cmp::Ordering;
use touchpoint_language::mapping::Merge;
use touchpoint_language::model::Direction;

/// Reads one page of the merged list.
///
/// # Errors
/// As [`super::list`]; faults of the query for every one of the lists, each once.
pub(super) async fn list(
    plan: &Plan,
    merge: &Merge,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
) -> Result<Listing, Error> {
    let mut lists = planned_lists(plan, merge, query, account, options)?;
    let seal = |lists: &[MergedList<'_>]| {
        let places: Vec<Option<ListPlace>> = lists.iter().map(MergedList::left).collect();
        position::seal_all(plan, &places, query, &account.id, &options.cursor_key)
    };
    let began = Began {
        cursor: match &query.next_cursor {
            Some(cursor) => cursor.clone(),
            None => seal(&lists),
        },
        lasts: lists.iter().all(MergedList::lasts),
    };
    let patience = Patience::of(transport, options);
    let asker = Asker::new(plan, account, transport, options, &patience);
    let (mut failed, mut unordered) = (Vec::new(), Vec::new());
    let wanted = lists
        .iter()
        .map(|list| list.planned.wanted)
        .min()
        .unwrap_or(0);
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let origins = plan.link_origins(account);
    let mut rate_limit: Option<RateLimit> = None;
    let mut taken: Vec<HeldRow> = Vec::new();
    let (mut asked, bound) = (0, bound(query, options, merge));
    'page: while taken.len() < wanted {
        // Every list that has nothing at hand, at once.
        while lists.iter().any(MergedList::is_due) {
            let found = !taken.is_empty();
            let late = (found || asked > 0) && asker.is_late();
            if late || asked >= bound && (found || query.ignore_limit) {
                break 'page;
            }
            // Some clients take an empty page for the end.
            if asked >= bound && is_half_spent(rate_limit) {
                return Err(half_spent(plan, rate_limit).stopped_at(|| seal(&lists)));
            }
            let due = lists.iter_mut().filter(|list| list.is_due());
            let turns = due.take(if found { bound - asked } else { usize::MAX });
            let turns = turns.map(|list| list.turned(&asker, &origins, wanted));
            let turns: Vec<_> = turns.collect();
            let turned = turns.len();
            asked += turned;
            let came = together(turns, Result::is_err).await;
            for came in came.into_iter().flatten() {
                match came.map_err(|error| asker.with_wait(error)) {
                    Ok(came) => {
                        rate_limit = came.rate_limit.or(rate_limit);
                        add(&mut unordered, came.unordered);
                        add(&mut failed, came.failed);
                    }
                    // The records before it are in order, and the cursor leads here.
                    Err(error) if found || asked > turned && asker.is_late() => {
                        rate_limit = waiting(&error, rate_limit);
                        break 'page;
                    }
                    Err(error) if asked > turned => return Err(error.stopped_at(|| seal(&lists))),
                    Err(error) => return Err(error),
                }
            }
        }
        let next = lists.iter_mut().filter(|list| list.head().is_some());
        let first = next.reduce(|one, other| if later(merge, one, other) { other } else { one });
        match first.and_then(MergedList::take) {
            Some(row) => taken.push(row),
            None => break,
        }
    }
    let leads_on = lists.iter().any(|list| list.left().is_some());
    let cursor = leads_on.then(|| fitting(plan, seal(&lists))).transpose()?;
    let (shaped, warnings) = shaped(plan, query, taken);
    let mut response = ListResponse::new(shaped, cursor);
    response.is_partial_response = !failed.is_empty();
    response.warnings.extend(failed);
    response.warnings.extend(unordered);
    response.warnings.extend(folded(warnings));
    let ignored = lists.first().map(|list| list.planned.split.ignored.clone());
    Ok(Listing {
        response,
        filters: fates(&lists),
        ignored: ignored.unwrap_or_default(),
        rate_limit,
        began,
        met: Vec::new(),
    })
}

/// Adds the warnings that are not there yet.
fn add(all: &mut Vec<Warning>, more: impl IntoIterator<Item = Warning>) {
    for warning in more {
        if !all.contains(&warning) {
            all.push(warning);
        }
    }
}

/// The rows that are handed out, and the warnings about them.
fn shaped(plan: &Plan, query: &ListQuery, taken: Vec<HeldRow>) -> (Shaped, Vec<Warning>) {
    let mut rows = Written::new(query.format != Format::Raw);
    let (mut keys, mut warnings) = (Vec::new(), Vec::new());
    for HeldRow {
        text, key, faults, ..
    } in taken
    {
        let row = rows.len();
        warnings.extend(faults.into_iter().map(|fault| warning(plan, fault, row)));
        rows.push(&text);
        keys.push(key);
    }
    (Shaped::new(rows, keys, query), warnings)
}

/// The most pages of the vendor that one page of the merged list asks for.
fn bound(query: &ListQuery, options: &Options, merge: &Merge) -> usize {
    // A caller who takes the vendor's own page sizes gets one page of each list.
    let each = if query.ignore_limit {
        1
    } else {
        options.fill_pages.max(1)
    };
    let each = usize::try_from(each).unwrap_or(1);
    each.saturating_mul(merge.cases.len())
}

/// Every list, planned; or every fault of the query.
pub(super) fn planned_lists<'p>(
    plan: &'p Plan,
    merge: &'p Merge,
    query: &ListQuery,
    account: &Account,
    options: &Options,
) -> Result<Vec<MergedList<'p>>, Error> {
    let mut lists = Vec::new();
    let mut fault = CallerFault::default();
    let cases = plan::taking_part(plan, merge, query, Some(account));
    for case in &cases {
        let one = OneOfSeveral {
            caller: query,
            case,
        };
        match merged_list(plan, merge, one, account, options) {
            Ok(list) => lists.push(list),
            Err(Error::Caller(found)) => fault.join(found),
            Err(other) => return Err(other),
        }
    }
    let opened = position::open_all(plan, cases.len(), query, &account.id, &options.cursor_key);
    match opened {
        Ok(places) if fault.failures.is_empty() => {
            for (list, place) in lists.iter_mut().zip(places) {
                // At the first page each list stands where it was planned.
                if query.next_cursor.is_some() {
                    list.stand(plan, place);
                }
            }
            Ok(lists)
        }
        Ok(_) => Err(Error::Caller(fault)),
        Err(found) => {
            fault.join(found);
            Err(Error::Caller(fault))
        }
    }
}

/// True if the other list's record comes first. Of two records at the same time, the one of the
/// earlier list comes first.
fn later(merge: &Merge, one: &MergedList<'_>, other: &MergedList<'_>) -> bool {
    let time = |list: &MergedList<'_>| list.head()?.time;
    let order = match (time(one), time(other)) {
        (Some(one), Some(other)) if merge.order == Direction::Desc => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        // A record without a time goes first, so that it holds up nothing.
        (None, _) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
    };
    order == Ordering::Greater
}

/// What became of each filter: the weakest promise, where the lists differ.
pub(super) fn fates(lists: &[MergedList<'_>]) -> Vec<(String, Fate)> {
    let mut all: Vec<(String, Fate)> = Vec::new();
    for (name, fate) in lists.iter().flat_map(|list| &list.planned.split.fates) {
        match all.iter_mut().find(|(known, _)| known == name) {
            None => all.push((name.clone(), *fate)),
            Some((_, known)) => *known = of_both(*known, *fate),
        }
    }
    all
}

/// What becomes of a filter on two lists.
fn of_both(one: Fate, other: Fate) -> Fate {
    match (one, other) {
        (one, other) if one == other => one,
        (Fate::Decided, fate) | (fate, Fate::Decided) => fate,
        // Nothing of it goes out; one of the lists may be read to its end.
        (Fate::Checked | Fate::CheckedInOrder, Fate::Checked | Fate::CheckedInOrder) => {
            Fate::Checked
        }
        _ => Fate::PushedAndChecked,
    }
}
