//! A plan, and what would be asked with it → an [`Explanation`].

use crate::explanation::{CaseShown, Explanation, FieldShown, RequestShown, RouteShown, RuleShown};
use crate::words::{self, Audience};
use std::collections::BTreeMap;
use touchpoint_core::exchange::Request;
use touchpoint_core::plan::{Plan, PlanCase, PlanKind};
use touchpoint_core::run::Preview;
use touchpoint_language::mapping::{Case, FieldRead, FieldSource, Route};

impl Explanation {
    /// What would be asked for one query.
    pub fn of_call(plan: &Plan, preview: &Preview) -> Explanation {
        let lists = preview.lists.iter();
        let cases = lists.clone().filter_map(|list| {
            let chosen = list.chosen;
            let case = plan.mapping.cases.get(chosen.case)?;
            let routes = case.routes.get(chosen.route).into_iter();
            Some(case_shown(plan, case, plan.cases.get(chosen.case)?, routes))
        });
        Explanation {
            requests: lists.clone().map(|list| request(&list.request)).collect(),
            filters: preview
                .fates
                .iter()
                .map(|(name, fate)| (name.clone(), fate.word()))
                .collect(),
            cases: cases.collect(),
            ..Explanation::of_all(plan, Vec::new())
        }
    }

    /// All that a mapping can be asked.
    pub fn of_all(plan: &Plan, required: Vec<String>) -> Explanation {
        let mapping = &plan.mapping;
        let both = mapping.cases.iter().zip(&plan.cases);
        Explanation {
            integration: mapping.integration.clone(),
            label: mapping.label.clone(),
            resource: plan.model.resource.clone(),
            file: mapping.document.source.name.clone(),
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
            cases: both
                .map(|(case, planned)| case_shown(plan, case, planned, case.routes.iter()))
                .collect(),
        }
    }
}

fn request(request: &Request) -> RequestShown {
    let headers = request.headers.iter();
    let body = request.body.as_ref().map(|body| {
        let text = || String::from_utf8_lossy(body).into_owned().into();
        serde_json::from_slice(body).unwrap_or_else(|_| text())
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

fn case_shown<'r>(
    plan: &Plan,
    case: &Case,
    planned: &PlanCase,
    routes: impl Iterator<Item = &'r Route>,
) -> CaseShown {
    let empty = planned
        .fields
        .iter()
        .filter(|field| matches!(field.kind, PlanKind::Empty { .. }));
    CaseShown {
        name: case.name.clone(),
        when: case
            .when
            .as_ref()
            .map(|when| words::condition(when, Audience::Author)),
        place: plan.mapping.place(&case.pointer),
        routes: routes.map(|route| route_shown(plan, route)).collect(),
        fields: case
            .fields
            .iter()
            .flat_map(|field| field_shown(plan, field))
            .collect(),
        empty: empty.map(|field| field.name.clone()).collect(),
        read_apart: read_apart(planned),
    }
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
        records: route.records.to_string(),
        paging: words::paging(&route.paging),
        parameters: parameters
            .map(|(name, parameter)| (name.clone(), words::asked(parameter)))
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

fn read_apart(planned: &PlanCase) -> Vec<String> {
    let sources = planned.fields.iter().flat_map(|field| match &field.kind {
        PlanKind::Object(source) => std::slice::from_ref(source),
        PlanKind::List(sources) => sources.as_slice(),
        PlanKind::Empty { .. } | PlanKind::Scalar(_) => &[],
    });
    let inner = sources.flat_map(|source| source.reads.free().chain(source.entry.free()));
    let mut paths: Vec<String> = planned
        .reads
        .free()
        .chain(inner)
        .map(ToString::to_string)
        .collect();
    paths.dedup();
    paths
}
