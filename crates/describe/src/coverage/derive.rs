//! Derives from a plan what its integration supports. A parameter is supported if `parameters`, a
//! rule or a `when` of any case or route names it, and required if a rule asks for it without a
//! condition.

use super::{Coverage, IntegrationCoverage, ParameterCoverage, Support};
use crate::words::{self, shown};
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::Registry;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Parameter, Route, RuleKind};
use touchpoint_language::model::{Model, Scalar};

/// Derives what every integration supports.
pub fn derive(plans: &Registry, model: &Model) -> Coverage {
    let plans = plans.plans().iter();
    let mut integrations: Vec<_> = plans.map(|plan| integration(plan, model)).collect();
    integrations.sort_by_key(|i| i.label.to_lowercase());
    Coverage { integrations }
}

fn integration(plan: &Plan, model: &Model) -> IntegrationCoverage {
    let names = model.filterable_names();
    let mut parameters: Vec<_> = names
        .iter()
        .filter_map(|name| parameter(plan, model, name))
        .collect();
    parameters.extend(sort_by(plan));
    let fields = model.fields.iter().filter(|field| plan.fills(&field.name));
    IntegrationCoverage {
        slug: plan.integration().to_owned(),
        label: plan.mapping.label.clone(),
        beyond_page: plan.mapping.beyond_page,
        parameters,
        rules: rules(plan),
        paging: words::promises(&plan.mapping),
        ends: words::ends(&plan.mapping),
        notes: plan.mapping.notes.clone(),
        fields: fields.map(|field| field.name.clone()).collect(),
    }
}

/// The coverage of sorting, where the caller may sort.
fn sort_by(plan: &Plan) -> Option<ParameterCoverage> {
    let mut sorts = routes(plan)
        .filter_map(|route| route.sort.as_ref())
        .peekable();
    sorts.peek()?;
    let support = if sorts.all(|sort| sort.extra) {
        Support::Extra
    } else {
        Support::Supported
    };
    Some(ParameterCoverage {
        name: "sort_by".to_owned(),
        support,
        note: None,
        values: Vec::new(),
    })
}

/// Every rule that is more than one required parameter, and then when several lists are read as
/// one.
fn rules(plan: &Plan) -> Vec<String> {
    let rules = plan.mapping.rules.iter().flat_map(words::rules);
    rules
        .chain(plan.mapping.merge.iter().map(words::merged))
        .collect()
}

fn parameter(plan: &Plan, model: &Model, name: &str) -> Option<ParameterCoverage> {
    let declared: Vec<&Parameter> = routes(plan)
        .filter_map(|route| route.parameters.get(name))
        .collect();
    let in_when = conditions(plan).any(|when| when.parameters().any(|p| p == name));
    let rules = &plan.mapping.rules;
    let in_rule = rules
        .iter()
        .any(|rule| rule.kind.parameters().contains(&name));
    if declared.is_empty() && !in_when && !in_rule {
        return None;
    }
    let required = rules
        .iter()
        .filter(|rule| rule.when.is_none())
        .any(|rule| matches!(&rule.kind, RuleKind::Required(of) if of == name));
    let support = if required {
        Support::Required
    } else if !declared.is_empty() && declared.iter().all(|p| p.extra) {
        Support::Extra
    } else {
        Support::Supported
    };
    let note = rules.iter().find_map(|rule| rule.notes.get(name));
    let note = note.or_else(|| declared.iter().find_map(|p| p.note.as_ref()));
    Some(ParameterCoverage {
        name: shown(name),
        support,
        note: note.cloned(),
        values: values(plan, model, name, &declared),
    })
}

/// The words of a parameter whose values are words: those that a `when` names, and the left sides
/// of `map`; without those of cases that declare it as beyond the contract's page.
fn values(plan: &Plan, model: &Model, name: &str, declared: &[&Parameter]) -> Vec<String> {
    let Some(Scalar::Word(known)) = model.filterable(name) else {
        return Vec::new();
    };
    let beyond = |case: &&Case| {
        let mut own = case.routes.iter().filter_map(|r| r.parameters.get(name));
        own.any(|parameter| parameter.extra)
    };
    let all_beyond = declared.iter().all(|parameter| parameter.extra);
    let cases = plan.mapping.cases.iter();
    let conditions = cases
        .filter(|case| all_beyond || !beyond(case))
        .flat_map(|case| {
            let routes = case.routes.iter().filter_map(|route| route.when.as_ref());
            case.when.iter().chain(routes)
        });
    let clauses = conditions.flat_map(Condition::every_clause);
    let mut found: Vec<String> = clauses
        .filter(|clause| matches!(&clause.subject, Subject::Parameter(of) if of == name))
        .filter_map(|clause| match &clause.want {
            Want::AnyOf(values) => Some(values.iter().filter_map(Json::as_text)),
            Want::Given | Want::Filled | Want::Absent | Want::Null => None,
        })
        .flatten()
        .map(str::to_owned)
        .collect();
    let maps = declared.iter().filter(|p| all_beyond || !p.extra);
    let maps = maps.filter_map(|p| p.map.as_ref());
    found.extend(maps.flat_map(|map| map.keys().cloned()));
    let mut seen = std::collections::HashSet::new();
    found.retain(|word| seen.insert(word.clone()));
    // Where the vendor's own words pass, further words that a `when` names only choose routes.
    found.retain(|word| known.contains(word) || !declared.iter().any(|p| p.raw));
    let place = |word: &String| known.iter().position(|of_model| of_model == word);
    // The model's own words in its order, then all others.
    found.sort_by_key(|word| place(word).unwrap_or(known.len()));
    found
}

fn routes(plan: &Plan) -> impl Iterator<Item = &Route> {
    plan.mapping.cases.iter().flat_map(|case| &case.routes)
}

fn conditions(plan: &Plan) -> impl Iterator<Item = &Condition> {
    let cases = plan.mapping.cases.iter().filter_map(|c| c.when.as_ref());
    cases.chain(routes(plan).filter_map(|route| route.when.as_ref()))
}
