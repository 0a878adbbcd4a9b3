//! A plan, and what would be asked with it, as data to show.

use crate::words;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use touchpoint_core::exchange::Request;
use touchpoint_core::plan::{Chosen, Plan};
use touchpoint_core::run::Preview;
use touchpoint_core::scan::Apart;
use touchpoint_language::mapping::{FieldRead, FieldSource, Parameter, Route};

/// A mapping as it will be run.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    /// The slug.
    pub(crate) integration: String,
    /// The name as people write it.
    pub(crate) label: String,
    /// What the records become.
    pub(crate) resource: String,
    /// The mapping's file.
    pub(crate) file: String,
    /// What is missing of the query, where nothing was asked and something must be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) required: Vec<String>,
    /// What would be sent, to each of the lists that are read as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) requests: Vec<RequestShown>,
    /// Filter → what becomes of it.
    pub(crate) filters: BTreeMap<String, &'static str>,
    /// What the caller must give.
    pub(crate) rules: Vec<RuleShown>,
    /// The cases that are chosen; all where none is.
    pub(crate) cases: Vec<CaseShown>,
}

/// A request without its secrets.
#[derive(Debug, Serialize)]
pub(crate) struct RequestShown {
    /// The verb.
    pub(crate) method: String,
    /// The whole address.
    pub(crate) address: String,
    /// The query's pairs.
    pub(crate) query: Vec<(String, String)>,
    /// The headers; secrets are dots.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Value>,
}

/// One rule.
#[derive(Debug, Serialize)]
pub(crate) struct RuleShown {
    /// In words.
    pub(crate) says: String,
    /// Its place in the file.
    pub(crate) place: String,
}

/// One case.
#[derive(Debug, Serialize)]
pub(crate) struct CaseShown {
    /// Its name in the file.
    pub(crate) name: String,
    /// When it is chosen; always where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<String>,
    /// Its place in the file.
    pub(crate) place: String,
    /// Its roads, or the one that is taken.
    pub(crate) routes: Vec<RouteShown>,
    /// What the records become.
    pub(crate) fields: Vec<FieldShown>,
    /// The fields that other cases fill and this one does not.
    pub(crate) empty: Vec<String>,
    /// The paths that one walk over a record cannot read: each is evaluated by itself.
    pub(crate) read_apart: Vec<String>,
}

/// One road.
#[derive(Debug, Serialize)]
pub(crate) struct RouteShown {
    /// When it is taken; always where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<String>,
    /// The verb and the path, with its holes.
    pub(crate) line: String,
    /// Its place in the file.
    pub(crate) place: String,
    /// Where the records stand.
    pub(crate) records: String,
    /// How the list goes on.
    pub(crate) paging: Vec<String>,
    /// Parameter → how it is asked of the vendor.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// One unified field.
#[derive(Debug, Serialize)]
pub(crate) struct FieldShown {
    /// Its dotted name.
    pub(crate) field: String,
    /// Where it comes from.
    pub(crate) from: String,
    /// Its place in the file.
    pub(crate) place: String,
}

impl Explanation {
    /// What would be asked for one query.
    pub(crate) fn of_call(plan: &Plan, preview: &Preview) -> Explanation {
        let lists = preview.lists.iter();
        let cases = lists.clone().filter_map(|list| {
            let mut all = plan.lists();
            let chosen = all.find(|l| (l.case_at, l.route_at) == (list.case_at, list.route_at))?;
            case_shown(plan, &[chosen])
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
    pub(crate) fn of_all(plan: &Plan, required: Vec<String>) -> Explanation {
        let mapping = &plan.mapping;
        let lists: Vec<Chosen<'_>> = plan.lists().collect();
        let cases = lists.chunk_by(|one, other| one.case_at == other.case_at);
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
            cases: cases.filter_map(|lists| case_shown(plan, lists)).collect(),
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

/// A case by way of some of its routes, of which there is one at least.
fn case_shown(plan: &Plan, lists: &[Chosen<'_>]) -> Option<CaseShown> {
    let Chosen { case, road, .. } = lists.first()?;
    let mut read_apart: Vec<String> = road
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
        when: case.when.as_ref().map(words::condition),
        place: plan.mapping.place(&case.pointer),
        routes: routes.collect(),
        fields: case
            .fields
            .iter()
            .flat_map(|field| field_shown(plan, field))
            .collect(),
        empty: road.empty_fields().map(str::to_owned).collect(),
        read_apart,
    })
}

fn route_shown(plan: &Plan, route: &Route) -> RouteShown {
    let parameters = route.parameters.iter();
    RouteShown {
        when: route.when.as_ref().map(words::condition),
        line: format!("{} {}", route.request.method, route.request.path),
        place: plan.mapping.place(&route.request.pointer),
        records: route.records.to_string(),
        paging: words::paging(&route.paging),
        parameters: parameters
            .map(|(name, parameter)| (name.clone(), asked(parameter)))
            .collect(),
    }
}

/// How a parameter is asked of the vendor.
fn asked(parameter: &Parameter) -> String {
    if parameter.checked {
        return "checked on the records".to_owned();
    }
    // Operators that go to one place are named together.
    let mut places: Vec<(String, Vec<&str>)> = Vec::new();
    for sending in &parameter.sendings {
        let own_text = || "the request's own text".to_owned();
        let mut place = sending.send_as.as_ref().map_or_else(own_text, words::place);
        if sending.loose {
            place += ", checked again";
        }
        let word = sending.operator.word();
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, operators)) => operators.push(word),
            None => places.push((place, vec![word])),
        }
    }
    let each = places
        .iter()
        .map(|(place, operators)| format!("{} into {place}", operators.join(", ")));
    let each = each.collect::<Vec<_>>().join("; ");
    match &parameter.pushed_with {
        Some(companion) => format!("{each}, beside {companion} only"),
        None => each,
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
