//! How a parameter is asked of the vendor, in words.

use touchpoint_language::mapping::{Body, Clause, Goes, Parameter, Route};
use touchpoint_language::written::SendAs;

/// What becomes of a filter that is not sent.
const CHECKED: &str = "checked on the records";

/// ``eq, in into the query's `owner_id`; gte into the body's `since`, checked again``
pub(crate) fn asked(route: &Route, parameter: &Parameter) -> String {
    if parameter.checked {
        return CHECKED.to_owned();
    }
    // Operators that go to one place are named together.
    let mut places: Vec<(String, Vec<&str>)> = Vec::new();
    for sending in &parameter.sendings {
        let place = match goes(&sending.goes) {
            // Nothing of this route's request holds it; that of another one does.
            _ if route.places(parameter, sending.operator).is_empty() => CHECKED.to_owned(),
            place if sending.loose => format!("into {place}, checked again"),
            place => format!("into {place}"),
        };
        let word = sending.operator.word();
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, operators)) => operators.push(word),
            None => places.push((place, vec![word])),
        }
    }
    let each = places
        .iter()
        .map(|(place, operators)| format!("{} {place}", operators.join(", ")));
    let each = each.collect::<Vec<_>>().join("; ");
    match &parameter.pushed_with {
        Some(companion) => format!("{each}, beside {companion} only"),
        None => each,
    }
}

/// Where a filter goes.
fn goes(goes: &Goes) -> String {
    match goes {
        Goes::Read => "the request's own text".to_owned(),
        Goes::At(send_as) => place(send_as),
        Goes::Parts(parts) => {
            let send = parts.send.iter();
            let send = send.map(|(name, _)| format!("the query's `{}`", name.text()));
            let body = parts.body.iter().flat_map(|body| match body {
                Body::Object(members) => members.as_slice(),
                _ => &[],
            });
            let body = body.map(|(name, _)| format!("the body's `{name}`"));
            let headers = parts.headers.iter();
            let headers = headers.map(|(name, _)| format!("the header `{name}`"));
            let all: Vec<String> = send.chain(body).chain(headers).collect();
            all.join(" and ")
        }
        Goes::Clauses(clauses) => {
            let each = clauses.iter().map(|clause| match clause {
                Clause::Column(column) => format!("`{column}`"),
                Clause::Own(_) => "a clause of its own".to_owned(),
            });
            let each: Vec<String> = each.collect();
            format!("the query text, as {}", each.join(" or "))
        }
    }
}

/// Where a value goes.
pub(super) fn place(send_as: &SendAs) -> String {
    match send_as {
        SendAs::Query(name) => format!("the query's `{name}`"),
        SendAs::Body(name) => format!("the body's `{name}`"),
        SendAs::Header(name) => format!("the header `{name}`"),
    }
}
