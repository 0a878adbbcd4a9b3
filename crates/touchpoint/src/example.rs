//! Makes an account with made-up values from a mapping's needs: enough to see what would be sent,
//! never enough to send it.

use touchpoint_core::exchange::Account;
use touchpoint_core::plan::Plan;

/// An account with the values of the mapping's own examples. A credential `token` is `{token}`; a
/// variable without an example is left out, and is then reported as missing.
pub fn example_account(plan: &Plan) -> Account {
    let context = plan.needs.context.iter().filter_map(|need| {
        let value = need.default.as_ref().or(need.example.as_ref())?;
        Some((need.name.clone(), value.clone()))
    });
    let set = plan.needs.credentials.first();
    let names = set.into_iter().flat_map(|set| &set.required);
    Account {
        id: "example".to_owned(),
        integration: plan.integration().to_owned(),
        base_url: None,
        overlay: None,
        context: context.collect(),
        credentials: names
            .map(|name| (name.clone(), format!("{{{name}}}").into()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in_mappings;
    use touchpoint_core::registry::{PlanReader, Registry};
    use touchpoint_language::unified::engagement_model;

    #[test]
    fn every_built_in_mapping_has_a_complete_example() {
        let reader = PlanReader::new(engagement_model()).unwrap();
        let plans = Registry::read(&reader, built_in_mappings()).registry;
        assert!(!plans.plans().is_empty());
        for plan in plans.plans() {
            let completed = plan.needs.complete(example_account(plan));
            assert!(completed.is_ok(), "{}: {completed:?}", plan.integration());
        }
    }
}
