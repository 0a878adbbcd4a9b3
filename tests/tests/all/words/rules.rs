//! A rule may want at least one of several parameters.

use super::read;
use touchpoint_core::plan::check_rules;
use touchpoint_core::query::ListQuery;

fn asked(kind: &str) -> ListQuery {
    ListQuery::default().with("engagement_type", kind)
}

/// What the rules say against a query, and which parameters they miss.
fn told(query: &ListQuery) -> (Vec<String>, Vec<String>) {
    let (plan, _) = read("rules");
    let faults = check_rules(&plan, query, None, None);
    assert_eq!(faults.missing, [""; 0]);
    let says = faults
        .failures
        .iter()
        .map(|failure| failure.message.clone());
    (says.collect(), faults.conditionally_missing)
}

#[test]
fn one_is_enough_and_several_may_come() {
    for query in [
        asked("email").with("contact.id", "7"),
        asked("email").with("account.id", "8"),
        asked("email")
            .with("contact.id", "7")
            .with("account.id", "8"),
        asked("call").with("owner.id", "1"),
        asked("call").remote("team", "red"),
    ] {
        assert_eq!(told(&query), (vec![], vec![]), "{query:?}");
    }
}

#[test]
fn none_is_refused_by_the_names_of_all_where_the_rule_counts() {
    let (says, missing) = told(&asked("email").with("owner.id", "1"));
    assert_eq!(missing, ["contact.id", "account.id"]);
    let [says] = says.as_slice() else {
        panic!("{says:?}")
    };
    for part in [
        "at least one of `contact.id`, `account.id`",
        "Mails are those of somebody.",
    ] {
        assert!(says.contains(part), "{says}");
    }
    let (says, missing) = told(&asked("call").with("contact.id", "7"));
    assert_eq!(missing, ["owner.id", "remote_query.team"]);
    assert_eq!(says.len(), 1, "{says:?}");
}
