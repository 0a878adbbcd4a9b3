//! A plan, the caller's pushed filters and the list's state → one request, complete.

use super::paging::PageState;
use super::scope::{put, scope};
use super::{Chosen, Plan, authorize, soql};
use crate::exchange::{Account, Header, HeaderText, Method, Request, origin};
use crate::expr::text::as_text;
use crate::expr::{ExprFault, Template, quote};
use crate::filter::Push;
use crate::mapping::{Ask, Body, Case, Lookup, Names, Route, Send, Way};
use crate::query::{Direction, Format, ListQuery};
use crate::written::{SendAs, ValueType};
use indexmap::IndexMap;
use serde_json::{Map, Value};

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

/// Where a request's parts are collected before they are written out.
#[derive(Default)]
struct Parts {
    query: IndexMap<String, String>,
    body: Map<String, Value>,
    headers: Vec<Header>,
}

/// Builds the request for one page.
///
/// # Errors
/// [`RequestFault`]: the caller's value, or the account, cannot be used.
pub fn build(
    plan: &Plan,
    chosen: Chosen,
    asking: Asking<'_>,
    account: &Account,
) -> Result<Request, RequestFault> {
    let (case, route) = plan
        .at(chosen)
        .ok_or_else(|| RequestFault::Account("a list".to_owned()))?;
    let values = pushed_values(asking.pushes);
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
    let origins = origin(&base).into_iter().collect();
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
    let signed = authorize(plan, account, &scope);
    parts.headers.extend(
        signed.ok_or_else(|| RequestFault::Account("a complete set of credentials".to_owned()))?,
    );
    let (url, linked) = split_query(url);
    let mut query = linked;
    query.extend(parts.query);
    let wants_body =
        route.request.method == Method::Post && !matches!(asking.state, PageState::Url(_));
    let body = wants_body.then(|| {
        if parts.headers.iter().all(|h| h.name != "content-type") {
            parts.headers.push(Header {
                name: "content-type".into(),
                value: HeaderText::Open("application/json".into()),
            });
        }
        serde_json::to_vec(&parts.body).unwrap_or_default()
    });
    Ok(Request {
        method: route.request.method,
        url,
        query,
        headers: parts.headers,
        body,
        origins,
    })
}

/// Builds the request of a table that is asked for once.
///
/// # Errors
/// [`RequestFault`] when the account lacks what it needs.
pub fn build_lookup(
    plan: &Plan,
    lookup: &Lookup,
    account: &Account,
) -> Result<Request, RequestFault> {
    let scope = scope(&Map::new(), account, 0, &PageState::First);
    let Ask::Once(line) = &lookup.ask else {
        return Err(RequestFault::Account("a table to ask for".to_owned()));
    };
    let base = base_url(plan, account, &scope)?;
    let mut parts = Parts::default();
    for (name, template, _) in &plan.mapping.connection.headers {
        parts.header(name, template, &scope)?;
    }
    for (name, (send, _)) in &lookup.send {
        let value = match send {
            Send::Fixed(value) => as_text(value),
            Send::Text(template) => fill(template, &scope, quote::verbatim)?,
            Send::Names(_) => None,
        };
        parts.query.extend(value.map(|value| (name.clone(), value)));
    }
    let path = fill(&line.path, &scope, quote::path_segment)?.ok_or_else(|| missing(&line.path))?;
    let signed = authorize(plan, account, &scope);
    parts.headers.extend(
        signed.ok_or_else(|| RequestFault::Account("a complete set of credentials".to_owned()))?,
    );
    let origins = origin(&base).into_iter().collect();
    let url = format!("{}{path}", base.trim_end_matches('/'));
    Ok(Request {
        method: line.method,
        url,
        query: parts.query.into_iter().collect(),
        headers: parts.headers,
        body: None,
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

impl Parts {
    fn header(
        &mut self,
        name: &str,
        template: &Template,
        scope: &Value,
    ) -> Result<(), RequestFault> {
        if let Some(value) = fill(template, scope, quote::header_value)? {
            self.headers.push(Header {
                name: name.to_owned(),
                value: HeaderText::Open(value),
            });
        }
        Ok(())
    }

    fn fixed(
        &mut self,
        case: &Case,
        route: &Route,
        asking: Asking<'_>,
        scope: &Value,
    ) -> Result<(), RequestFault> {
        for (name, (send, _)) in &route.send {
            let value = match send {
                Send::Fixed(value) => as_text(value),
                Send::Text(template) => fill(template, scope, quote::verbatim)?,
                Send::Names(names) => {
                    let added = asking.query.remote_query.get(name);
                    let join = names.join.as_deref().unwrap_or(",");
                    Some(all_names(names, case, added).join(join))
                }
            };
            if let Some(value) = value {
                self.query.insert(name.clone(), value);
            }
        }
        if let Some(body) = &route.body
            && let Some(Value::Object(body)) = fill_body(body, case, scope)?
        {
            self.body = body;
        }
        Ok(())
    }

    fn pushed(&mut self, pushes: &[Push]) {
        for push in pushes {
            let Some((parameter, sending)) = &push.declared else {
                continue;
            };
            let Some(place) = &sending.send_as else {
                continue;
            };
            let several = push.values.len() > 1 || parameter.value_type == ValueType::List;
            let value = if several && !matches!(place, SendAs::Body(_)) || parameter.join.is_some()
            {
                let texts: Vec<String> = push.values.iter().filter_map(as_text).collect();
                Value::String(texts.join(parameter.join.as_deref().unwrap_or(",")))
            } else if several {
                Value::Array(push.values.clone())
            } else {
                push.values.first().cloned().unwrap_or_default()
            };
            self.place(place, value);
        }
    }

    fn sorted(&mut self, route: &Route, query: &ListQuery) {
        let Some(sort) = &route.sort else { return };
        let keys: Vec<String> = query
            .sort
            .iter()
            .filter_map(|(field, direction)| {
                let name = sort.fields.get(field)?;
                let before = if *direction == Direction::Desc {
                    &sort.descending
                } else {
                    &sort.ascending
                };
                Some(format!("{before}{name}"))
            })
            .collect();
        if !keys.is_empty() {
            self.place(&sort.send_as, Value::String(keys.join(",")));
        }
    }

    fn paged(
        &mut self,
        route: &Route,
        asking: Asking<'_>,
        scope: &Value,
    ) -> Result<(), RequestFault> {
        let size = &route.paging.size;
        if let (Some(place), Some(number)) = (&size.send_as, asking.size) {
            let value = match &size.form {
                None => Value::from(number),
                Some(form) => Value::from(fill(form, scope, quote::verbatim)?.unwrap_or_default()),
            };
            self.place(place, value);
        }
        let (place, value) = match (&route.paging.way, asking.state) {
            (Way::Cursor { send_as, .. }, PageState::Cursor(token)) => {
                (send_as, Value::from(token.as_str()))
            }
            (Way::Page { send_as, first }, PageState::First) => (send_as, Value::from(*first)),
            (Way::Page { send_as, .. }, PageState::Page(number)) => (send_as, Value::from(*number)),
            (Way::Offset { send_as }, PageState::Offset(offset)) => (send_as, Value::from(*offset)),
            (Way::Offset { send_as }, PageState::First) => (send_as, Value::from(0)),
            _ => return Ok(()),
        };
        self.place(place, value);
        Ok(())
    }

    /// What the caller hands to the vendor as it is. It wins over a mapped key, but for paging, the
    /// page's size and derived names, which keep our promises.
    fn remote_query(&mut self, route: &Route, asking: Asking<'_>) -> Result<(), RequestFault> {
        let kept = kept_keys(route, asking.state);
        for (name, value) in &asking.query.remote_query {
            if route
                .soql
                .as_ref()
                .is_some_and(|soql| soql.send_as == *name)
                && asking.query.format != Format::Raw
            {
                let parameter = format!("remote_query[{name}]");
                let message =
                    "replaces the whole query text, which only `truto_response_format=raw` allows"
                        .to_owned();
                return Err(RequestFault::Value { parameter, message });
            }
            let derived = matches!(route.send.get(name), Some((Send::Names(_), _)));
            if derived || kept.contains(name) {
                continue;
            }
            if route.request.method == Method::Post {
                merge(&mut self.body, name, value);
            } else {
                flatten(&mut self.query, name, value);
            }
        }
        Ok(())
    }

    fn place(&mut self, place: &SendAs, value: Value) {
        match place {
            SendAs::Query(name) => {
                self.query.insert(
                    name.clone(),
                    as_text(&value).unwrap_or_else(|| value.to_string()),
                );
            }
            SendAs::Body(dotted) => put(&mut self.body, dotted, value),
            SendAs::Header(name) => {
                let text = as_text(&value).unwrap_or_default();
                if let Ok(text) = quote::header_value(&text) {
                    self.headers.push(Header {
                        name: name.clone(),
                        value: HeaderText::Open(text),
                    });
                }
            }
        }
    }
}

/// The keys that `remote_query` cannot set here: the page's size always (it was taken as this
/// call's size), the place in the list on every page but the first.
fn kept_keys(route: &Route, state: &PageState) -> Vec<String> {
    let mut kept = Vec::new();
    let name = |place: &SendAs| match place {
        SendAs::Query(name) => Some(name.clone()),
        SendAs::Body(dotted) => Some(dotted.split('.').next().unwrap_or(dotted).to_owned()),
        SendAs::Header(_) => None,
    };
    kept.extend(route.paging.size.send_as.as_ref().and_then(name));
    let place = match &route.paging.way {
        Way::Cursor { send_as, .. } | Way::Page { send_as, .. } | Way::Offset { send_as } => {
            Some(send_as)
        }
        Way::NextUrl { .. } | Way::None => None,
    };
    if *state != PageState::First {
        kept.extend(place.and_then(name));
    }
    kept
}

fn fill(
    template: &Template,
    scope: &Value,
    quote: impl Fn(&str) -> Result<String, ExprFault>,
) -> Result<Option<String>, RequestFault> {
    let fault = |fault: ExprFault| RequestFault::Value {
        parameter: template.text().to_owned(),
        message: fault.message,
    };
    let filled = template.fill(scope, &quote).map_err(fault)?;
    match filled.as_ref().and_then(as_text) {
        // One whole hole keeps its type, so it is quoted here, where it becomes text.
        Some(text) if template.is_whole() => quote(&text).map(Some).map_err(fault),
        text => Ok(text),
    }
}

fn missing(template: &Template) -> RequestFault {
    RequestFault::Account(format!("what `{}` is made of", template.text()))
}

fn all_names(names: &Names, case: &Case, added: Option<&Value>) -> Vec<String> {
    let mut all: Vec<String> = case
        .names_under(&names.under)
        .into_iter()
        .map(str::to_owned)
        .collect();
    all.extend(names.and.iter().cloned());
    let added = match added {
        Some(Value::String(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Some(Value::Array(items)) => items.iter().filter_map(as_text).collect(),
        _ => Vec::new(),
    };
    all.extend(added);
    let mut seen = std::collections::HashSet::new();
    all.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    all
}

/// A body with its holes filled; what names something absent is left out.
fn fill_body(body: &Body, case: &Case, scope: &Value) -> Result<Option<Value>, RequestFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => {
            let fault = |f: ExprFault| RequestFault::Value {
                parameter: template.text().to_owned(),
                message: f.message,
            };
            template.fill(scope, quote::verbatim).map_err(fault)?
        }
        Body::Names(names) => {
            let all = all_names(names, case, None);
            Some(match &names.join {
                Some(join) => Value::String(all.join(join)),
                None => all.into(),
            })
        }
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                list.extend(fill_body(item, case, scope)?);
            }
            Some(Value::Array(list))
        }
        Body::Object(members) => {
            let mut object = Map::new();
            for (name, member) in members {
                if let Some(value) = fill_body(member, case, scope)? {
                    object.insert(name.clone(), value);
                }
            }
            Some(Value::Object(object))
        }
    })
}

/// Nested values as bracketed names: `filter[state]=open`.
fn flatten(query: &mut IndexMap<String, String>, name: &str, value: &Value) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, v)| flatten(query, &format!("{name}[{key}]"), v)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, v)| flatten(query, &format!("{name}[{i}]"), v));
        }
        leaf => {
            query.insert(name.to_owned(), as_text(leaf).unwrap_or_default());
        }
    }
}

/// Lays a nested value over the body, deep; a text that is exactly a number, `true`, `false` or
/// `null` is sent as that.
fn merge(body: &mut Map<String, Value>, name: &str, value: &Value) {
    match (body.get_mut(name), value) {
        (Some(Value::Object(inner)), Value::Object(members)) => {
            members.iter().for_each(|(key, v)| merge(inner, key, v));
        }
        _ => {
            body.insert(name.to_owned(), as_json(value));
        }
    }
}

fn as_json(value: &Value) -> Value {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(scalar @ (Value::Number(_) | Value::Bool(_) | Value::Null)) => scalar,
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(as_json).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, v)| (key.clone(), as_json(v)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
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
