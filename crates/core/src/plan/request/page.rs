//! A plan, the caller's pushed filters and the list's state → the request for one page, complete.

use super::asking::Asking;
use super::base::base_url;
use super::fault::RequestFault;
use super::filled::{fill, missing};
use super::finish::finish;
use super::parts::Parts;
use super::values::read_values;
use crate::exchange::{Account, Method, Request, origin};
use crate::plan::choose::Chosen;
use crate::plan::compiled::Plan;
use crate::plan::paging::PageState;
use crate::plan::scope::scope;
use crate::plan::soql;
use touchpoint_language::expr::quote;

/// Builds the request for one page.
///
/// # Errors
/// [`RequestFault`]: the caller's value, or the account, cannot be used.
pub fn build(
    plan: &Plan,
    Chosen { case, route, .. }: Chosen<'_>,
    asking: Asking<'_>,
    account: &Account,
) -> Result<Request, RequestFault> {
    let values = read_values(route, asking.pushes);
    let scope = scope(
        &values,
        account,
        asking.size.unwrap_or(route.paging.size.default),
        asking.state,
    );
    let base = base_url(plan, account, &scope)?;
    let mut parts = Parts::default();
    for (name, template, _) in &plan.mapping.connection.headers {
        parts.header(name, template, &scope)?;
    }
    for (name, (template, _)) in &route.headers {
        parts.header(name, template, &scope)?;
    }
    let url = if let PageState::Url(path) = asking.state {
        // The link carries everything that was asked for, but for headers: they go with every page.
        let mut beside = Parts::default();
        beside.pushed(asking.pushes);
        beside.paged(route, asking, &scope)?;
        parts.headers.extend(beside.headers);
        format!("{}{path}", origin(&base).unwrap_or_default())
    } else {
        parts.fixed(case, route, asking, &scope)?;
        parts.pushed(asking.pushes);
        if let Some(soql) = &route.soql {
            parts.query.insert(
                soql.send_as.clone(),
                soql::text(soql, case, asking.pushes, &plan.model),
            );
        }
        parts.sorted(route, asking.query);
        parts.paged(route, asking, &scope)?;
        parts.remote_query(route, asking)?;
        let path = fill(&route.request.path, &scope, quote::path_segment)?;
        let path = path.ok_or_else(|| missing(&route.request.path))?;
        format!("{}{path}", base.trim_end_matches('/'))
    };
    let wants_body =
        route.request.method == Method::Post && !matches!(asking.state, PageState::Url(_));
    finish(
        plan,
        account,
        &scope,
        parts,
        route.request.method,
        url,
        wants_body,
    )
}
