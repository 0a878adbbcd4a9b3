//! One route to a case's records, complete: `shared`, the case and the route laid over each other.

use super::adds::Goes;
use super::body::{self, Body, Send};
use super::constants::{Constant, constants};
use super::ends::{self, Ends};
use super::grammar::{self, Grammar};
use super::layers::{Layer, Layers};
use super::order::{self, Order};
use super::paging::{self, Paging, Window};
use super::parameter::{self, Parameter};
use super::request_line::{RequestLine, request_line};
use super::resolver::Resolver;
use super::send::{self, Soql, Sort};
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Condition, Path, Template};
use crate::written::{self, Case as Written};
use indexmap::IndexMap;

/// One route to a case's records, complete.
#[derive(Clone, Debug)]
pub struct Route {
    /// The parameters for which it is taken.
    pub when: Option<Condition>,
    /// When the vendor ends what is asked here.
    pub ends: Option<Ends>,
    /// The verb and the path.
    pub request: RequestLine,
    /// The headers of this request.
    pub headers: IndexMap<String, (Template, Pointer)>,
    /// What is always sent in the query string.
    pub send: IndexMap<String, (Send, Pointer)>,
    /// The JSON body.
    pub body: Option<Body>,
    /// How the query text is made of clauses.
    pub grammar: Option<Grammar>,
    /// What the query text always says.
    pub clauses: Vec<Constant>,
    /// In what order the list comes.
    pub order: Option<Order>,
    /// The query text, as data.
    pub soql: Option<Soql>,
    /// Unified parameter → how it is asked for.
    pub parameters: IndexMap<String, Parameter>,
    /// How the vendor sorts.
    pub sort: Option<Sort>,
    /// How the list goes on.
    pub paging: Paging,
    /// The path of the records.
    pub records: Path,
    /// Further paths, tried where there is no list at those before.
    pub records_else: Vec<Path>,
    /// True if a reply without the list is a page without records.
    pub records_may_lack: bool,
    /// Where a reply is one record: the vendor has no such record if this holds.
    pub missing: Option<Condition>,
    /// The path of what a page counts, where that is not the records.
    pub counts: Option<Path>,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Route {
    /// True if the query text compares a column with a parameter.
    pub fn is_queried(&self, parameter: &str) -> bool {
        let mut columns = self.soql.iter().flat_map(|soql| &soql.conditions);
        columns.any(|columns| columns.parameters.iter().any(|p| p == parameter))
    }
}

/// A route has the keys of a case, except those that say what the records are.
pub(super) fn as_case(route: written::Route) -> Written {
    let written::Route {
        when: _, // what chooses the route is no part of the case
        ends,
        request,
        headers,
        send,
        body,
        soql,
        grammar,
        clauses,
        order,
        parameters,
        sort,
        paging,
        records,
        counts,
        fields,
    } = route;
    Written {
        when: None,
        ends,
        request,
        routes: None,
        headers,
        send,
        body,
        soql,
        grammar,
        clauses,
        order,
        parameters,
        sort,
        paging,
        records,
        counts,
        skip: None,
        fields,
    }
}

pub(super) fn route(
    resolver: &mut Resolver<'_>,
    layers: &[&Layer],
    pointer: &Pointer,
    when: Option<Condition>,
) -> Option<Route> {
    let all = Layers(layers.to_vec());
    let ends = all.single(resolver, "ends", |c| c.ends.as_ref());
    let ends = ends.and_then(|(place, written)| ends::resolve(written, place));
    let request = match all.single(resolver, "request", |c| c.request.as_ref()) {
        Some((place, text)) => request_line(resolver, &text.0, &place),
        None => missing(resolver, pointer, "request", "GET /calls"),
    };
    let records = match all.single(resolver, "records", |c| c.records.as_ref()) {
        Some((place, written)) => record_paths(resolver, written, &place),
        None => missing(resolver, pointer, "records", "$.data[*]"),
    };
    let headers = headers(resolver, &all);
    let send = sends(resolver, &all);
    let body = body(resolver, &all);
    let soql = send::soql(resolver, &all);
    let grammar = grammar(resolver, &all, soql.as_ref());
    let parameters = parameters(resolver, &all, grammar.as_ref(), soql.as_ref());
    let sort = all.single(resolver, "sort", |c| c.sort.as_ref());
    let sort = sort.and_then(|(place, sort)| Sort::resolve(resolver, sort, place));
    let clauses = constants(&all, resolver, soql.as_ref());
    let order = all
        .single(resolver, "order", |c| c.order.as_ref())
        .and_then(|(place, order)| order::resolve(resolver, order, place));
    // A list may have pages; a reply with one record has none.
    let one = records
        .as_ref()
        .is_some_and(|places| places.missing.is_some());
    let paging = all.single(resolver, "paging", |c| c.paging.as_ref());
    let paging = match paging.filter(|_| !one) {
        Some((place, written)) => paging_of(resolver, written, order.as_ref(), &place)?,
        None => Paging::none(pointer.clone()),
    };
    let counts = match all.single(resolver, "counts", |c| c.counts.as_ref()) {
        Some((place, text)) => Some(resolver.path(text, &place)?),
        None => None,
    };
    let RecordPlaces {
        paths,
        may_lack,
        missing,
    } = records?;
    let mut records_else = paths.into_iter();
    let records = records_else.next()?;
    let mut route = Route {
        when,
        ends,
        request: request?,
        headers,
        send,
        body,
        grammar,
        clauses,
        order,
        soql,
        parameters,
        sort,
        paging,
        records,
        records_else: records_else.collect(),
        records_may_lack: may_lack,
        missing,
        counts,
        pointer: pointer.clone(),
    };
    if route.missing.is_some() {
        of_one_record(&mut route);
    }
    let mut holes = route.templates().into_iter().flat_map(|(of, _)| of.holes());
    let in_hole = holes.any(|hole| hole.names.iter().any(|name| *name == ["page", "size"]));
    drop(holes);
    route.paging.size.in_hole = in_hole;
    Some(route)
}

fn headers(resolver: &mut Resolver<'_>, all: &Layers<'_>) -> IndexMap<String, (Template, Pointer)> {
    let headers = all.keyed(resolver, "headers", |c| entries(&c.headers));
    let headers = headers.into_iter().filter_map(|(name, (place, text))| {
        let template = resolver.template(&text.0, &place)?;
        Some((name.to_lowercase(), (template, place)))
    });
    headers.collect()
}

fn sends(resolver: &mut Resolver<'_>, all: &Layers<'_>) -> IndexMap<String, (Send, Pointer)> {
    let sends = all.keyed(resolver, "send", |c| entries(&c.send));
    let sends = sends.into_iter().filter_map(|(name, (place, value))| {
        let send = body::resolve(resolver, value, &place)?;
        Some((name.to_owned(), (send, place)))
    });
    sends.collect()
}

fn body(resolver: &mut Resolver<'_>, all: &Layers<'_>) -> Option<Body> {
    let body = all.single(resolver, "body", |c| {
        c.body.as_ref().filter(|body| !body.is_null())
    });
    body.and_then(|(place, written)| body::body(resolver, written, &place))
}

/// The grammar that is written; else that of the query text.
fn grammar(resolver: &mut Resolver<'_>, all: &Layers<'_>, soql: Option<&Soql>) -> Option<Grammar> {
    match all.single(resolver, "grammar", |c| c.grammar.as_ref()) {
        Some((place, written)) => grammar::resolve(resolver, written, &place),
        None => soql.and_then(|soql| {
            grammar::of_name(resolver, written::NamedGrammar::Soql, &soql.pointer)
        }),
    }
}

fn parameters(
    resolver: &mut Resolver<'_>,
    all: &Layers<'_>,
    grammar: Option<&Grammar>,
    soql: Option<&Soql>,
) -> IndexMap<String, Parameter> {
    let parameters = all.keyed(resolver, "parameters", |c| entries(&c.parameters.0));
    let parameters = parameters.into_iter().filter_map(|(name, (place, p))| {
        let mut parameter = parameter::resolve(resolver, name, p, grammar, &place)?;
        if let Some(soql) = soql {
            soql.compare(&mut parameter);
        }
        Some((name.to_owned(), parameter))
    });
    parameters.collect()
}

fn paging_of(
    resolver: &mut Resolver<'_>,
    written: &written::Paging,
    order: Option<&Order>,
    place: &Pointer,
) -> Option<Paging> {
    let mut paging = paging::resolve(resolver, written, place)?;
    if written.cap().is_some_and(|cap| cap.by_order) {
        paging.window = Some(by_order(resolver, order, place)?);
    }
    Some(paging)
}

/// A route to one record is sent no filters but those in its path and those that it declares itself: the
/// filters of its case narrow a list.
fn of_one_record(route: &mut Route) {
    let own = route.pointer.key("parameters");
    let inherited = route.parameters.values_mut();
    for parameter in inherited.filter(|parameter| !own.covers(&parameter.pointer)) {
        let sendings = &mut parameter.sendings;
        sendings.retain(|sending| matches!(sending.goes, Goes::Read));
    }
}

/// How to go on beyond a cap, by the first key of the order.
fn by_order(
    resolver: &mut Resolver<'_>,
    order: Option<&Order>,
    paging: &Pointer,
) -> Option<Window> {
    let Some(key) = order.and_then(|order| order.keys.first()) else {
        let place = paging.key("cap").key("window");
        let help = "add `order: { created_at: desc }` beside `paging`".to_owned();
        let title = "`by_order` without an order";
        resolver.fault(
            Code::MissingKey,
            &place,
            title,
            "no `order` says how this list comes",
            Some(help),
        );
        return None;
    };
    Some(Window {
        by: key.name.clone(),
        order: key.direction,
        path: key.path.clone(),
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
    let routes = |layer: &Pointer| {
        document.get(&layer.key("routes")).is_none() && document.was_meant(layer, "routes")
    };
    let list = Pointer::new().key("list");
    let unshared =
        document.get(&list.key("shared")).is_none() && document.was_meant(&list, "shared");
    if unshared || layers.any(|layer| document.was_meant(&layer, key) || routes(&layer)) {
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

/// Where the records of a reply stand.
struct RecordPlaces {
    paths: Vec<Path>,
    may_lack: bool,
    missing: Option<Condition>,
}

/// The paths at which records may stand, and what a reply without them means.
fn record_paths(
    resolver: &mut Resolver<'_>,
    written: &written::Records,
    place: &Pointer,
) -> Option<RecordPlaces> {
    let keys = ["from", "one"].map(|key| place.key(key));
    let several = place.key("first_of");
    let single = keys.iter().find(|key| resolver.document.get(key).is_some());
    let single = single.unwrap_or(place).clone();
    let places = (0..).map(|at| {
        if resolver.document.get(&several).is_some() {
            several.index(at)
        } else {
            single.clone()
        }
    });
    let places: Vec<Pointer> = places.take(written.paths.len()).collect();
    let paths = written.paths.iter().zip(&places);
    let paths: Vec<Option<Path>> = paths.map(|(text, at)| resolver.path(text, at)).collect();
    let missing = match &written.missing {
        Some(lines) => Some(resolver.condition(&lines.0, &place.key("missing"))?),
        None => None,
    };
    Some(RecordPlaces {
        paths: paths.into_iter().collect::<Option<_>>()?,
        may_lack: written.may_lack,
        missing,
    })
}
