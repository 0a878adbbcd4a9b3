//! Lays `remote_query`, which the caller hands to the vendor as it is, over what the mapping sends.

use super::asking::Asking;
use super::fault::RequestFault;
use super::parts::Parts;
use crate::exchange::Method;
use crate::plan::paging::PageState;
use crate::query::Format;
use indexmap::IndexMap;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{PlaceAt, Route, Send};
use touchpoint_language::written::SendAs;

impl Parts {
    /// Adds what the caller hands to the vendor as it is. It wins over a mapped key, except for
    /// paging, the page's size and derived names, on which our promises depend.
    pub(super) fn remote_query(
        &mut self,
        route: &Route,
        asking: Asking<'_>,
    ) -> Result<(), RequestFault> {
        let kept = kept_keys(route, asking.state);
        for (name, value) in &asking.query.remote_query {
            if is_query_text(route, name) && asking.query.format != Format::Raw {
                let parameter = format!("remote_query[{name}]");
                let format = asking.names.response_format;
                let message =
                    format!("replaces the whole query text, which only `{format}=raw` allows");
                return Err(RequestFault::Value { parameter, message });
            }
            let derived = matches!(route.send.get(name), Some((Send::Names(_), _)))
                || route.body.as_ref().is_some_and(|body| body.derives(name));
            if derived || kept.contains(name) {
                continue;
            }
            if route.request.method == Method::Post {
                let mut places = Vec::new();
                leaves(&mut vec![name.clone()], value, &mut places);
                for at in &places {
                    self.notes.overwrite(at);
                }
                merge(&mut self.body, name, value);
            } else {
                let mut own = IndexMap::new();
                flatten(&mut own, name, value);
                for (name, text) in own {
                    self.notes.overwrite(&PlaceAt::Query(name.clone()));
                    self.query.insert(name, vec![text]);
                }
            }
        }
        Ok(())
    }
}

/// True if the route's query text goes out by this name, as `soql` says or in a text with `{{ clauses }}`.
fn is_query_text(route: &Route, name: &str) -> bool {
    let soql = route.soql.as_ref();
    let holds_clauses = |send: &Send| match send {
        Send::Text(template) => template.holes().any(|hole| {
            let mut names = hole.names.iter();
            names.any(|name| name.as_slice() == ["clauses"])
        }),
        Send::Fixed(_) | Send::Names(_) => false,
    };
    soql.is_some_and(|soql| soql.send_as == name)
        || route
            .send
            .get(name)
            .is_some_and(|(send, _)| holds_clauses(send))
}

/// The places in a request that `remote_query` takes.
pub(crate) fn remote_places(route: &Route, remote: &Object) -> Vec<PlaceAt> {
    let mut all = Vec::new();
    for (name, value) in remote {
        if route.request.method == Method::Post {
            leaves(&mut vec![name.clone()], value, &mut all);
        } else {
            let mut own = IndexMap::new();
            flatten(&mut own, name, value);
            all.extend(own.into_keys().map(PlaceAt::Query));
        }
    }
    all
}

fn leaves(path: &mut Vec<String>, value: &Json, all: &mut Vec<PlaceAt>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                leaves(path, member, all);
                path.pop();
            }
        }
        _ => all.push(PlaceAt::Body(path.clone())),
    }
}

/// The keys that `remote_query` cannot set here: always the page's size, which was read as this
/// call's size; and on every page but the first, the place in the list.
fn kept_keys(route: &Route, state: &PageState) -> Vec<String> {
    let mut kept = Vec::new();
    let name = |place: &SendAs| match place {
        SendAs::Query(name) => Some(name.clone()),
        SendAs::Body(dotted) => Some(dotted.split('.').next().unwrap_or(dotted).to_owned()),
        SendAs::Header(_) => None,
    };
    kept.extend(route.paging.size.send_as.as_ref().and_then(name));
    let place = route.paging.way.send_as();
    if *state != PageState::First {
        kept.extend(place.and_then(name));
    }
    kept
}

/// Nested values as bracketed names: `filter[state]=open`.
fn flatten(query: &mut IndexMap<String, String>, name: &str, value: &Json) {
    match value {
        Json::Object(members) => members
            .iter()
            .for_each(|(key, v)| flatten(query, &format!("{name}[{key}]"), v)),
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, v)| flatten(query, &format!("{name}[{i}]"), v));
        }
        leaf => {
            query.insert(
                name.to_owned(),
                leaf.as_text().unwrap_or_default().to_owned(),
            );
        }
    }
}

/// Merges a nested value deeply into the body; a text that is exactly a number, `true`, `false` or
/// `null` is sent as that.
fn merge(body: &mut Object, name: &str, value: &Json) {
    match (body.get_mut(name), value) {
        (Some(Json::Object(inner)), Json::Object(members)) => {
            members.iter().for_each(|(key, v)| merge(inner, key, v));
        }
        _ => {
            body.insert(name.to_owned(), as_json(value));
        }
    }
}

fn as_json(value: &Json) -> Json {
    match value {
        Json::String(text) => match Json::parse(text) {
            Ok(scalar @ (Json::Number(_) | Json::Bool(_) | Json::Null)) => scalar,
            _ => value.clone(),
        },
        Json::Array(items) => items.iter().map(as_json).collect(),
        Json::Object(members) => members
            .iter()
            .map(|(key, v)| (key.clone(), as_json(v)))
            .collect::<Object>()
            .into(),
        other => other.clone(),
    }
}
