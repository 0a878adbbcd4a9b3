//! Every key does something where it stands.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{At, Pointer};
use crate::mapping::{Ask, Body, Case, Expression, Names, Route, Send};
use crate::written::Outcome;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for field in checking.mapping.cases.iter().flat_map(|case| &case.fields) {
        for (_, expression) in field.expressions() {
            of_expression(checking, expression, &mut found);
        }
        for source in field.sources() {
            if source.lookup.is_none() {
                found.extend(alone(checking, &source.pointer, "by", "lookup"));
            }
        }
    }
    requests(checking, &mut found);
    waits(checking, &mut found);
    lookups(checking, &mut found);
    if !checking.mapping.partial {
        names(checking, &mut found);
        sorts(checking, &mut found);
        sizes(checking, &mut found);
    }
    found
}

fn tell(
    checking: &Checking<'_>,
    place: &Pointer,
    title: String,
    text: &str,
    help: String,
) -> Diagnostic {
    let fault = checking.warning(Code::NoEffect, title, place, At::Key, text);
    fault.with_help(help)
}

/// A key that does nothing without another.
fn alone(checking: &Checking<'_>, map: &Pointer, key: &str, other: &str) -> Option<Diagnostic> {
    let place = map.key(key);
    let other_place = map.key(other);
    if !checking.has(&place) || checking.was_written(&other_place) {
        return None;
    }
    let title = format!("without `{other}`, `{key}` does nothing");
    let help = format!("add `{other}`, or take `{key}` away");
    Some(tell(checking, &place, title, "has no effect", help))
}

/// A request beside routes that all have their own.
fn requests(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let mut layers: Vec<Pointer> = Vec::new();
    for (case, route) in checking.routes() {
        let routes = route.pointer.parent();
        let own = routes
            .and_then(|routes| routes.parent())
            .filter(|layer| *layer == case.pointer);
        layers.extend(own.filter(|layer| !layers.contains(layer)));
    }
    for layer in layers {
        let routes = layer.key("routes");
        let count = (0..usize::MAX)
            .take_while(|at| checking.has(&routes.index(*at)))
            .count();
        let all = (0..count).all(|at| checking.has(&routes.index(at).key("request")));
        let place = layer.key("request");
        if checking.has(&place) && count > 0 && all {
            let title = "every route has a request of its own".to_owned();
            let help =
                "take it away, or the routes, or give it to a last route without `when`".to_owned();
            found.push(tell(checking, &place, title, "is never called", help));
        }
    }
}

fn of_expression(checking: &Checking<'_>, expression: &Expression, found: &mut Vec<Diagnostic>) {
    let place = &expression.pointer;
    let told = ["otherwise", "ignore_case"].map(|key| alone(checking, place, key, "map"));
    // one of the two is enough to find the other
    found.extend(told.into_iter().flatten().take(1));
    found.extend(alone(checking, place, "by", "lookup"));
    for part in expression.parts() {
        of_expression(checking, part, found);
    }
}

/// Only a rate limit is waited out.
fn waits(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for rule in &checking.mapping.connection.classify {
        let place = rule.pointer.key("wait");
        if rule.is == Outcome::RateLimited || !checking.has(&place) {
            continue;
        }
        let title = "`wait` belongs to `rate_limited` alone".to_owned();
        let help = "take `wait` away, or write `is: rate_limited`".to_owned();
        found.push(tell(checking, &place, title, "nothing is waited for", help));
    }
}

/// A lookup that reads the reply itself sends no request.
fn lookups(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for lookup in checking.mapping.lookups.values() {
        if !matches!(lookup.ask, Ask::InReply) {
            continue;
        }
        for key in ["keep", "send", "body", "entries", "at_most"] {
            let place = lookup.pointer.key(key);
            if checking.has(&place) {
                let title = format!("a table in the reply has no `{key}`");
                let help = format!(
                    "take `{key}` away, or ask for the table with `once`, `batch` or `each`"
                );
                found.push(tell(checking, &place, title, "nothing is asked for", help));
            }
        }
    }
}

/// Names derived from the fields, where the fields read none.
fn names(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let mut all: Vec<(Pointer, &Names, bool)> = Vec::new();
    for (case, route) in checking.routes() {
        for (names, place) in derived(checking, case, route) {
            let some = !names.and.is_empty() || !case.names_under(&names.under).is_empty();
            match all.iter_mut().find(|(known, ..)| *known == place) {
                Some((.., known)) => *known |= some,
                None => all.push((place, names, some)),
            }
        }
    }
    for (place, names, some) in all {
        if some {
            continue;
        }
        let title = format!("no field reads below `{}`", names.under);
        let place = place.key("names_read_under");
        let label = checking
            .document
            .label(&place, At::Value, "nothing would be asked for");
        let help = "write the path below which the fields read";
        found.push(Diagnostic::warning(Code::NoEffect, title, label).with_help(help));
    }
}

fn derived<'c>(
    checking: &Checking<'_>,
    case: &Case,
    route: &'c Route,
) -> Vec<(&'c Names, Pointer)> {
    let mut found = Vec::new();
    for (send, place) in route.send.values() {
        if let Send::Names(names) = send {
            found.push((names, place.clone()));
        }
    }
    if let (Some(body), Some(place)) = (&route.body, checking.place_of(case, route, "body")) {
        in_body(body, &place, &mut found);
    }
    found
}

fn in_body<'c>(body: &'c Body, place: &Pointer, found: &mut Vec<(&'c Names, Pointer)>) {
    match body {
        Body::Names(names) => found.push((names, place.clone())),
        Body::List(items) => {
            for (index, item) in items.iter().enumerate() {
                in_body(item, &place.index(index), found);
            }
        }
        Body::Object(members) => {
            for (name, member) in members {
                in_body(member, &place.key(name.as_str()), found);
            }
        }
        Body::Fixed(_) | Body::Text(..) => {}
    }
}

/// A sort that sends the same for both directions.
fn sorts(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let sorts = checking
        .routes()
        .filter_map(|(_, route)| route.sort.as_ref());
    for sort in sorts.filter(|sort| sort.send_as.is_some() && sort.ascending == sort.descending) {
        let title = "up and down send the same".to_owned();
        let help =
            "add what stands before a descending name, such as `descending: \"-\"`".to_owned();
        let text = "the vendor cannot tell the direction";
        let own = sort.pointer.key("descending");
        let place = if checking.has(&own) {
            &own
        } else {
            &sort.pointer
        };
        let mut fault = tell(checking, place, title, text, help);
        // The list comes in another order than the caller asks for.
        fault.severity = Severity::Error;
        found.push(fault);
    }
}

/// A fixed size needs no bounds.
fn sizes(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for (_, route) in checking.routes() {
        let place = route.paging.pointer.key("size");
        if route.paging.size.fixed.is_none() || !checking.has(&place.key("fixed")) {
            continue;
        }
        for key in ["default", "max", "min", "form"] {
            if checking.has(&place.key(key)) {
                let title = format!("beside `fixed`, `{key}` does nothing");
                let help = format!("take `{key}` away");
                found.push(tell(
                    checking,
                    &place.key(key),
                    title,
                    "has no effect",
                    help,
                ));
            }
        }
    }
}
