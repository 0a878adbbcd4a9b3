//! Turns a query's tree into the typed query, or into everything that is wrong with it at once: the
//! reader's faults, and those of the mapping's rules for the rest.

use touchpoint::{Account, ListQuery, Touchpoint};
use touchpoint_contract as contract;
use touchpoint_core::query::brackets::Tree;
use touchpoint_core::query::{Failure, Ignored, Unsupported};
use touchpoint_core::run::{CallerFault, Error};

/// Reads a query for an account.
///
/// # Errors
/// Everything that is refused; the caller acts.
pub(super) fn read(
    tree: Tree,
    touchpoint: &Touchpoint,
    account: &Account,
    unsupported: Unsupported,
) -> Result<(ListQuery, Vec<Ignored>), CallerFault> {
    let Some(plan) = touchpoint.plan(&account.integration) else {
        return Err(vec![no_list(touchpoint, &account.integration)].into());
    };
    contract::read(tree.clone(), &plan.model, unsupported).map_err(|failures| {
        let rest = without(tree, &failures);
        let mut fault = CallerFault::from(failures);
        if let Ok((query, _)) = contract::read(rest, &plan.model, unsupported)
            && let Err(error) = touchpoint.preview(account, &query)
            && let Error::Caller(rules) = error.into_detail()
        {
            add(&mut fault, rules);
        }
        fault
    })
}

/// The failure of an integration that has no list of a resource, with those that have.
pub(super) fn no_list(lists: &Touchpoint, integration: &str) -> Failure {
    let says = format!("has no list of `{}` on this server", lists.resource());
    let failure = Failure::new("integration", integration, &says);
    failure.allowing(lists.registry().slugs())
}

/// The tree without the parameters that failed, and without the cursor, which is bound to them.
fn without(mut tree: Tree, failures: &[Failure]) -> Tree {
    let failed: Vec<&str> = failures.iter().map(|f| base(&f.parameter)).collect();
    tree.retain(|name, _| name != "next_cursor" && !failed.contains(&name.as_str()));
    tree
}

/// Adds the rules' faults, except those that only arise because a failed parameter was left out.
fn add(fault: &mut CallerFault, rules: CallerFault) {
    let failed: Vec<String> = fault
        .failures
        .iter()
        .map(|f| base(&f.parameter).to_owned())
        .collect();
    let sound = |name: &str| !failed.iter().any(|failed| failed == base(name));
    let unclouded = |failure: &Failure| {
        let quoted = failure.message.split('`').skip(1).step_by(2);
        failure.parameter != "query"
            && quoted
                .map(base)
                .all(|name| !failed.iter().any(|f| f == name))
    };
    fault.failures.extend(
        rules
            .failures
            .into_iter()
            .filter(|f| sound(&f.parameter) && unclouded(f)),
    );
    fault
        .missing
        .extend(rules.missing.into_iter().filter(|name| sound(name)));
    let conditionally = rules
        .conditionally_missing
        .into_iter()
        .filter(|name| sound(name));
    fault.conditionally_missing.extend(conditionally);
}

/// `owner[id]`, `owner.id` → `owner`
fn base(name: &str) -> &str {
    name.split(['[', '.']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_clouds_no_other_parameter() {
        let mut fault = CallerFault::from(vec![Failure::new("colour[id]", "x", "is bad")]);
        let rules = CallerFault {
            failures: vec![
                Failure::new("colour", "", "is required"),
                Failure::new("size", "", "needs `colour.id` beside it"),
                Failure::new("shape", "", "is required"),
                Failure::new("query", "", "fits no case"),
            ],
            missing: vec!["colour".into(), "shape".into()],
            ..CallerFault::default()
        };
        add(&mut fault, rules);
        let named: Vec<&str> = fault
            .failures
            .iter()
            .map(|f| f.parameter.as_str())
            .collect();
        assert_eq!(named, ["colour[id]", "shape"]);
        assert_eq!(fault.missing, ["shape"]);
    }
}
