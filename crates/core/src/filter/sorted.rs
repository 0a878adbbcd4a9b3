//! Tells if a list comes in the order that its mapping claims: a caller may have asked for another
//! one.
//!
//! ```text
//! send: { sort: "-created" }, order: { created_at: desc }    remote_query[sort]=name: any order
//! ```

use crate::plan::remote_places;
use crate::query::ListQuery;
use touchpoint_language::mapping::{Body, Route, Send, Sort};

/// True if the caller may have changed how the vendor sorts: a fixed value in the mapping's `send`
/// may be the order, and so may what its `sort` sends; `remote_query` may replace either. Derived names
/// in `send` are never the order.
pub(crate) fn is_sorted_otherwise(route: &Route, query: &ListQuery) -> bool {
    let sent = |name: &str| {
        let sent = route.send.get(name).map(|(sent, _)| sent);
        matches!(sent, Some(Send::Fixed(_) | Send::Text(_)))
    };
    let in_body = |name: &str| match &route.body {
        Some(Body::Object(members)) => members
            .iter()
            .any(|(known, body)| known == name && !matches!(body, Body::Names(_))),
        _ => false,
    };
    let mut handed = query.remote_query.keys();
    let sorts: Vec<_> = route.sort.iter().flat_map(Sort::places).collect();
    let mut places = remote_places(route, &query.remote_query).into_iter();
    !is_as_claimed(route, query)
        || handed.any(|name| sent(name) || in_body(name))
        || places.any(|own| sorts.iter().any(|at| at.meets(&own)))
}

/// True if the caller does not sort, or sorts as the list comes anyway.
fn is_as_claimed(route: &Route, query: &ListQuery) -> bool {
    let keys = route.order.iter().flat_map(|order| &order.keys);
    let mut claimed: Vec<_> = keys.map(|key| (&key.name, key.direction)).collect();
    if claimed.is_empty() {
        let window = route.paging.window.iter();
        claimed.extend(window.map(|window| (&window.by, window.order)));
    }
    let sorted = query.sort.iter();
    let sorted: Vec<_> = sorted.map(|(field, way)| (field, *way)).collect();
    claimed.starts_with(&sorted)
}
