//! The cases and their routes, each complete: `shared`, case and route laid over each other.

use super::fields::{self, FieldRead};
use super::layers::{Layer, Layers};
use super::resolver::Resolver;
use super::route::{Route, as_case, route};
use crate::document::Pointer;
use crate::expr::Condition;
use crate::written;

/// What the records are.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name in the file; `list` where there is one case.
    pub name: String,
    /// The condition for which it is chosen.
    pub when: Option<Condition>,
    /// The records that are left out.
    pub skip: Option<Condition>,
    /// What the records become.
    pub fields: Vec<FieldRead>,
    /// The routes whose records these fields read.
    pub routes: Vec<Route>,
    /// Every route in the order of trying, also those with fields of their own; at least one unless
    /// faults were found.
    pub tried: Vec<RouteAt>,
    /// True for a copy of a case with what `merge`, or a route of its own, lays over it: no query
    /// chooses it by itself.
    pub merged: bool,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Case {
    /// The name that the author gave it. A copy has what lies over it behind a comma.
    pub fn own_name(&self) -> &str {
        self.name.split(',').next().unwrap_or_default()
    }
}

/// Where a route of a case stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteAt {
    /// The other case that reads its records; none for the case itself.
    pub case: Option<String>,
    /// The position among the routes there.
    pub route: usize,
}

/// Resolves all cases of a list.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    list: &written::List,
    pointer: &Pointer,
) -> Vec<Case> {
    let written::List {
        rules: _, // what holds for all cases: `resolve.rs` has them resolved
        merge,
        shared,
        cases: written,
    } = list;
    if written.is_empty() {
        let only = Layer {
            case: shared.clone(),
            pointer: pointer.clone(),
        };
        return case(resolver, "list", &[&only], pointer);
    }
    let shared = Layer {
        case: shared.clone(),
        pointer: pointer.key("shared"),
    };
    let mut cases = Vec::new();
    for (name, written) in written {
        let place = pointer.key("cases").key(name.as_str());
        let layer = Layer {
            case: written.clone(),
            pointer: place.clone(),
        };
        cases.extend(case(resolver, name, &[&shared, &layer], &place));
    }
    if let Some(merge) = merge {
        cases.extend(merged(resolver, list, merge, &shared, pointer));
    }
    cases
}

/// The cases of a merge that lays something over them.
fn merged(
    resolver: &mut Resolver<'_>,
    list: &written::List,
    merge: &written::Merge,
    shared: &Layer,
    pointer: &Pointer,
) -> Vec<Case> {
    let mut cases = Vec::new();
    let Some(over) = &merge.laid_over else {
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
        cases.extend(own.into_iter().map(|case| Case {
            merged: true,
            ..case
        }));
    }
    cases
}

/// The name of a case that a route of its own lays something over.
fn name_by_route(name: &str, position: usize) -> String {
    format!("{name}, route {}", position.saturating_add(1))
}

/// The name of a case that `merge` lays something over. No author can write such a name.
pub(super) fn name_in_merge(name: &str) -> String {
    format!("{name}, merged")
}

fn case(
    resolver: &mut Resolver<'_>,
    name: &str,
    layers: &[&Layer],
    pointer: &Pointer,
) -> Vec<Case> {
    let all = Layers(layers.to_vec());
    let when = all.single(resolver, "when", |c| c.when.as_ref());
    let when = when.map(|(place, when)| resolver.of_query(&when.0, &place));
    let skip = all.single(resolver, "skip", |c| c.skip.as_ref());
    let skip = skip.map(|(place, skip)| resolver.condition(&skip.0, &place));
    let fields = fields::resolve(resolver, &all);
    // A request of its own takes the place of the routes below it.
    let has_routes = |layer: &Layer| {
        resolver
            .document
            .get(&layer.pointer.key("routes"))
            .is_some()
    };
    let mut own = layers.iter().rev().take_while(|layer| !has_routes(layer));
    let from = match own.position(|layer| layer.case.request.is_some()) {
        Some(up) => layers.len().saturating_sub(up.saturating_add(1)),
        None => 0,
    };
    let written = Layers(layers.get(from..).unwrap_or_default().to_vec())
        .single(resolver, "routes", |c| c.routes.as_ref())
        .map(|(place, routes)| (place, routes.clone()));
    let (mut routes, mut tried, mut others) = (Vec::new(), Vec::new(), Vec::new());
    match written {
        None => routes.extend(route(resolver, layers, pointer, None)),
        Some((place, written)) => {
            for (index, written) in written.iter().enumerate() {
                let place = place.index(index);
                let when = written
                    .when
                    .as_ref()
                    .map(|when| resolver.of_query(&when.0, &place.key("when")));
                if when.as_ref().is_some_and(Option::is_none) {
                    continue;
                }
                let layer = Layer {
                    case: as_case(written.clone()),
                    pointer: place.clone(),
                };
                let mut layers = layers.to_vec();
                layers.push(&layer);
                let Some(route) = route(resolver, &layers, &place, when.flatten()) else {
                    continue;
                };
                if written.fields.0.is_empty() {
                    tried.push(RouteAt {
                        case: None,
                        route: routes.len(),
                    });
                    routes.push(route);
                    continue;
                }
                let own = name_by_route(name, index);
                tried.push(RouteAt {
                    case: Some(own.clone()),
                    route: 0,
                });
                let fields = fields::resolve(resolver, &Layers(layers));
                others.push((own, fields, route));
            }
        }
    }
    if tried.is_empty() {
        let own = (0..routes.len()).map(|route| RouteAt { case: None, route });
        tried.extend(own);
    }
    if when.as_ref().is_some_and(Option::is_none) || skip.as_ref().is_some_and(Option::is_none) {
        return Vec::new();
    }
    let own = Case {
        name: name.to_owned(),
        when: when.flatten(),
        skip: skip.flatten(),
        fields,
        routes,
        tried,
        merged: false,
        pointer: pointer.clone(),
    };
    let others = others.into_iter().map(|(name, fields, route)| Case {
        name,
        fields,
        tried: vec![RouteAt {
            case: None,
            route: 0,
        }],
        pointer: route.pointer.clone(),
        routes: vec![route],
        merged: true,
        ..own.clone()
    });
    let others: Vec<Case> = others.collect();
    std::iter::once(own).chain(others).collect()
}
