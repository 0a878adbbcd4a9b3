//! JSON bodies and derived names, filled in.

use super::fault::RequestFault;
use std::cell::RefCell;
use touchpoint_language::expr::{ExprFault, Template, quote};
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{Body, Case, Names};

pub(super) fn all_names(names: &Names, case: &Case, added: Option<&Json>) -> Vec<String> {
    let mut all: Vec<String> = case
        .names_under(&names.under)
        .into_iter()
        .map(str::to_owned)
        .collect();
    all.extend(names.and.iter().cloned());
    let added = match added {
        Some(Json::String(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Some(Json::Array(items)) => items
            .iter()
            .filter_map(Json::as_text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    all.extend(added);
    let mut seen = std::collections::HashSet::new();
    all.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    all
}

/// What a body is filled with.
#[derive(Clone, Copy)]
pub(super) struct Filling<'f> {
    pub(super) scope: &'f Json,
    /// The case whose fields names are derived from.
    pub(super) case: Option<&'f Case>,
    /// The caller's `remote_query`, which may add to derived names.
    pub(super) remote: Option<&'f Object>,
    /// What an element of a list is repeated for.
    pub(super) each: Each<'f>,
    /// The templates that were filled, each with its members' names.
    pub(super) filled: &'f RefCell<Vec<(Vec<String>, Template)>>,
}

/// What an element of a list is repeated for.
#[derive(Clone, Copy)]
pub(super) enum Each<'f> {
    /// Nothing: every element is written once.
    Nothing,
    /// The keys that a batch asks for: an element with `lookup.key`.
    Keys(&'f [String]),
    /// The values of a filter: an element with `value`.
    Values(&'f [Json]),
}

/// A body with its holes filled; members that name something absent are left out.
pub(super) fn fill_body(body: &Body, filling: Filling<'_>) -> Result<Option<Object>, RequestFault> {
    let Body::Object(members) = body else {
        return Ok(None);
    };
    let mut object = Object::new();
    for (name, member) in members {
        let value = match member {
            Body::Names(names) => {
                let added = filling.remote.and_then(|remote| remote.get(name));
                Some(derived(names, filling.case, added))
            }
            member => fill(member, filling, false, &mut vec![name.clone()])?,
        };
        object.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(Some(object))
}

/// A part of a body. An element of a list is left out as a whole when anything in it is absent. A
/// list or an object that loses everything in it is absent itself.
pub(super) fn fill(
    body: &Body,
    filling: Filling<'_>,
    whole: bool,
    path: &mut Vec<String>,
) -> Result<Option<Json>, RequestFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => {
            let fault = |f: ExprFault| RequestFault::value(template.text(), f);
            let value = template
                .fill(filling.scope, quote::verbatim)
                .map_err(fault)?;
            if value.is_some() {
                let mut filled = filling.filled.borrow_mut();
                filled.push((path.clone(), template.clone()));
            }
            value
        }
        Body::Names(names) => Some(derived(names, filling.case, None)),
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                list.extend(element(item, filling, path)?);
            }
            (items.is_empty() || !list.is_empty()).then_some(Json::Array(list))
        }
        Body::Object(members) => {
            let before = filling.filled.borrow().len();
            let mut object = Object::new();
            for (name, member) in members {
                path.push(name.clone());
                let value = fill(member, filling, whole, path)?;
                path.pop();
                match value {
                    Some(value) => _ = object.insert(name.clone(), value),
                    None if whole => {
                        filling.filled.borrow_mut().truncate(before);
                        return Ok(None);
                    }
                    None => {}
                }
            }
            (members.is_empty() || !object.is_empty()).then_some(Json::Object(object))
        }
    })
}

/// An element of a list: once, or once for each key or value that it is repeated for.
fn element(
    item: &Body,
    filling: Filling<'_>,
    path: &mut Vec<String>,
) -> Result<Vec<Json>, RequestFault> {
    let (root, each): (&str, Vec<Json>) = match filling.each {
        Each::Keys(keys) if item.is_per_key() && !keys.is_empty() => {
            let key = |key: &String| Json::from(object! { "key": key });
            ("lookup", keys.iter().map(key).collect())
        }
        Each::Values(values) if item.reads("value") => ("value", values.to_vec()),
        _ => return Ok(fill(item, filling, true, path)?.into_iter().collect()),
    };
    let mut scope = filling.scope.clone();
    let mut list = Vec::new();
    for value in each {
        if let Some(scope) = scope.as_object_mut() {
            scope.insert(root.to_owned(), value);
        }
        let own = Filling {
            scope: &scope,
            ..filling
        };
        list.extend(fill(item, own, true, path)?);
    }
    Ok(list)
}

fn derived(names: &Names, case: Option<&Case>, added: Option<&Json>) -> Json {
    let all = case
        .map(|case| all_names(names, case, added))
        .unwrap_or_default();
    match &names.join {
        Some(join) => Json::String(all.join(join)),
        None => all.into(),
    }
}
