//! The cases and their routes, each complete: `shared`, case and route laid over each other.

use super::fields::{self, FieldRead};
use super::layers::{Layer, Layers};
use super::paging::{self, Paging};
use super::parameter::{self, Parameter};
use super::request_line::{RequestLine, request_line};
use super::resolver::Resolver;
use super::send::{self, Body, Send, Soql, Sort};
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Condition, Path, Template};
use crate::written::{self, Case as Written};
use indexmap::IndexMap;

/// What the records are.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name in the file; `list` where there is one case.
    pub name: String,
    /// The parameters for which it is chosen.
    pub when: Option<Condition>,
    /// The records that are left out.
    pub skip: Option<Condition>,
    /// What the records become.
    pub fields: Vec<FieldRead>,
    /// The roads to the records; at least one unless faults were found.
    pub routes: Vec<Route>,
    /// It is another case with what `merge` lays over it: no query chooses it by itself.
    pub merged: bool,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// One road to a case's records, complete.
#[derive(Clone, Debug)]
pub struct Route {
    /// The parameters for which it is taken.
    pub when: Option<Condition>,
    /// The verb and the path.
    pub request: RequestLine,
    /// The headers of this request.
    pub headers: IndexMap<String, (Template, Pointer)>,
    /// What is always sent in the query string.
    pub send: IndexMap<String, (Send, Pointer)>,
    /// The JSON body.
    pub body: Option<Body>,
    /// The query text, as data.
    pub soql: Option<Soql>,
    /// Unified parameter → how it is asked for.
    pub parameters: IndexMap<String, Parameter>,
    /// How the remote sorts.
    pub sort: Option<Sort>,
    /// How the list goes on.
    pub paging: Paging,
    /// The path of the records.
    pub records: Path,
    /// The path of what a page counts, where that is not the records.
    pub counts: Option<Path>,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Route {
    /// Whether the query text compares a column with a parameter.
    pub fn is_queried(&self, parameter: &str) -> bool {
        let mut columns = self.soql.iter().flat_map(|soql| &soql.conditions);
        columns.any(|columns| columns.parameters.iter().any(|p| p == parameter))
    }
}

/// Resolves all cases of a list.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    list: &written::List,
    pointer: &Pointer,
) -> Vec<Case> {
    if list.cases.is_empty() {
        let only = Layer {
            case: list.shared.clone(),
            pointer: pointer.clone(),
        };
        return case(resolver, "list", &[&only], pointer)
            .into_iter()
            .collect();
    }
    let shared = Layer {
        case: list.shared.clone(),
        pointer: pointer.key("shared"),
    };
    let mut cases = Vec::new();
    for (name, written) in &list.cases {
        let place = pointer.key("cases").key(name.as_str());
        let layer = Layer {
            case: written.clone(),
            pointer: place.clone(),
        };
        cases.extend(case(resolver, name, &[&shared, &layer], &place));
    }
    cases.extend(merged(resolver, list, &shared, pointer));
    cases
}

/// The cases of a merge that lays something over them.
fn merged(
    resolver: &mut Resolver<'_>,
    list: &written::List,
    shared: &Layer,
    pointer: &Pointer,
) -> Vec<Case> {
    let mut cases = Vec::new();
    let Some((merge, over)) = list
        .merge
        .as_ref()
        .and_then(|merge| Some((merge, merge.laid_over.as_ref()?)))
    else {
        return cases;
    };
    let place = pointer.key("merge").key("laid_over");
    let over = Layer {
        case: (**over).clone(),
        pointer: place.clone(),
    };
    for name in &merge.cases {
        let Some(written) = list.cases.get(name) else {
            continue;
        };
        let layer = Layer {
            case: written.clone(),
            pointer: pointer.key("cases").key(name.as_str()),
        };
        let own = case(
            resolver,
            &name_in_merge(name),
            &[shared, &layer, &over],
            &place,
        );
        cases.extend(own.map(|case| Case {
            merged: true,
            ..case
        }));
    }
    cases
}

/// What a case is called where `merge` lays something over it. No case has such a name of its own.
pub(super) fn name_in_merge(name: &str) -> String {
    format!("{name}, merged")
}

fn case(
    resolver: &mut Resolver<'_>,
    name: &str,
    layers: &[&Layer],
    pointer: &Pointer,
) -> Option<Case> {
    let all = Layers(layers.to_vec());
    let when = all.single(resolver, "when", |c| c.when.as_ref());
    let when = when.map(|(place, when)| resolver.condition(&when.0, &place));
    let skip = all.single(resolver, "skip", |c| c.skip.as_ref());
    let skip = skip.map(|(place, skip)| resolver.condition(&skip.0, &place));
    let fields = fields::resolve(resolver, &all);
    let written = all
        .single(resolver, "routes", |c| c.routes.as_ref())
        .map(|(place, routes)| (place, routes.clone()));
    let mut routes = Vec::new();
    match written {
        None => routes.extend(route(resolver, layers, pointer, None)),
        Some((place, written)) => {
            for (index, written) in written.iter().enumerate() {
                let place = place.index(index);
                let when = written
                    .when
                    .as_ref()
                    .map(|when| resolver.condition(&when.0, &place.key("when")));
                if when.as_ref().is_some_and(Option::is_none) {
                    continue;
                }
                let layer = Layer {
                    case: as_case(written),
                    pointer: place.clone(),
                };
                let mut layers = layers.to_vec();
                layers.push(&layer);
                routes.extend(route(resolver, &layers, &place, when.flatten()));
            }
        }
    }
    if when.as_ref().is_some_and(Option::is_none) || skip.as_ref().is_some_and(Option::is_none) {
        return None;
    }
    Some(Case {
        name: name.to_owned(),
        when: when.flatten(),
        skip: skip.flatten(),
        fields,
        routes,
        merged: false,
        pointer: pointer.clone(),
    })
}

/// A route's keys are a case's, but for what the records are.
fn as_case(route: &written::Route) -> Written {
    Written {
        request: route.request.clone(),
        headers: route.headers.clone(),
        send: route.send.clone(),
        body: route.body.clone(),
        soql: route.soql.clone(),
        parameters: route.parameters.clone(),
        sort: route.sort.clone(),
        paging: route.paging.clone(),
        records: route.records.clone(),
        counts: route.counts.clone(),
        ..Written::default()
    }
}

fn route(
    resolver: &mut Resolver<'_>,
    layers: &[&Layer],
    pointer: &Pointer,
    when: Option<Condition>,
) -> Option<Route> {
    let all = Layers(layers.to_vec());
    let request = match all.single(resolver, "request", |c| c.request.as_ref()) {
        Some((place, text)) => request_line(resolver, &text.0, &place),
        None => missing(resolver, pointer, "request", "GET /calls"),
    };
    let records = match all.single(resolver, "records", |c| c.records.as_ref()) {
        Some((place, text)) => resolver.path(text, &place),
        None => missing(resolver, pointer, "records", "$.data[*]"),
    };
    let headers = all.keyed(resolver, "headers", |c| entries(&c.headers));
    let headers = headers
        .into_iter()
        .filter_map(|(name, (place, text))| {
            Some((
                name.to_lowercase(),
                (resolver.template(&text.0, &place)?, place),
            ))
        })
        .collect();
    let sends = all.keyed(resolver, "send", |c| entries(&c.send));
    let sends = sends
        .into_iter()
        .filter_map(|(name, (place, value))| {
            Some((
                name.to_owned(),
                (send::resolve(resolver, value, &place)?, place),
            ))
        })
        .collect();
    let body = all.single(resolver, "body", |c| {
        c.body.as_ref().filter(|body| !body.is_null())
    });
    let body = body.and_then(|(place, body)| send::body(resolver, body, &place));
    let soql = send::soql(resolver, &all);
    let parameters = all.keyed(resolver, "parameters", |c| entries(&c.parameters.0));
    let parameters = parameters
        .into_iter()
        .filter_map(|(name, (place, p))| {
            Some((
                name.to_owned(),
                parameter::resolve(resolver, name, p, &place)?,
            ))
        })
        .collect();
    let sort = all.single(resolver, "sort", |c| c.sort.as_ref());
    let sort = sort.map(|(place, sort)| Sort::new(sort, place));
    let paging = match all.single(resolver, "paging", |c| c.paging.as_ref()) {
        Some((place, written)) => paging::resolve(resolver, written, &place)?,
        None => Paging::none(pointer.clone()),
    };
    let counts = match all.single(resolver, "counts", |c| c.counts.as_ref()) {
        Some((place, text)) => Some(resolver.path(text, &place)?),
        None => None,
    };
    Some(Route {
        when,
        request: request?,
        headers,
        send: sends,
        body,
        soql,
        parameters,
        sort,
        paging,
        records: records?,
        counts,
        pointer: pointer.clone(),
    })
}

fn entries<V>(map: &IndexMap<String, Option<V>>) -> Vec<(&str, Option<&V>)> {
    map.iter()
        .map(|(name, value)| (name.as_str(), value.as_ref()))
        .collect()
}

fn missing<T>(
    resolver: &mut Resolver<'_>,
    pointer: &Pointer,
    key: &str,
    example: &str,
) -> Option<T> {
    let shared = Pointer::new().key("list").key("shared");
    let above = pointer.parent().and_then(|routes| routes.parent());
    let mut layers = [Some(pointer.clone()), above, Some(shared)]
        .into_iter()
        .flatten();
    let document = resolver.document;
    let roads = |layer: &Pointer| {
        document.get(&layer.key("routes")).is_none() && document.was_meant(layer, "routes")
    };
    if layers.any(|layer| document.was_meant(&layer, key) || roads(&layer)) {
        return None; // it was faulty, and is told so
    }
    let title = format!("`{key}` is missing");
    let help = Some(format!(
        "add it here or under `shared`, for example `{key}: {example}`"
    ));
    resolver.fault(
        Code::MissingKey,
        pointer,
        &title,
        &format!("no `{key}` here, nor under `shared`"),
        help,
    );
    None
}
