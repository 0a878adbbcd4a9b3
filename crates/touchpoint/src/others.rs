//! Adds to a refusal, because one vendor cannot serve a parameter, the integrations that can.

use touchpoint_core::plan::Plan;
use touchpoint_core::query::Failure;
use touchpoint_core::registry::Registry;
use touchpoint_core::run;

/// Names the other integrations in an error about the caller's query.
pub(crate) fn named(mut error: run::Error, registry: &Registry) -> crate::Error {
    if let run::Error::Caller(fault) = &mut error {
        for failure in fault.failures.iter_mut().filter(|f| f.unserved) {
            let others = that_serve(failure, registry);
            if !others.is_empty() {
                failure.message = format!("{}; {} can", failure.message, others.join(", "));
            }
        }
    }
    error.into()
}

fn that_serve(failure: &Failure, registry: &Registry) -> Vec<String> {
    let serves = |plan: &Plan| match sorted_by(&failure.parameter) {
        Some(field) => sorts(plan, field),
        None => plan.served_parameters().contains(&failure.parameter),
    };
    let plans = registry.plans().iter().filter(|plan| serves(plan));
    plans.map(|plan| plan.mapping.integration.clone()).collect()
}

/// `sort_by[created_at]` → `created_at`
fn sorted_by(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("sort_by[")?.strip_suffix(']')
}

fn sorts(plan: &Plan, field: &str) -> bool {
    let mut routes = plan.mapping.cases.iter().flat_map(|case| &case.routes);
    routes.any(|route| {
        let sort = route.sort.as_ref();
        sort.is_some_and(|sort| sort.fields.contains_key(field))
    })
}
