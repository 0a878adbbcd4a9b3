//! Every filter of the contract, with every operator, for every integration: the planner decides what
//! the table by hand says; and what that means in a request.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use conformance::root;
use std::fmt::Write;
use touchpoint::{ListQuery, Operator, Touchpoint, example_account};
use touchpoint_core::filter::Fate;
use touchpoint_simulation::filters::{expected, planned};

#[test]
fn every_filter_is_honoured_or_refused_as_the_table_says() {
    let (expected, planned) = (expected(&root()).unwrap(), planned(&root()).unwrap());
    let slugs: Vec<&String> = planned.keys().collect();
    assert_eq!(
        slugs.len(),
        conformance::mappings().unwrap().len(),
        "{slugs:?}"
    );
    let (mut cells, mut differ) = (0, String::new());
    for (slug, ways) in &planned {
        for (way, by_hand) in ways.iter().zip(&expected[slug]) {
            let names: Vec<&String> = way.rows.keys().collect();
            let known: Vec<&String> = by_hand.rows.keys().collect();
            assert_eq!(
                known, names,
                "{slug}, {}: the names in the table",
                way.given
            );
            for (name, fates) in &way.rows {
                let wanted = &by_hand.rows[name];
                assert_eq!(wanted.len(), Operator::ALL.len(), "{slug} {name}: {wanted}");
                cells += fates.len();
                if fates != wanted {
                    let given = &way.given;
                    writeln!(differ, "{slug} `{given}` {name}: {fates}, and not {wanted}").unwrap();
                }
            }
        }
    }
    assert!(differ.is_empty(), "\n{differ}");
    assert!(cells > slugs.len() * 25 * 9, "{cells} cells");
}

/// What is sent for a query: each pair, and each filter's fate.
async fn sent(slug: &str, query: ListQuery) -> (Vec<String>, Vec<String>) {
    let touchpoint = Touchpoint::builder().build().await.unwrap();
    let account = example_account(touchpoint.plan(slug).unwrap());
    let preview = touchpoint
        .preview(&account, &query)
        .unwrap_or_else(|error| panic!("{error}"));
    let [list] = &preview.lists[..] else {
        panic!("{slug}: one list")
    };
    let request = &list.request;
    let mut pairs: Vec<String> = request
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if let Some(body) = &request.body {
        pairs.push(String::from_utf8(body.clone()).unwrap());
    }
    let fates = preview.fates.iter();
    (
        pairs,
        fates
            .map(|(name, fate)| format!("{name}={}", Fate::word(*fate)))
            .collect(),
    )
}

async fn pushes(slug: &str, filters: &[(&str, Operator, &str)], expected: &[&str], fates: &[&str]) {
    let mut query = ListQuery::default();
    for &(name, operator, value) in filters {
        query = query.filter(name, operator, [value]);
    }
    let (pairs, told) = sent(slug, query).await;
    for part in expected {
        assert!(
            pairs.iter().any(|pair| pair.contains(part)),
            "{slug} {filters:?}: {part}: {pairs:?}"
        );
    }
    assert_eq!(told, fates, "{slug} {filters:?}");
}

#[tokio::test]
async fn a_moment_is_bounded_as_the_vendor_bounds_it_and_checked_where_that_is_more() {
    use Operator::{Eq, Gt, Gte, Lt, Lte};
    let at = "2026-03-02T10:00:00Z";
    // Both bounds are inclusive there.
    let both = [
        "date_created__gte=2026-03-02T10:00:00Z",
        "date_created__lte=2026-03-02T10:00:00Z",
    ];
    pushes(
        "close",
        &[("created_at", Eq, at)],
        &both,
        &["created_at=pushed+checked"],
    )
    .await;
    // A whole day: from its first moment to before the next day's.
    let day = [
        "date_created__gte=2026-03-02T00:00:00Z",
        "date_created__lte=2026-03-03T00:00:00Z",
    ];
    pushes(
        "close",
        &[("created_at", Eq, "2026-03-02")],
        &day,
        &["created_at=pushed+checked"],
    )
    .await;
    // Since is inclusive and until is not: the other side is one second wider, and checked.
    let until = ["updated_until=2026-03-02T10:00:01Z"];
    pushes(
        "pipedrive",
        &[("updated_at", Lte, at)],
        &until,
        &["updated_at=pushed+checked"],
    )
    .await;
    let until = [
        "updated_since=2026-03-02T10:00:00Z",
        "updated_until=2026-03-02T10:00:01Z",
    ];
    pushes(
        "pipedrive",
        &[("updated_at", Eq, at)],
        &until,
        &["updated_at=pushed+checked"],
    )
    .await;
    // Whole seconds that no record shows: what lies between two is moved to the one that says the same.
    let half = "2026-03-02T10:00:00.500Z";
    let seconds = 1_772_445_600;
    for (operator, value, expected) in [
        (
            Gte,
            half,
            format!("\"minimum_activity_date\":{}", seconds + 1),
        ),
        (Lte, half, format!("\"maximum_activity_date\":{seconds}")),
        (
            Gt,
            half,
            format!("\"minimum_activity_date\":{}", seconds + 1),
        ),
        (Lt, half, format!("\"maximum_activity_date\":{seconds}")),
        (Gt, at, format!("\"minimum_activity_date\":{}", seconds + 1)),
        (Lt, at, format!("\"maximum_activity_date\":{}", seconds - 1)),
        (Gte, at, format!("\"minimum_activity_date\":{seconds}")),
    ] {
        pushes(
            "copper",
            &[("activity_date", operator, value)],
            &[&expected],
            &["activity_date=pushed"],
        )
        .await;
    }
}

#[tokio::test]
async fn two_filters_for_one_place_are_never_one_dropped() {
    use Operator::{Eq, Gt, Gte};
    let two = [("owner.id", Eq, "7"), ("owner.id", Eq, "8")];
    pushes(
        "pipedrive",
        &two,
        &["owner_id=7"],
        &["owner.id=pushed", "owner.id=checked"],
    )
    .await;
    let since = [
        ("updated_at", Gte, "2026-03-01"),
        ("updated_at", Gt, "2026-02-01"),
    ];
    let fates = ["updated_at=pushed", "updated_at=checked"];
    pushes("pipedrive", &since, &["updated_since=2026-03-01"], &fates).await;
    // A companion that is not pushed pushes nothing.
    let query = ListQuery::default()
        .filter("account.id", Operator::In, ["lead_a", "lead_b"])
        .with("owner.id", "user_a");
    let (pairs, fates) = sent("close", query).await;
    assert!(
        !pairs
            .iter()
            .any(|pair| pair.starts_with("lead_id=") || pair.contains("user_")),
        "{pairs:?}"
    );
    assert_eq!(fates, ["account.id=pushed", "owner.id=checked"]);
}
