//! Makes an [`Explanation`] from a plan, and from what would be asked with it.

use crate::explanation::{CaseShown, Explanation, FieldShown, RequestShown, RouteShown, RuleShown};
use crate::words::{self, Audience};
use jiff::civil::Date;
use std::collections::BTreeMap;
use touchpoint_core::exchange::Request;
use touchpoint_core::plan::{Chosen, Plan};
use touchpoint_core::run::Preview;
use touchpoint_core::scan::Apart;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{FieldRead, FieldSource, Route};

impl Explanation {
    /// What would be asked for one query.
    pub fn of_call(plan: &Plan, preview: &Preview) -> Explanation {
        let lists = preview.lists.iter();
        let chosen = chosen(plan, preview);
        let ends = words::ends_of(&plan.mapping, &chosen);
        let cases = chosen
            .into_iter()
            .filter_map(|chosen| case_shown(plan, &[chosen]));
        Explanation {
            ends: ends.iter().map(words::sentence).collect(),
            requests: lists.map(|list| request(&list.request)).collect(),
            filters: preview
                .fates
                .iter()
                .map(|(name, fate)| (name.clone(), fate.word()))
                .collect(),
            cases: cases.collect(),
            ..Explanation::of_all(plan, Vec::new())
        }
    }

    /// Everything that a mapping can be asked for.
    pub fn of_all(plan: &Plan, required: Vec<String>) -> Explanation {
        let mapping = &plan.mapping;
        let lists: Vec<Chosen<'_>> = plan.lists().collect();
        let cases = lists.chunk_by(|one, other| one.case_at == other.case_at);
        Explanation {
            integration: mapping.integration.clone(),
            label: mapping.label.clone(),
            resource: plan.model.resource.clone(),
            file: mapping.document.source.name.clone(),
            ends: words::ends(mapping),
            required,
            requests: Vec::new(),
            filters: BTreeMap::new(),
            rules: mapping
                .rules
                .iter()
                .map(|rule| RuleShown {
                    says: words::rule(rule),
                    place: mapping.place(&rule.pointer),
                })
                .collect(),
            cases: cases.filter_map(|lists| case_shown(plan, lists)).collect(),
        }
    }
}

/// What the vendor ends within a year of a day, or has ended, of what a query would ask, in words.
///
/// ```text
/// ["the API ends on 2027-08-31 (https://…)"]
/// ```
pub fn ending(plan: &Plan, preview: &Preview, today: Date) -> Vec<String> {
    let mut endings = words::ends_of(&plan.mapping, &chosen(plan, preview));
    endings.retain(|ending| ending.ends.near(today));
    endings.iter().map(words::sentence).collect()
}

/// The lists that a preview asks.
fn chosen<'p>(plan: &'p Plan, preview: &Preview) -> Vec<Chosen<'p>> {
    let asked = preview.lists.iter();
    let chosen = asked.filter_map(|list| {
        let mut all = plan.lists();
        all.find(|l| (l.case_at, l.route_at) == (list.case_at, list.route_at))
    });
    chosen.collect()
}

fn request(request: &Request) -> RequestShown {
    let headers = request.headers.iter();
    let body = request.body.as_ref().map(|body| {
        let text = || String::from_utf8_lossy(body).into_owned().into();
        Json::from_slice(body).unwrap_or_else(|_| text())
    });
    RequestShown {
        method: request.method.to_string(),
        address: request.address(),
        query: request.query.clone(),
        headers: headers
            .map(|header| (header.name.clone(), header.value.to_string()))
            .collect(),
        body,
    }
}

/// A case with some of its routes, at least one.
fn case_shown(plan: &Plan, lists: &[Chosen<'_>]) -> Option<CaseShown> {
    let Chosen { case, reader, .. } = lists.first()?;
    let mut read_apart: Vec<String> = reader
        .reads_apart()
        .into_iter()
        .filter_map(|read| match read.what {
            Apart::Path(path) => Some(path),
            Apart::Compute(..) => None,
        })
        .collect();
    read_apart.dedup();
    let routes = lists.iter().map(|list| route_shown(plan, list.route));
    Some(CaseShown {
        name: case.name.clone(),
        when: case
            .when
            .as_ref()
            .map(|when| words::condition(when, Audience::Author)),
        place: plan.mapping.place(&case.pointer),
        routes: routes.collect(),
        fields: case
            .fields
            .iter()
            .flat_map(|field| field_shown(plan, field))
            .collect(),
        empty: reader.empty_fields().map(str::to_owned).collect(),
        read_apart,
    })
}

fn route_shown(plan: &Plan, route: &Route) -> RouteShown {
    let parameters = route.parameters.iter();
    RouteShown {
        when: route
            .when
            .as_ref()
            .map(|when| words::condition(when, Audience::Author)),
        line: format!("{} {}", route.request.method, route.request.path),
        place: plan.mapping.place(&route.request.pointer),
        records: words::records(route),
        paging: words::paging(&route.paging),
        parameters: parameters
            .map(|(name, parameter)| (name.clone(), words::asked(route, parameter)))
            .collect(),
    }
}

fn field_shown(plan: &Plan, field: &FieldRead) -> Vec<FieldShown> {
    let shown = |name: String, from: String, pointer| FieldShown {
        field: name,
        from,
        place: plan.mapping.place(pointer),
    };
    if let FieldSource::Scalar(expression) = &field.source {
        let from = words::expression(expression);
        return vec![shown(field.name.clone(), from, &expression.pointer)];
    }
    let members = field.sources().iter().flat_map(|source| {
        let of = words::source(source);
        source.members.iter().map(move |(member, expression)| {
            let from = words::expression(expression);
            let from = if of.is_empty() {
                from
            } else {
                format!("{from}, {of}")
            };
            (
                format!("{}.{member}", field.name),
                from,
                &expression.pointer,
            )
        })
    });
    members
        .map(|(name, from, pointer)| shown(name, from, pointer))
        .collect()
}
