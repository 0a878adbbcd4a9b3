//! Shows what would be asked for a caller's query, without asking.

use super::error::Error;
use super::faults::request_error;
use super::merge::{fates, planned_lists};
use super::options::Options;
use super::planning::{Planned, planned};
use crate::exchange::{Account, Request};
use crate::filter::{Fate, Split};
use crate::oauth::awaiting;
use crate::plan::{self, Asking, Plan};
use crate::query::ListQuery;

/// What would be asked for a query: one list, or each of those that are read as one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The lists, in the order in which they are asked.
    pub lists: Vec<PreviewedList>,
    /// Filter → what becomes of it.
    pub fates: Vec<(String, Fate)>,
}

/// What would be asked for one list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PreviewedList {
    /// The position of the case in the mapping.
    pub case_at: usize,
    /// The position of the route in the case.
    pub route_at: usize,
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
    let account = awaiting(plan, account);
    let Some(merge) = plan::merging(plan, query, Some(&account)) else {
        let planned = planned(plan, query, None, &account, options)?;
        let list = of_list(plan, query, planned, &account, options)?;
        return Ok(Preview {
            fates: list.split.fates.clone(),
            lists: vec![list],
        });
    };
    let lists = planned_lists(plan, merge, query, &account, options)?;
    let fates = fates(&lists);
    let lists = lists.into_iter().map(|list| {
        let (query, planned) = list.into_planned();
        of_list(plan, &query, planned, &account, options)
    });
    Ok(Preview {
        lists: lists.collect::<Result<_, Error>>()?,
        fates,
    })
}

fn of_list(
    plan: &Plan,
    query: &ListQuery,
    planned: Planned<'_>,
    account: &Account,
    options: &Options,
) -> Result<PreviewedList, Error> {
    let asking = Asking {
        query,
        pushes: &planned.split.pushes,
        state: &planned.place.state,
        size: planned.size,
        names: options.names,
    };
    let request = plan::build(plan, planned.chosen, asking, account);
    let request = request.map_err(|fault| request_error(plan, &fault))?;
    Ok(PreviewedList {
        case_at: planned.chosen.case_at,
        route_at: planned.chosen.route_at,
        split: planned.split,
        request,
    })
}

#[cfg(test)]
mod tests;
