//! What the mapping always sends is not overwritten: neither by the size or the number of the page, nor by
//! a filter at the same place.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{At, Pointer};
use crate::mapping::{Body, Holds, PlaceAt, Route, Send};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        let constants = constants(checking, case, route);
        if let Some(size) = &route.paging.size.send_as {
            let at = PlaceAt::from(size);
            let by = route.paging.pointer.key("size").key("send_as");
            let met = constants.iter().find(|constant| constant.at.meets(&at));
            found.extend(met.map(|constant| tell(checking, constant, "the size of the page", &by)));
        }
        for parameter in route.parameters.values() {
            let sendings = parameter.sendings.iter();
            let places = sendings.flat_map(|s| route.places(parameter, s.operator));
            let mut met = places.filter_map(|place| {
                let whole = matches!(place.holds, Holds::Value | Holds::Bound);
                let all = constants.iter().filter(|_| whole);
                let mut all = all.filter(|constant| constant.is_lost_to(&place.at));
                all.next()
            });
            let title = format!("`{}`", parameter.name);
            let told = |constant: &Constant| {
                let mut fault = tell(checking, constant, &title, &parameter.pointer);
                // What is sent unless the caller filters may be meant.
                if !constant.doubles {
                    fault.severity = Severity::Warning;
                }
                fault
            };
            found.extend(met.next().map(told));
        }
    }
    found
}

/// A value that is always sent.
struct Constant {
    at: PlaceAt,
    /// True if it stands in the text of the request itself, so that both would be sent.
    doubles: bool,
    place: Pointer,
}

impl Constant {
    /// True if a filter at a place leaves nothing of this one.
    fn is_lost_to(&self, at: &PlaceAt) -> bool {
        self.at.meets(at)
    }
}

fn constants(checking: &Checking<'_>, case: &crate::mapping::Case, route: &Route) -> Vec<Constant> {
    let mut all = Vec::new();
    for (name, (send, place)) in &route.send {
        let fixed = match send {
            Send::Fixed(_) => true,
            Send::Text(template) => template.holes().next().is_none(),
            Send::Names(_) => false,
        };
        if fixed {
            all.push(Constant {
                at: PlaceAt::Query(name.clone()),
                doubles: false,
                place: place.clone(),
            });
        }
    }
    for (name, (template, place)) in &route.headers {
        if template.holes().next().is_none() {
            all.push(Constant {
                at: PlaceAt::Header(name.to_lowercase()),
                doubles: false,
                place: place.clone(),
            });
        }
    }
    let text = route.request.path.text();
    if let Some((_, query)) = text.split_once('?') {
        for pair in query.split('&') {
            let name = pair.split('=').next().unwrap_or_default();
            all.push(Constant {
                at: PlaceAt::Query(name.to_owned()),
                doubles: true,
                place: route.request.pointer.clone(),
            });
        }
    }
    if let (Some(body), Some(place)) = (&route.body, checking.place_of(case, route, "body")) {
        of_body(body, &mut Vec::new(), &place, &mut all);
    }
    all
}

fn of_body(body: &Body, path: &mut Vec<String>, place: &Pointer, all: &mut Vec<Constant>) {
    let fixed = match body {
        Body::Fixed(_) => true,
        Body::Text(template, _) => template.holes().next().is_none(),
        Body::List(_) | Body::Names(_) => false,
        Body::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                of_body(member, path, &place.key(name.as_str()), all);
                path.pop();
            }
            false
        }
    };
    if fixed && !path.is_empty() {
        all.push(Constant {
            at: PlaceAt::Body(path.clone()),
            doubles: false,
            place: place.clone(),
        });
    }
}

fn tell(checking: &Checking<'_>, constant: &Constant, by: &str, place: &Pointer) -> Diagnostic {
    let (title, text) = if constant.doubles {
        (
            format!("{by} is sent beside the same name in the path"),
            "stands in the path already",
        )
    } else {
        (
            format!("{by} is sent where a fixed value stands"),
            "is overwritten",
        )
    };
    let at = if constant.doubles { At::Value } else { At::Key };
    let label = checking.document.label(place, At::Key, "is sent here too");
    let fault = checking.error(Code::SharedPlace, title, &constant.place, at, text);
    fault
        .with_secondary(label)
        .with_help("take one of the two away")
}
