//! Alternatives hold where one of them does; a filter is known by its operator, a merge by its name.

use super::{map, read, rows};
use conformance::json;
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::{choose, serving};
use touchpoint_core::query::{ListQuery, Operator};

#[test]
fn a_route_is_chosen_by_one_of_several_reasons() {
    let (plan, _) = read("conditions");
    let call = || ListQuery::default().with("engagement_type", "call");
    let gte = Operator::Gte;
    for (query, route) in [
        (call(), 1),
        (call().with("owner.id", "5"), 0),
        (call().with("contact.id", "5"), 0),
        (
            call().filter("created_at", gte, ["2026-01-01T00:00:00Z"]),
            0,
        ),
        (
            call().filter("created_at", Operator::Lte, ["2026-01-01T00:00:00Z"]),
            1,
        ),
    ] {
        assert_eq!(
            choose(&plan, &query, None).unwrap().route_at,
            route,
            "{query:?}"
        );
    }
}

#[test]
fn several_questions_are_answered_by_a_merge_and_its_lists_know_of_it() {
    let (plan, _) = read("conditions");
    let all = ListQuery::default().with("engagement_type", "all");
    let contact = ListQuery::default().with("contact_id", "5");
    for query in [all, contact] {
        let lists = serving(&plan, &query, None).unwrap();
        let lists: Vec<_> = lists
            .iter()
            .map(|l| (l.case.name.as_str(), l.route_at))
            .collect();
        assert_eq!(lists, [("call", 0), ("email", 0)], "{query:?}");
    }
    let task = ListQuery::default().with("engagement_type", "task");
    assert_eq!(choose(&plan, &task, None).unwrap().case.name, "email");
}

#[test]
fn alternatives_of_records_are_tried() {
    let (plan, _) = read("conditions");
    let query = ListQuery::default().with("engagement_type", "call");
    let body = json!({ "items": [
        { "id": 1, "bin": "spam" },
        { "id": 2, "hidden": true },
        { "id": 3, "state": "won", "kind": "lead", "about": 7 },
        { "id": 4, "state": "new", "kind": "lead", "about": 7, "hidden": false },
        { "id": 5, "state": "lost", "kind": "person", "about": 8 },
    ] });
    let rows = rows(map(&plan, &query, 200, &body));
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["id"].as_str().unwrap(),
                row["status"].as_str().unwrap(),
                row["contact"].clone(),
            )
        })
        .collect();
    let expected = [
        ("3", "closed", json!([{ "id": "7" }])),
        ("4", "new", json!([])),
        ("5", "closed", json!([{ "id": "8" }])),
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_empty_text_is_given_and_not_filled() {
    let (plan, _) = read("conditions");
    let query = ListQuery::default().with("engagement_type", "call");
    let body = json!({ "items": [
        { "id": 2, "title": "", "name": "its name" },
        { "id": 3, "title": null, "name": "its name" },
        { "id": 4, "name": "its name" },
        { "id": 5, "title": " ", "name": "other" },
    ] });
    let rows = rows(map(&plan, &query, 200, &body));
    let subjects: Vec<_> = rows.iter().map(|row| row["subject"].as_str()).collect();
    let name = Some("its name");
    assert_eq!(subjects, [name, name, name, Some(" ")]);
}

#[test]
fn a_refusal_is_known_by_one_of_several_marks() {
    let (plan, _) = read("conditions");
    let query = ListQuery::default().with("engagement_type", "call");
    for (status, body, limited) in [
        (418, json!({}), true),
        (400, json!({ "code": "BUSY" }), true),
        (400, json!({ "code": "BAD" }), false),
    ] {
        let error = map(&plan, &query, status, &body).unwrap_err();
        let told = format!("{error:?}");
        assert_eq!(told.contains("RateLimited"), limited, "{told}");
    }
}

/// The lists that serve a query, by case and route, for an account that brings this variable.
fn lists(via: Option<&str>, query: &ListQuery) -> Vec<(String, usize)> {
    let (plan, _) = read("of_account");
    let own = via.map(|via| ("via".to_owned(), via.to_owned()));
    let account = Account {
        context: own.into_iter().collect(),
        ..Account::default()
    };
    let lists = serving(&plan, query, Some(&account)).unwrap();
    let named = lists.iter().map(|l| (l.case.name.clone(), l.route_at));
    named.collect()
}

#[test]
fn a_variable_of_the_account_decides_the_route() {
    let call = ListQuery::default().with("engagement_type", "call");
    let (list, search) = (vec![("call".to_owned(), 1)], vec![("call".to_owned(), 0)]);
    assert_eq!(lists(None, &call), list, "the mapping's default");
    assert_eq!(lists(Some("list"), &call), list);
    assert_eq!(lists(Some("search"), &call), search);
}

#[test]
fn a_case_may_take_part_in_a_merge_for_some_calls_alone() {
    let all = ListQuery::default().with("engagement_type", "all");
    let contact = ListQuery::default().with("contact_id", "5");
    let both = |route| vec![("call".to_owned(), route), ("note".to_owned(), 0)];
    assert_eq!(lists(None, &all), [("call".to_owned(), 1)]);
    assert_eq!(lists(None, &all.with("contact_id", "5")), both(1));
    // A contact alone is merged where the account says so.
    assert_eq!(lists(Some("search"), &contact), both(0));
}
