//! A plan, the caller's pushed filters and the list's state → one request, complete.

mod body;
mod lookup;
mod parts;
mod remote_query;

pub use lookup::build_lookup;

use self::parts::Parts;
use super::paging::PageState;
use super::scope::scope;
use super::{Chosen, Plan, authorize, soql};
use crate::exchange::{Account, Header, HeaderText, Method, Request, origin};
use crate::plan::push::Push;
use crate::query::ListQuery;
use serde_json::{Map, Value};
use touchpoint_language::expr::text::as_text;
use touchpoint_language::expr::{ExprFault, Template, quote};
use touchpoint_language::mapping::{Route, names_of};

/// What a page is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The caller's query.
    pub query: &'a ListQuery,
    /// The filters that go to the vendor.
    pub pushes: &'a [Push],
    /// Where the list stands.
    pub state: &'a PageState,
    /// The page's size; none where the vendor's own is used.
    pub size: Option<u64>,
}

/// Why a request cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RequestFault {
    /// A caller's value cannot stand where it would be put.
    #[error("`{parameter}` {message}")]
    Value {
        /// The parameter.
        parameter: String,
        /// What is wrong with its value.
        message: String,
    },
    /// The account lacks what the request needs.
    #[error("the account lacks {0}")]
    Account(String),
}

impl RequestFault {
    fn value(place: &str, fault: ExprFault) -> RequestFault {
        RequestFault::Value {
            parameter: place.to_owned(),
            message: fault.message,
        }
    }
}

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
        // The link carries everything that was asked for; nothing else is sent with it.
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

/// Signs a request and writes its parts out.
fn finish(
    plan: &Plan,
    account: &Account,
    scope: &Value,
    mut parts: Parts,
    method: Method,
    url: String,
    wants_body: bool,
) -> Result<Request, RequestFault> {
    let signed = authorize(plan, account, scope);
    let signed =
        signed.ok_or_else(|| RequestFault::Account("a complete set of credentials".to_owned()))?;
    parts.headers.extend(signed);
    let origins = origin(&url).into_iter().collect();
    let (url, mut query) = split_query(url);
    query.extend(parts.query);
    let body = wants_body.then(|| {
        if parts.headers.iter().all(|h| h.name != "content-type") {
            let value = HeaderText::Open("application/json".into());
            parts.headers.push(Header {
                name: "content-type".into(),
                value,
            });
        }
        serde_json::to_vec(&parts.body).unwrap_or_default()
    });
    Ok(Request {
        method,
        url,
        query,
        headers: parts.headers,
        body,
        origins,
    })
}

/// The caller's values by declared parameter, as templates and fields read them.
pub fn pushed_values(pushes: &[Push]) -> Map<String, Value> {
    let mut values = Map::new();
    for push in pushes {
        let value = match push.values.as_slice() {
            [one] => one.clone(),
            several => Value::Array(several.to_vec()),
        };
        values.entry(push.parameter.clone()).or_insert(value);
    }
    values
}

/// The caller's values as the templates of a route read them: apart by operator, where they do.
fn read_values(route: &Route, pushes: &[Push]) -> Map<String, Value> {
    let mut values = pushed_values(pushes);
    for push in pushes.iter().filter(|p| route.reads_apart(&p.parameter)) {
        values.shift_remove(&push.parameter);
        let own = pushed_values(std::slice::from_ref(push));
        for value in own.into_values() {
            let name = format!("{}.{}", push.parameter, push.operator.word());
            values.entry(name).or_insert(value);
        }
    }
    values
}

/// The address below which the account's requests are.
fn base_url(plan: &Plan, account: &Account, scope: &Value) -> Result<String, RequestFault> {
    let template = plan.mapping.connection.base_url.as_ref();
    // What comes from `context` has matched its pattern; as a whole address it may hold slashes.
    let base = template
        .map(|t| fill(t, scope, quote::verbatim))
        .transpose()?
        .flatten();
    let base =
        base.ok_or_else(|| RequestFault::Account("what `base_url` is made of".to_owned()))?;
    let Some(own) = &account.base_url else {
        return Ok(base);
    };
    let (Some(own), Some(theirs)) = (origin(own), origin(&base)) else {
        return Err(RequestFault::Account(
            "an origin that may be called".to_owned(),
        ));
    };
    Ok(base.replacen(&theirs, &own, 1))
}

impl Plan {
    /// The origins that the vendor's own links may name: the account's, and the mapping's, whose
    /// links are followed at the account's.
    pub fn link_origins(&self, account: &Account) -> Vec<String> {
        let scope = scope(&Map::new(), account, 0, &PageState::First);
        let mut origins = Vec::new();
        for account in [
            account.clone(),
            Account {
                base_url: None,
                ..account.clone()
            },
        ] {
            let base = base_url(self, &account, &scope).ok();
            origins.extend(
                base.as_deref()
                    .and_then(origin)
                    .filter(|origin| !origins.contains(origin)),
            );
        }
        origins
    }
}

fn fill(
    template: &Template,
    scope: &Value,
    quote: impl Fn(&str) -> Result<String, ExprFault>,
) -> Result<Option<String>, RequestFault> {
    let fault = |fault| RequestFault::value(template.text(), fault);
    let filled = template.fill(scope, &quote).map_err(fault)?;
    match filled.as_ref().and_then(as_text) {
        // One whole hole keeps its type, so it is quoted here, where it becomes text.
        Some(text) if template.is_whole() => quote(&text).map(Some).map_err(fault),
        text => Ok(text),
    }
}

fn missing(template: &Template) -> RequestFault {
    // The rules ask for the parameter; several values, or another operator, are not one value.
    if let Some(name) = names_of(template, "query").into_iter().next() {
        let message = "must be given as one value here: it stands in the request's path".to_owned();
        return RequestFault::Value {
            parameter: name,
            message,
        };
    }
    RequestFault::Account(format!("what `{}` is made of", template.text()))
}

/// An address and the pairs of its query.
fn split_query(url: String) -> (String, Vec<(String, String)>) {
    match url.split_once('?') {
        None => (url, Vec::new()),
        Some((path, query)) => {
            let pairs = url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect();
            (path.to_owned(), pairs)
        }
    }
}
