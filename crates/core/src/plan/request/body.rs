//! JSON bodies and derived names, filled in.

use super::fault::RequestFault;
use touchpoint_language::expr::{ExprFault, quote};
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
    /// What the caller hands to the vendor: names that are derived take in more.
    pub(super) remote: Option<&'f Object>,
    /// The keys that a batch asks for.
    pub(super) keys: &'f [String],
}

/// A body with its holes filled; what names something absent is left out.
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
            member => fill(member, filling, false)?,
        };
        object.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(Some(object))
}

/// A part of a body. An element of a list is whole or not there: what is absent in it takes it
/// along, and a list that loses all of its elements is absent itself.
fn fill(body: &Body, filling: Filling<'_>, whole: bool) -> Result<Option<Json>, RequestFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => {
            let fault = |f: ExprFault| RequestFault::value(template.text(), f);
            template
                .fill(filling.scope, quote::verbatim)
                .map_err(fault)?
        }
        Body::Names(names) => Some(derived(names, filling.case, None)),
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                if item.is_per_key() && !filling.keys.is_empty() {
                    list.extend(of_keys(item, filling)?);
                } else {
                    list.extend(fill(item, filling, true)?);
                }
            }
            (items.is_empty() || !list.is_empty()).then_some(Json::Array(list))
        }
        Body::Object(members) => {
            let mut object = Object::new();
            for (name, member) in members {
                match fill(member, filling, whole)? {
                    Some(value) => _ = object.insert(name.clone(), value),
                    None if whole => return Ok(None),
                    None => {}
                }
            }
            Some(Json::Object(object))
        }
    })
}

/// An element of a list, once for each key of a batch.
fn of_keys(item: &Body, filling: Filling<'_>) -> Result<Vec<Json>, RequestFault> {
    let mut scope = filling.scope.clone();
    let mut list = Vec::new();
    for key in filling.keys {
        if let Some(scope) = scope.as_object_mut() {
            let lookup = object! { "key": key }.into();
            scope.insert("lookup".to_owned(), lookup);
        }
        let own = Filling {
            scope: &scope,
            ..filling
        };
        list.extend(fill(item, own, true)?);
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
