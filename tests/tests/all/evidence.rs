//! Every claim of every mapping is shown by some case of the corpus: each case and route, field,
//! word, alternative, parameter, rule, error rule, and the end of each list.

use crate::given::{cases, plans};
use touchpoint_corpus::{Case, Expected};
use touchpoint_language::json::Json;
use touchpoint_workbench::evidence::{claims, unproved};

fn cases_of(slug: &str) -> Vec<Case> {
    let mut cases = cases();
    cases.retain(|case| case.slug == slug);
    cases
}

#[tokio::test]
async fn every_claim_is_shown_by_a_case() {
    let mut lines = Vec::new();
    for plan in plans().plans() {
        for claim in unproved(plan, &cases_of(plan.integration())).await {
            lines.push(format!("{}: {}", claim.place, claim.what));
        }
    }
    assert!(
        lines.is_empty(),
        "{} claims are shown by no case:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

/// What happens with every vendor is shown with every vendor.
#[test]
fn every_integration_shows_how_it_ends_and_refuses() {
    let all = cases();
    let mut missing = Vec::new();
    for plan in plans().plans() {
        let slug = plan.integration();
        let cases: Vec<&Case> = all.iter().filter(|case| case.slug == slug).collect();
        let asked = || cases.iter().filter(|case| !case.exchanges.is_empty());
        let refused = |of: &dyn Fn(u64) -> bool| {
            let errors = asked().flat_map(|case| &case.expected);
            errors
                .filter_map(|expected| match expected {
                    Expected::Error(error) => error.get("statusCode")?.as_u64(),
                    Expected::Page(_) => None,
                })
                .any(of)
        };
        let empty = asked().flat_map(|case| &case.expected).any(|expected| {
            matches!(expected, Expected::Page(page) if page.get("result") == Some(&Json::Array(vec![])))
        });
        let shown = [
            ("an empty answer", empty),
            ("refused credentials", refused(&|status| status == 401)),
            ("a rate limit", refused(&|status| status == 429)),
            (
                "another refusal of the vendor",
                refused(&|status| ![401, 429].contains(&status)),
            ),
            (
                "two pages in the sandbox",
                asked().any(|case| case.sandbox && case.expected.len() > 1),
            ),
        ];
        let of = |what: &str| format!("{slug}: {what}");
        missing.extend(shown.iter().filter(|(_, is)| !is).map(|(what, _)| of(what)));
    }
    assert!(
        missing.is_empty(),
        "shown by no case:\n{}",
        missing.join("\n")
    );
}

/// The test can fail: without cases nothing is shown, and a case that is taken away is missed.
#[tokio::test]
async fn without_cases_nothing_is_shown() {
    for plan in plans().plans() {
        let claims = claims(plan);
        assert!(claims.len() > 20, "{}", plan.integration());
        assert_eq!(unproved(plan, &[]).await, claims);
    }
}
