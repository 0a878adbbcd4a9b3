//! The request of a table that is asked for: once, for many keys, or for one.

use super::base::base_url;
use super::body::{Each, Filling, fill as fill_value, fill_body};
use super::fault::RequestFault;
use super::filled::{fill, missing};
use super::finish::finish;
use super::parts::Parts;
use crate::exchange::{About, Account, Method, Purpose, Request, origin};
use crate::plan::compiled::Plan;
use crate::plan::paging::PageState;
use crate::plan::scope::scope;
use std::cell::RefCell;
use touchpoint_language::expr::quote;
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{Ask, Body, Lookup};

/// Builds the request of a table. `values` are the caller's; `keys` are the keys to ask for, none
/// for the whole table. Templates read them as `lookup.keys`, and a single one as `lookup.key`: in
/// a batch, each in an element of its own in the body. A table with pages is asked for the one at
/// which it stands.
///
/// # Errors
/// [`RequestFault`] when the account lacks what it needs, or a key cannot stand where it is put.
pub fn build_lookup(
    plan: &Plan,
    lookup: &Lookup,
    account: &Account,
    values: &Object,
    keys: &[String],
    state: &PageState,
) -> Result<Request, RequestFault> {
    let line = lookup
        .line()
        .ok_or_else(|| RequestFault::Account("a table to ask for".to_owned()))?;
    let size = lookup.paging.as_ref().map(|paging| paging.size.default);
    let mut scope = scope(values, account, size.unwrap_or(0), state);
    if let Some(scope) = scope.as_object_mut() {
        let keys = object! { "keys": keys, "key": keys.first() }.into();
        scope.insert("lookup".to_owned(), keys);
    }
    let base = base_url(plan, account, &scope)?;
    let mut parts = Parts::default();
    for (name, template, _) in &plan.mapping.connection.headers {
        parts.header(name, template, &scope)?;
    }
    let filled = RefCell::default();
    let filling = Filling {
        scope: &scope,
        case: None,
        remote: None,
        each: match lookup.ask {
            Ask::Batch(_) => Each::Keys(keys),
            Ask::InReply | Ask::Once(_) | Ask::Each(_) => Each::Nothing,
        },
        filled: &filled,
    };
    for (name, send) in &lookup.send {
        let Some(value) = fill_value(send, filling, false, &mut Vec::new())? else {
            continue;
        };
        let texts = match send {
            Body::List(_) => texts(&value),
            _ => joined(&value).into_iter().collect(),
        };
        parts.query.insert(name.clone(), texts);
    }
    if let Some(body) = &lookup.body
        && let Some(body) = fill_body(body, filling)?
    {
        parts.body = body;
    }
    let path = fill(&line.path, &scope, quote::path_segment)?.ok_or_else(|| missing(&line.path))?;
    let mut url = format!("{}{path}", base.trim_end_matches('/'));
    if let PageState::Url(path) = state {
        // The link carries everything that was asked for, except headers.
        parts.query.clear();
        url = format!("{}{path}", origin(&base).unwrap_or_default());
    } else if let Some(paging) = &lookup.paging {
        parts.paged(paging, (size, state), &scope)?;
    }
    let request = finish(
        plan,
        account,
        &scope,
        parts,
        line.method,
        url,
        line.method == Method::Post,
    )?;
    let mut tables = plan.mapping.lookups.iter();
    let table = tables.find(|(_, known)| std::ptr::eq(*known, lookup));
    let name = table.map_or("", |(name, _)| name.as_str());
    Ok(Request {
        about: About::new(&account.id, plan.integration(), Purpose::Lookup, name).led(true),
        ..request
    })
}

/// Several keys in one value are joined like every list in a query.
fn joined(value: &Json) -> Option<String> {
    match value {
        Json::Array(_) => Some(texts(value).join(",")),
        other => other.as_text().map(str::to_owned),
    }
}

fn texts(list: &Json) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    let texts = items.filter_map(Json::as_text);
    texts.map(str::to_owned).collect()
}
