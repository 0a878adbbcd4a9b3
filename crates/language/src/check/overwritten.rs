//! No filter overwrites what the request itself sends, and no part of the request overwrites another: a
//! filter, the clauses, the order or the size of the page would be lost.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::{Holds, Parameter, PlaceAt, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let taken = taken(checking, route);
        for parameter in route.parameters.values() {
            found.extend(of_filter(checking, route, parameter, &taken));
        }
        found.extend(of_request(checking, &taken));
        found.extend(unsent(checking, route));
    }
    found
}

/// A place that holds what a call cannot do without.
struct Taken {
    at: PlaceAt,
    what: &'static str,
    /// True for a text, to which no elements can be added as to a list.
    is_text: bool,
    /// Where it is written; `None` for a text with holes, which overwrites nothing and can be
    /// overwritten.
    said: Option<Pointer>,
}

fn of_filter(
    checking: &Checking<'_>,
    route: &Route,
    parameter: &Parameter,
    taken: &[Taken],
) -> Option<Diagnostic> {
    let sendings = parameter.sendings.iter();
    let mut places = sendings.flat_map(|sending| route.places(parameter, sending.operator));
    let other = places.find_map(|place| {
        let whole = matches!(
            place.holds,
            Holds::Value | Holds::Bound | Holds::Constant(_)
        );
        let adds = place.holds == Holds::Elements;
        let mut taken = taken.iter();
        taken.find(|taken| (whole || adds && taken.is_text) && taken.at.meets(&place.at))
    })?;
    let title = format!("`{}` is sent where {} stands", parameter.name, other.what);
    Some(tell(checking, title, &parameter.pointer))
}

/// The size and the order do not take each other's place, nor that of a text.
fn of_request(checking: &Checking<'_>, taken: &[Taken]) -> Option<Diagnostic> {
    let said = taken.iter().enumerate();
    let mut said = said.filter_map(|(at, own)| Some((at, own, own.said.as_ref()?)));
    said.find_map(|(at, own, place)| {
        let mut later = taken.iter().skip(at + 1);
        let other = later.find(|other| other.what != own.what && other.at.meets(&own.at))?;
        let title = format!("{} is sent where {} stands", own.what, other.what);
        Some(tell(checking, title, place))
    })
}

fn tell(checking: &Checking<'_>, title: String, place: &Pointer) -> Diagnostic {
    let text = "one is written over the other";
    let fault = checking.error(Code::SharedPlace, title, place, At::Key, text);
    fault.with_help("send it to a place of its own")
}

/// The places that hold what a call cannot do without. That of the page is judged with the paging.
fn taken(checking: &Checking<'_>, route: &Route) -> Vec<Taken> {
    let taken = |at: PlaceAt, what, said: Option<Pointer>| Taken {
        at,
        what,
        is_text: false,
        said,
    };
    let mut found = Vec::new();
    if let Some(soql) = &route.soql {
        let own = route.pointer.key("soql");
        let said = if checking.has(&own) {
            own
        } else {
            route.pointer.clone()
        };
        found.push(Taken {
            is_text: true,
            ..taken(
                PlaceAt::Query(soql.send_as.clone()),
                "the query text",
                Some(said),
            )
        });
    }
    if let Some(place) = &route.paging.size.send_as {
        let said = route.paging.pointer.key("size").key("send_as");
        found.push(taken(place.into(), "the size of the page", Some(said)));
    }
    if let Some(sort) = &route.sort {
        let said = sort.pointer.clone();
        let places = sort.places().into_iter();
        found.extend(places.map(|at| taken(at, "the order", Some(said.clone()))));
    }
    for (at, template) in route.holes() {
        if template.reads("clauses") {
            let grammar = route.grammar.as_ref();
            let is_text = grammar.is_some_and(|grammar| grammar.and.is_some());
            found.push(Taken {
                is_text,
                ..taken(at, "the query text", None)
            });
        } else if template.reads("query") {
            found.push(taken(at, "another value of the caller's", None));
        }
    }
    found
}

/// What is always asked for stands in a query text.
fn unsent(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let constant = route.clauses.first()?;
    let mut templates = route.templates().into_iter();
    if route.soql.is_some() || templates.any(|(template, _)| template.reads("clauses")) {
        return None;
    }
    let column = &constant.column;
    let title = format!("`{column}` is always asked for and has no place on this route");
    let text = "never sent: records that it leaves out would come";
    let place = &constant.pointer;
    let fault = checking.error(Code::LostFilter, title, place, At::Key, text);
    Some(fault.with_help("write `{{ clauses }}` where the query text stands"))
}
