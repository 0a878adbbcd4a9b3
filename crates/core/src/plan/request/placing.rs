//! Where a value stands in a request, and what else may stand at the same place.

use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{PlaceAt, RequestPlace, dotted};
use touchpoint_language::written::SendAs;

/// Where one value under one name stands.
pub(super) fn at(place: &SendAs) -> PlaceAt {
    match place {
        SendAs::Query(name) => PlaceAt::Query(name.clone()),
        SendAs::Body(name) => PlaceAt::Body(dotted(name)),
        SendAs::Header(name) => PlaceAt::Header(name.clone()),
    }
}

/// Lays an object into another: objects are merged, lists add up, else the new value stands.
pub(super) fn merge(into: &mut Object, from: Object) {
    for (name, value) in from {
        match (into.get_mut(&name), value) {
            (Some(Json::Object(inner)), Json::Object(value)) => merge(inner, value),
            (Some(Json::Array(inner)), Json::Array(value)) => inner.extend(value),
            (_, value) => _ = into.insert(name, value),
        }
    }
}

/// True if some of the `own` places are taken.
pub(crate) fn is_taken(own: &[RequestPlace], taken: &[RequestPlace], same_parameter: bool) -> bool {
    own.iter().any(|own| {
        taken
            .iter()
            .any(|taken| own.excludes(taken, same_parameter))
    })
}
