//! A plan, the caller's pushed filters and the list's state → the request for one page, complete.

use super::asking::Asking;
use super::base::base_url;
use super::fault::RequestFault;
use super::filled::{fill, missing};
use super::finish::finish;
use super::parts::Parts;
use super::values::read_values;
use crate::exchange::{About, Account, Method, Purpose, Request, origin};
use crate::plan::choose::Chosen;
use crate::plan::clauses::{Clauses, clauses};
use crate::plan::compiled::Plan;
use crate::plan::paging::{PageState, beginning};
use crate::plan::push::Push;
use crate::plan::scope::scope;
use crate::plan::{soql, statement};
use crate::query::Operator;
use touchpoint_language::expr::quote;
use touchpoint_language::mapping::{Goes, PlaceAt, Route};

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
    let size = asking.size.unwrap_or(route.paging.size.default);
    // A hole reads the first page's place too.
    let mut scope = match asking.state {
        PageState::First => scope(&values, account, size, &beginning(&route.paging.way)),
        state => scope(&values, account, size, state),
    };
    let written = clauses(route, asking.pushes, &plan.model, &scope);
    let Clauses { all: clauses, lost } =
        written.map_err(|(parameter, fault)| RequestFault::Value {
            parameter,
            message: fault.message,
        })?;
    if let Some(scope) = scope.as_object_mut() {
        let statement = [
            ("clauses", clauses.clone()),
            ("columns", statement::columns(route, case)),
            ("order", statement::order(route, case)),
        ];
        let statement = statement.into_iter();
        scope.extend(statement.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    let base = base_url(plan, account, &scope)?;
    let posts = route.request.method == Method::Post;
    let mut parts = Parts::default();
    for (name, template, _) in &plan.mapping.connection.headers {
        parts.header(name, template, &scope)?;
    }
    for (name, (template, _)) in &route.headers {
        parts.header(name, template, &scope)?;
    }
    let url = if let PageState::Url(path) = asking.state {
        // The link carries everything that was asked for, except headers and a body: they are sent with
        // every page.
        let mut beside = Parts::default();
        if posts {
            beside.fixed(case, route, asking, &scope)?;
        }
        beside.pushed(asking.pushes, &scope)?;
        if posts {
            beside.sorted(route, asking.query)?;
            beside.remote_query(route, asking)?;
        }
        beside.paged(&route.paging, (asking.size, asking.state), &scope)?;
        parts.headers.extend(beside.headers);
        parts.body = beside.body;
        format!("{}{path}", origin(&base).unwrap_or_default())
    } else {
        parts.fixed(case, route, asking, &scope)?;
        parts.pushed(asking.pushes, &scope)?;
        if let Some(soql) = &route.soql {
            let text = soql::text(soql, route, case, clauses.as_ref());
            parts.notes.overwrite(&PlaceAt::Query(soql.send_as.clone()));
            parts.query.insert(soql.send_as.clone(), vec![text]);
            parts.clauses = true;
        }
        parts.sorted(route, asking.query)?;
        parts.paged(&route.paging, (asking.size, asking.state), &scope)?;
        parts.remote_query(route, asking)?;
        let path = fill(&route.request.path, &scope, quote::path_segment)?;
        let path = path.ok_or_else(|| missing(&route.request.path))?;
        parts.note(&PlaceAt::Path, &route.request.path);
        placed(route, asking.pushes, &parts, &lost)?;
        format!("{}{path}", base.trim_end_matches('/'))
    };
    let request = finish(
        plan,
        account,
        &scope,
        parts,
        route.request.method,
        url,
        posts,
    )?;
    let (slug, case) = (plan.integration(), case.name.as_str());
    let led = matches!(asking.state, PageState::Url(_)) || plan.takes_words();
    Ok(Request {
        about: About::new(&account.id, slug, Purpose::List, case).led(led),
        ..request
    })
}

/// Makes sure that every filter that counts as pushed stands in the call.
fn placed(
    route: &Route,
    pushes: &[Push],
    parts: &Parts,
    lost: &[(String, Operator)],
) -> Result<(), RequestFault> {
    let is_written = |push: &Push| {
        let mut lost = lost.iter();
        !lost.any(|(name, operator)| *name == push.parameter && *operator == push.operator)
    };
    let stands = |push: &Push| match &push.declared {
        Some((_, sending)) if matches!(sending.goes, Goes::Clauses(_)) => {
            parts.clauses && is_written(push)
        }
        _ => parts.notes.has(&push.parameter, push.operator),
    };
    match pushes.iter().find(|push| !stands(push)) {
        None => Ok(()),
        Some(lost) => Err(RequestFault::Lost {
            parameter: lost.parameter.clone(),
            pointer: match &lost.declared {
                Some((parameter, _)) => parameter.pointer.clone(),
                None => route.pointer.clone(),
            },
        }),
    }
}
