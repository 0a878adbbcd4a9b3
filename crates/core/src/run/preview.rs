//! A caller's query → what would be asked for it, without asking.

use super::Options;
use super::error::Error;
use super::faults::request_error;
use super::merge::first;
use super::planning::{Part, planned};
use crate::exchange::{Account, Request};
use crate::filter::Split;
use crate::plan::{self, Asking, Chosen, Plan};
use crate::query::ListQuery;

/// What would be asked for a query.
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
    // Of lists that are read as one, the first is shown.
    let caller = query;
    let own = plan::merging(plan, query).and_then(|merge| first(plan, merge, query));
    let part = own.as_ref().map(|(_, case)| Part {
        caller,
        case: *case,
    });
    let query = own.as_ref().map_or(query, |(own, _)| own);
    let planned = planned(plan, query, part, &account, options)?;
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
