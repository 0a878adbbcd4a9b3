//! What a stranger's mapping may hold, and no vendor can be played with.

use std::mem::discriminant;
use touchpoint_language::expr::Template;
use touchpoint_language::mapping::{
    Body, Case, Clause, Goes, Holds, Mapping, Parameter, PlaceAt, RequestPlace, Route, Send, Sort,
};

/// Says if a mapping holds one of them.
type Holding = fn(&Mapping) -> bool;

const ALL: [(&str, Holding); 10] = [
    ("a filter by the column of a constant", by_constant),
    ("a filter by a table and by words", by_both),
    ("two filters at one place", two_filters),
    ("a count beside a reply that is a list", counts_a_list),
    ("two lists at one call", two_at_one_call),
    (
        "a filter through a table that its field is not read from in each case",
        through_another,
    ),
    (
        "a list of a merge at the call of the list itself",
        merged_at_own_call,
    ),
    ("a list at the word of a merge", merged_at_own_word),
    (
        "a filter or an order where the request says something",
        writes_over,
    ),
    ("one list in two orders", two_orders),
];

/// What a mapping holds of it, if anything.
pub(super) fn unplayed(mapping: &Mapping) -> Option<&'static str> {
    let mut all = ALL.iter();
    let (what, _) = all.find(|(_, holds)| holds(mapping))?;
    Some(what)
}

/// True if two routes make the same call, and what it means depends on the route: they are of two lists and
/// nothing in the call says which, its pages are read in two ways, or its path holds now this value, now that
/// one. A vendor has one meaning for it.
fn two_at_one_call(mapping: &Mapping) -> bool {
    let cases = mapping.cases.iter().enumerate();
    let calls: Vec<(usize, &Route)> = cases
        .flat_map(|(at, case)| case.routes.iter().map(move |route| (at, route)))
        .collect();
    let meet = |(one, first): &(usize, &Route), (other, second): &(usize, &Route)| {
        let (path, its) = (first.request.path.text(), second.request.path.text());
        let ways = discriminant(&first.paging.way) != discriminant(&second.paging.way);
        first.request.method == second.request.method
            && without_names(path) == without_names(its)
            && (path != its || one != other && (ways || constants(first) == constants(second)))
    };
    calls
        .iter()
        .any(|one| calls.iter().any(|other| meet(one, other)))
}

/// True if two filters of a route are sent to one place, where the vendor cannot tell which one came.
fn two_filters(mapping: &Mapping) -> bool {
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    routes.any(|route| {
        let mut places: Vec<(&str, RequestPlace)> = Vec::new();
        for parameter in route.parameters.values() {
            let sendings = parameter.sendings.iter();
            let own = sendings.flat_map(|own| route.places(parameter, own.operator));
            places.extend(own.map(|place| (parameter.name.as_str(), place)));
        }
        let meet = |(one, first): &(&str, RequestPlace), (other, second): &(&str, RequestPlace)| {
            one != other && first.excludes(second, false)
        };
        let mut all = places.iter();
        all.any(|one| places.iter().any(|other| meet(one, other)))
    })
}

/// True if a filter compares the column that a constant does: whether a record has both, the mapping does not
/// say.
fn by_constant(mapping: &Mapping) -> bool {
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    routes.any(|route| {
        let sendings = route.parameters.values().flat_map(|own| &own.sendings);
        let clauses = sendings.flat_map(|sending| match &sending.goes {
            Goes::Clauses(clauses) => clauses.as_slice(),
            _ => &[],
        });
        let mut columns = clauses.filter_map(|clause| match clause {
            Clause::Column(column) => Some(column),
            Clause::Own(_) => None,
        });
        columns.any(|column| route.clauses.iter().any(|own| own.column == *column))
    })
}

/// True if a filter's words go through a map and through a table.
fn by_both(mapping: &Mapping) -> bool {
    let routes = mapping.cases.iter().flat_map(|case| &case.routes);
    let mut parameters = routes.flat_map(|route| route.parameters.values());
    parameters.any(|parameter| parameter.map.is_some() && parameter.through.is_some())
}

/// True if a filter's word goes through a table that its field is read from in one case, and not in this one: that
/// both say the same, the mapping does not show.
fn through_another(mapping: &Mapping) -> bool {
    let reads = |case: &Case, parameter: &Parameter, table: &str| {
        let field = parameter.name.split('.').next().unwrap_or_default();
        let mut own = case.fields.iter().filter(|own| own.name == field);
        own.any(|own| {
            let sources = own.sources().iter().map(|one| &one.lookup);
            let values = own.expressions().into_iter().map(|(_, own)| &own.lookup);
            let mut used = sources.chain(values).flatten();
            used.any(|using| using.table == table)
        })
    };
    let cases = &mapping.cases;
    cases.iter().any(|case| {
        let mut parameters = case
            .routes
            .iter()
            .flat_map(|route| route.parameters.values());
        parameters.any(|parameter| {
            parameter.through.as_ref().is_some_and(|through| {
                let read = |other: &Case| reads(other, parameter, &through.table);
                !read(case) && cases.iter().any(read)
            })
        })
    })
}

/// True if a member of the reply counts records that are the whole reply.
fn counts_a_list(mapping: &Mapping) -> bool {
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    routes.any(|route| {
        let mut places = [&route.records].into_iter().chain(&route.records_else);
        route.counts.is_some() && places.any(|path| path.prefix().is_empty())
    })
}

/// What a route always sends: names and constant values.
fn constants(route: &Route) -> Vec<(&str, String)> {
    let of_query = route
        .send
        .iter()
        .filter_map(|(name, (send, _))| match send {
            Send::Fixed(value) => Some((name.as_str(), value.to_string())),
            // What a caller may leave out tells no two lists apart.
            Send::Text(template) if comes_and_goes(template) => None,
            Send::Text(template) => Some((name.as_str(), template.text().to_owned())),
            Send::Names(_) => None,
        });
    let members = match &route.body {
        Some(Body::Object(members)) => members.as_slice(),
        _ => &[],
    };
    let of_body = members.iter().filter_map(|(name, member)| match member {
        Body::Fixed(value) => Some((name.as_str(), value.to_string())),
        Body::Text(template, _) if comes_and_goes(template) => None,
        Body::Text(template, _) => Some((name.as_str(), template.text().to_owned())),
        _ => None,
    });
    of_query.chain(of_body).collect()
}

/// True for a text that goes with what a caller leaves out.
fn comes_and_goes(template: &Template) -> bool {
    template.reads("query") || template.reads("clauses")
}

/// A path without what its holes name: `/of/{{ query.owner.id }}` → `/of/{{`.
fn without_names(path: &str) -> Vec<&str> {
    let parts = path.split("}}").map(|part| part.split("{{").next());
    parts.flatten().collect()
}

/// True if a merge reads a list by other routes than it is read alone, but for one route, which is the same
/// call: a played vendor has records of its own behind each.
fn merged_at_own_call(mapping: &Mapping) -> bool {
    let call = |route: &Route| (route.request.method, route.request.path.text().to_owned());
    let calls = |merged: bool| {
        let cases = mapping
            .cases
            .iter()
            .filter(move |case| case.merged == merged);
        cases
            .flat_map(|case| case.routes.iter().map(call))
            .collect::<Vec<_>>()
    };
    let own = calls(false);
    calls(true).iter().any(|call| own.contains(call))
}

/// True if a list is read at a word that means a merge: the merge comes first, and the list is never read.
fn merged_at_own_word(mapping: &Mapping) -> bool {
    let whens = mapping.cases.iter().filter(|case| !case.merged);
    let mut whens = whens.filter_map(|case| case.when.as_ref());
    let merge = mapping.merge.as_ref();
    merge.is_some_and(|merge| whens.any(|when| *when == merge.when))
}

/// True if a filter or an order is sent where a constant or a list of clauses stands: what a vendor makes of
/// the one without the other, nobody knows.
fn writes_over(mapping: &Mapping) -> bool {
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    routes.any(|route| {
        let said: Vec<PlaceAt> = said(route);
        let written = route.parameters.values().flat_map(|parameter| {
            let sendings = parameter.sendings.iter();
            let places = sendings.flat_map(|own| route.places(parameter, own.operator));
            let places = places.filter(|place| !matches!(place.holds, Holds::Clause | Holds::Hole));
            places.map(|place| place.at)
        });
        let sorted = route.sort.iter().flat_map(Sort::places);
        let mut written = written.chain(sorted);
        written.any(|at| said.iter().any(|said| said.meets(&at)))
    })
}

/// The places of a request that hold a constant, or the clauses.
fn said(route: &Route) -> Vec<PlaceAt> {
    let is_said =
        |template: &Template| template.names().next().is_none() || template.reads("clauses");
    let of_query = route.send.iter().filter(|(_, (send, _))| match send {
        Send::Fixed(_) => true,
        Send::Text(template) => is_said(template),
        Send::Names(_) => false,
    });
    let mut found: Vec<PlaceAt> = of_query
        .map(|(name, _)| PlaceAt::Query(name.clone()))
        .collect();
    let mut below = route
        .body
        .iter()
        .map(|body| (Vec::new(), body))
        .collect::<Vec<_>>();
    while let Some((path, body)) = below.pop() {
        match body {
            Body::Object(members) => below.extend(members.iter().map(|(name, member)| {
                let path = path.iter().chain([name]).cloned().collect();
                (path, member)
            })),
            Body::Fixed(_) => found.push(PlaceAt::Body(path)),
            Body::Text(template, _) if is_said(template) => found.push(PlaceAt::Body(path)),
            Body::Text(..) | Body::Names(_) | Body::List(_) => {}
        }
    }
    found
}

/// True if a case claims another order on one of its routes than on another: a played list has one.
fn two_orders(mapping: &Mapping) -> bool {
    mapping.cases.iter().any(|case| {
        let claimed = |route: &Route| {
            let keys = route.order.iter().flat_map(|order| &order.keys);
            let keys = keys.map(|key| (key.name.clone(), key.direction));
            keys.collect::<Vec<_>>()
        };
        let mut orders = case.routes.iter().map(claimed);
        orders
            .next()
            .is_some_and(|first| orders.any(|order| order != first))
    })
}
