//! What the request says itself is not written over by a filter: another filter, the clauses or the
//! order would be lost.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Holds, Parameter, PlaceAt, Route, Send, dotted};
use crate::written::SendAs;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let own = own_places(route);
        for parameter in route.parameters.values() {
            found.extend(tell(checking, route, parameter, &own));
        }
        found.extend(unsent(checking, route));
    }
    found
}

fn tell(
    checking: &Checking<'_>,
    route: &Route,
    parameter: &Parameter,
    own: &[(PlaceAt, &str)],
) -> Option<Diagnostic> {
    let sendings = parameter.sendings.iter();
    let mut places = sendings.flat_map(|sending| route.places(parameter, sending.operator));
    let what = places.find_map(|place| {
        let whole = matches!(
            place.holds,
            Holds::Value | Holds::Bound | Holds::Constant(_)
        );
        let mut own = own.iter().filter(|(at, _)| whole && at.meets(&place.at));
        own.next().map(|(_, what)| *what)
    })?;
    let name = &parameter.name;
    let title = format!("`{name}` is sent where {what} stands");
    let text = "writes over it";
    let fault = checking.error(Code::SharedPlace, title, &parameter.pointer, At::Key, text);
    Some(fault.with_help("send it to a place of its own"))
}

/// The places that hold what a call cannot do without, and what that is.
fn own_places(route: &Route) -> Vec<(PlaceAt, &'static str)> {
    let sort = route.sort.iter().filter_map(|sort| sort.send_as.as_ref());
    let sort = sort.map(|place| {
        let at = match place {
            SendAs::Query(name) => PlaceAt::Query(name.clone()),
            SendAs::Body(name) => PlaceAt::Body(dotted(name)),
            SendAs::Header(name) => PlaceAt::Header(name.clone()),
        };
        (at, "the order")
    });
    let texts = route
        .send
        .iter()
        .filter_map(|(name, (send, _))| match send {
            Send::Text(template) if template.reads("clauses") || template.reads("query") => Some((
                PlaceAt::Query(name.clone()),
                "another value of the caller's",
            )),
            _ => None,
        });
    let query_text = route.soql.iter();
    let query_text =
        query_text.map(|soql| (PlaceAt::Query(soql.send_as.clone()), "the query text"));
    sort.chain(texts).chain(query_text).collect()
}

/// What is always asked for stands in a query text.
fn unsent(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let constant = route.clauses.first()?;
    let mut templates = route.templates().into_iter();
    if route.soql.is_some() || templates.any(|(template, _)| template.reads("clauses")) {
        return None;
    }
    let column = &constant.column;
    let title = format!("`{column}` is always asked for and has no place on this road");
    let text = "never sent: records that it leaves out would come";
    let place = &constant.pointer;
    let fault = checking.error(Code::LostFilter, title, place, At::Key, text);
    Some(fault.with_help("write `{{ clauses }}` where the query text stands"))
}
