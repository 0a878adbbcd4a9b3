//! Every list moves on and ends: something marks the last page, no fixed value repeats the same
//! page, and the sizes are possible.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Path;
use crate::expr::path::Root;
use crate::mapping::{Body, Case, Holds, Leads, Paging, PlaceAt, Route};
use crate::model::Scalar;
use crate::model::{Direction, Operator};
use crate::written::{SendAs, Stop};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = unsaid(checking).into_iter().collect();
    for (case, route) in checking.routes() {
        found.extend(ending(checking, &route.paging));
        found.extend(leads_nowhere(checking, &route.paging));
        found.extend(held_still(checking, case, route));
        found.extend(unplaced(checking, &route.paging, Some(route)));
        found.extend(sizes(checking, &route.paging));
        found.extend(window(checking, case, route));
    }
    for paging in checking
        .mapping
        .lookups
        .values()
        .filter_map(|lookup| lookup.paging.as_ref())
    {
        found.extend(ending(checking, paging));
        found.extend(unplaced(checking, paging, None));
        found.extend(leads_nowhere(checking, paging));
        found.extend(sizes(checking, paging));
    }
    found
}

/// Without `paging` only one page is read, which is seldom what is meant.
fn unsaid(checking: &Checking<'_>) -> Option<Diagnostic> {
    let list = Pointer::new().key("list");
    let mut places: Vec<&Pointer> = Vec::new();
    for (case, route) in checking.routes() {
        let layers = [&route.pointer, &case.pointer, &list.key("shared"), &list];
        let told = layers
            .into_iter()
            .any(|layer| checking.document.was_meant(layer, "paging"));
        let place = &route.request.pointer;
        let one = route.missing.is_some();
        if !told && !one && !route.paging.way.leads_on() && !places.contains(&place) {
            places.push(place);
        }
    }
    let (first, others) = places.split_first()?;
    if checking.mapping.partial {
        return None;
    }
    let title = "nothing says how the list goes on";
    let label = |place: &Pointer, text: &str| checking.document.label(place, At::Key, text);
    let mut told = Diagnostic::warning(
        Code::PagingUnsaid,
        title,
        label(first, "only its first page is read"),
    );
    for other in others {
        told = told.with_secondary(label(other, "and here"));
    }
    let help = "add `paging`, or say `paging: { kind: none }` where there is one page";
    Some(told.with_help(help))
}

/// The way on beyond a cap needs a time that the records have and that the vendor can filter by.
fn window(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    let window = route.paging.window.as_ref()?;
    let name = &window.by;
    let filled = window.path.is_some() || case.fields.iter().any(|field| field.name == *name);
    let time = checking.model.filterable(name) == Some(&Scalar::Instant);
    let bounds = match window.order {
        Direction::Desc => [Operator::Lte, Operator::Lt],
        Direction::Asc => [Operator::Gte, Operator::Gt],
    };
    let bounded = route.parameters.get(name).is_some_and(|parameter| {
        let pushed = !parameter.checked && parameter.pushed_with.is_none();
        pushed
            && bounds
                .iter()
                .any(|bound| !route.places(parameter, *bound).is_empty())
    });
    let lost = checking.is_parameter_lost(case, route, name)
        || !filled
            && checking
                .document
                .was_meant(&case.pointer.key("fields"), name);
    if filled && time && bounded || lost {
        return None;
    }
    let place = route.paging.pointer.key("cap").key("window").key("by");
    let title = "a list cannot be divided by this";
    let text = "no time that the records have and the vendor filters by";
    let help =
        "name a time that is among `fields`, and among `parameters` with the bound that it needs";
    let fault = checking.error(Code::UnknownWord, title, &place, At::Value, text);
    Some(fault.with_help(help))
}

fn ending(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let counted = paging.way.counts().is_some();
    let ending = &paging.ending;
    let told = ending.while_true.is_some()
        || ending.while_holds.is_some()
        || ending.total.is_some()
        || ending.total_pages.is_some()
        || ending.stop.is_some();
    let keys = ["while", "total", "total_pages", "stop"];
    let lost = |key: &&str| checking.document.was_meant(&paging.pointer, key);
    if counted && !told && keys.iter().any(lost) {
        return None; // it was faulty, and is told so
    }
    if counted && !told {
        let title = "nothing tells the last page";
        let text = "would go on without end";
        let help = "add where the reply tells it: `while`, `total` or `total_pages`; where it does \
                    not, `stop: short_page` or `stop: empty_page`";
        let fault = checking.error(Code::EndlessPaging, title, &paging.pointer, At::Key, text);
        return Some(fault.with_help(help));
    }
    let size = paging.pointer.key("size");
    let size_known = paging.size.is_asked()
        || paging.size.fixed.is_some()
        || checking.document.has_lost(&size)
        || checking.document.was_meant(&paging.pointer, "size") && !checking.has(&size);
    if ending.stop == Some(Stop::ShortPage) && !size_known {
        let title = "a short page cannot be told where the size is unknown";
        let text = "shorter than what?";
        let help = "add `size: { send_as: … }` or `size: { fixed: … }`, or say `stop: empty_page`";
        let place = paging.pointer.key("stop");
        let fault = checking.error(Code::EndlessPaging, title, &place, At::Value, text);
        return Some(fault.with_help(help));
    }
    None
}

/// What leads to the next page is read from the reply, below its top.
fn leads_nowhere(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let Leads::Paths(paths) = &paging.way.next()?.leads else {
        return None;
    };
    let is_whole = |path: &Path| path.plain().is_some_and(<[_]>::is_empty);
    let nowhere = |path: &&Path| is_whole(path) || path.root() != Root::Here;
    let (at, path) = paths.iter().enumerate().find(|(_, path)| nowhere(path))?;
    let whole = is_whole(path);
    let next = paging.pointer.key("next");
    let places = [next.key("first_of").index(at), next.key("from")];
    let place = places.into_iter().find(|place| checking.has(place));
    let place = place.unwrap_or(next);
    let title = format!("`{path}` leads to no next page");
    let text = if whole {
        "the whole reply"
    } else {
        "there is no record yet"
    };
    let fault = checking.error(Code::EndlessPaging, title, &place, At::Value, text);
    Some(fault.with_help("write the path of the token or link in the reply"))
}

/// The wanted page is sent somewhere, or read by a hole of the list's request.
fn unplaced(checking: &Checking<'_>, paging: &Paging, route: Option<&Route>) -> Option<Diagnostic> {
    let (way, place) = (&paging.way, &paging.pointer);
    let name = way.name().filter(|_| way.send_as().is_none())?;
    let templates = route.map(Route::templates).unwrap_or_default();
    let mut names = templates.iter().flat_map(|(template, _)| template.names());
    if names.any(|read| read.join(".") == name) || checking.document.has_lost(place) {
        return None;
    }
    let title = "nothing says which page is asked for";
    let text = "every call asks for the first";
    let fault = checking.error(Code::EndlessPaging, title, place, At::Key, text);
    let help = match route {
        Some(_) => format!("add `send_as`, or read `{{{{ {name} }}}}` in a hole of the request"),
        None => "add `send_as`".to_owned(),
    };
    Some(fault.with_help(help))
}

/// Only paging sets the parameter that says which page is wanted.
fn held_still(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    let send_as = route.paging.way.send_as()?;
    let (name, other) = match send_as {
        SendAs::Query(name) => (name, route.send.get(name).map(|(_, place)| place.clone())),
        SendAs::Header(name) => (
            name,
            route.headers.get(name).map(|(_, place)| place.clone()),
        ),
        SendAs::Body(name) => (name, body_member(checking, case, route, name)),
    };
    let at = PlaceAt::from(send_as);
    let declared = route.parameters.values().find_map(|parameter| {
        let sendings = parameter.sendings.iter();
        let mut places = sendings.flat_map(|s| route.places(parameter, s.operator));
        // What stands in a text of the request is reported there.
        let is_own = |holds: &Holds| !matches!(holds, Holds::Hole | Holds::Clause);
        let same = places.any(|place| is_own(&place.holds) && place.at.meets(&at));
        same.then(|| parameter.pointer.clone())
    });
    let size = route.paging.size.send_as.as_ref();
    let size = size.filter(|size| PlaceAt::from(*size).meets(&at));
    let size = size.map(|_| route.paging.pointer.key("size").key("send_as"));
    let sort = route.sort.as_ref();
    let sort = sort.filter(|sort| sort.places().iter().any(|place| place.meets(&at)));
    let sort = sort.map(|sort| sort.pointer.clone());
    let place = other.or(declared).or(size).or(sort)?;
    let title = format!("`{name}` says which page, and is set here too");
    let ours = route.paging.pointer.key("send_as");
    let label = checking.document.label(&ours, At::Value, "sends the page");
    let fault = checking.error(
        Code::EndlessPaging,
        title,
        &place,
        At::Key,
        "overwritten by paging",
    );
    Some(
        fault
            .with_secondary(label)
            .with_help("take one of the two away"),
    )
}

fn body_member(
    checking: &Checking<'_>,
    case: &Case,
    route: &Route,
    dotted: &str,
) -> Option<Pointer> {
    let mut at = route.body.as_ref()?;
    let mut place = checking.place_of(case, route, "body")?;
    for part in dotted.split('.') {
        let Body::Object(members) = at else {
            return Some(place); // something else stands above it
        };
        at = members
            .iter()
            .find(|(name, _)| name == part)
            .map(|(_, member)| member)?;
        place = place.key(part);
    }
    Some(place)
}

/// A size is sent somewhere, or is fixed by the vendor.
fn sent_or_fixed(checking: &Checking<'_>, paging: &Paging, place: &Pointer) -> Diagnostic {
    let title = "needs exactly one of `send_as` or `fixed`";
    if paging.size.fixed.is_some() {
        let fixed = place.key("fixed");
        let label = checking
            .document
            .label(&place.key("send_as"), At::Key, "is here already");
        let fault = checking.error(Code::OneOf, title, &fixed, At::Key, "one too many");
        return fault
            .with_secondary(label)
            .with_help("keep one of `send_as`, `fixed`");
    }
    let help =
        "write one of `send_as`, `fixed` here, or read `{{ page.size }}` in a hole of the request";
    let fault = checking.error(Code::OneOf, title, place, At::Key, "none is here");
    fault.with_help(help)
}

fn sizes(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let size = &paging.size;
    let place = paging.pointer.key("size");
    let twice = size.fixed.is_some() && size.send_as.is_some();
    let lost = checking.document.has_lost(&place);
    if checking.has(&place) && !lost && (twice || size.fixed.is_none() && !size.is_asked()) {
        return Some(sent_or_fixed(checking, paging, &place));
    }
    if size.fixed.is_some() || !checking.has(&place) || checking.document.has_lost(&place) {
        return None;
    }
    let (key, title, help) = if size.max < size.min {
        let title = format!(
            "`max` is {}, which is less than `min`, {}",
            size.max, size.min
        );
        ("max", title, "write a `max` that is no less than `min`")
    } else if size.default > size.max {
        let title = format!(
            "`default` is {}, which is more than `max`, {}",
            size.default, size.max
        );
        (
            "default",
            title,
            "write a `default` between `min` and `max`",
        )
    } else if size.default < size.min {
        let title = format!(
            "`default` is {}, which is less than `min`, {}",
            size.default, size.min
        );
        (
            "default",
            title,
            "write a `default` between `min` and `max`",
        )
    } else {
        return None;
    };
    let own = place.key(key);
    let (place, at, text) = if checking.has(&own) {
        (own, At::Value, "not possible")
    } else {
        (place, At::Key, "25 and 100, unless said")
    };
    Some(
        checking
            .error(Code::WrongForm, title, &place, at, text)
            .with_help(help),
    )
}
