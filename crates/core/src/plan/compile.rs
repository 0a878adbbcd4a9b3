//! A checked mapping → a plan. It cannot fail: everything that could has been checked.

use super::asked::ListDigests;
use super::compiled::Plan;
use crate::exchange::{ContextNeed, Needs};
use crate::scan::{PageReader, Phrase};
use std::sync::Arc;
use touchpoint_language::check::CheckedMapping;
use touchpoint_language::expr::Template;
use touchpoint_language::mapping::{
    Auth, AuthValue, Case, ContextVariable, Lookup, Mapping, names_of,
};
use touchpoint_language::model::{Kind, Model};

/// Compiles a checked mapping for the model that it was checked against.
pub fn compile(checked: CheckedMapping, model: Arc<Model>) -> Plan {
    plan_of(checked.into_mapping(), model)
}

/// The same plan with its mapping changed. The change must be one that no check would refuse. It
/// serves to find out what a part of a mapping is good for.
pub fn changed(plan: &Plan, change: impl FnOnce(&mut Mapping)) -> Plan {
    let mut mapping = Mapping::clone(&plan.mapping);
    change(&mut mapping);
    plan_of(mapping, plan.model.clone())
}

/// The plan of a mapping that has been checked, or that differs from a checked one only where no
/// check looks.
fn plan_of(mapping: Mapping, model: Arc<Model>) -> Plan {
    let model = match mapping.custom.as_slice() {
        [] => model,
        custom => Arc::new(model.with_custom(custom)),
    };
    let mapping = Arc::new(mapping);
    let filled = filled(&mapping, &model);
    let readers = |case: &Case| {
        let routes = case.routes.iter();
        let readers = routes.map(|route| PageReader::new(&mapping, case, route, &model, &filled));
        readers.collect()
    };
    let readers = mapping.cases.iter().map(readers).collect();
    let needs = Needs {
        context: mapping
            .context
            .iter()
            .map(|variable| context_need(&mapping, variable))
            .collect(),
        credentials: mapping
            .connection
            .auth
            .iter()
            .map(touchpoint_language::mapping::Auth::credentials)
            .collect(),
    };
    let connection = &mapping.connection;
    let token_message = connection.auth.iter().find_map(|auth| match auth {
        Auth::OAuth2(oauth2) => oauth2.message.as_ref().map(Phrase::new),
        _ => None,
    });
    Plan {
        message: connection.message.as_ref().map(Phrase::new),
        token_message,
        lists: ListDigests::of(&mapping.document),
        readers,
        needs,
        filled,
        model,
        mapping,
    }
}

/// What an account must bring for one variable. Where only one way to sign in reads it, the need is
/// for that way alone.
fn context_need(mapping: &Mapping, variable: &ContextVariable) -> ContextNeed {
    let reads = |template: &Template| names_of(template, "context").contains(&variable.need.name);
    let connection = &mapping.connection;
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    let mut lookups = mapping.lookups.values().filter_map(Lookup::line);
    let everywhere = connection.base_url.iter().any(reads)
        || connection
            .headers
            .iter()
            .any(|(_, template, _)| reads(template))
        || routes.any(|route| {
            route
                .templates()
                .into_iter()
                .any(|(template, _)| reads(template))
        })
        || lookups.any(|line| reads(&line.path));
    let of_headers = |auth: &Auth| match auth {
        Auth::ApiKey(headers) => headers.iter().any(|(_, value, _)| match value {
            AuthValue::Open(template) => reads(template),
            AuthValue::Secret(_) => false,
        }),
        Auth::Basic(Some(AuthValue::Open(username)), _) => reads(username),
        Auth::Basic(..) | Auth::Bearer(_) | Auth::OAuth2(_) => false,
    };
    let mut kinds = connection
        .auth
        .iter()
        .filter(|auth| of_headers(auth))
        .map(Auth::kind);
    let only = kinds.next().filter(|_| !everywhere);
    ContextNeed {
        only_for: only.map(str::to_owned),
        ..variable.need.clone()
    }
}

/// The dotted names of the fields that some case fills, in the model's order.
fn filled(mapping: &Mapping, model: &Model) -> Vec<String> {
    let fills = |dotted: &str| {
        let mut fields = mapping.cases.iter().flat_map(|case| &case.fields);
        fields.any(|field| field.expressions().iter().any(|(name, _)| name == dotted))
    };
    let mut names = Vec::new();
    for field in &model.fields {
        match &field.kind {
            Kind::Scalar(_) if fills(&field.name) => names.push(field.name.clone()),
            Kind::Scalar(_) => {}
            Kind::Object(members) | Kind::List(members) | Kind::Values(members) => {
                let dotted = members.iter().map(|m| format!("{}.{}", field.name, m.name));
                let members: Vec<String> = dotted.filter(|dotted| fills(dotted)).collect();
                if !members.is_empty() {
                    names.push(field.name.clone());
                    names.extend(members);
                }
            }
        }
    }
    names
}
