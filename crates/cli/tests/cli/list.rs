//! `list` on the sandbox: tables, exact envelopes, records one by one, refusals.

use crate::binary::run;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint::corpus::{A_CURSOR, Case, Expected, built_in};

fn roads() -> Vec<Case> {
    let roads: Vec<Case> = built_in()
        .unwrap()
        .into_iter()
        .filter(|case| case.sandbox)
        .collect();
    assert!(roads.len() >= 13);
    roads
}

fn page(case: &Case, number: usize) -> &Value {
    match &case.expected[number] {
        Expected::Page(page) => page,
        Expected::Error(error) => panic!("a road is no error: {error}"),
    }
}

/// The page with its cursor as cases write it.
fn without_cursor(mut page: Value) -> Value {
    if page["next_cursor"].is_string() {
        page["next_cursor"] = A_CURSOR.into();
    }
    page
}

#[test]
fn every_road_gives_the_envelope_of_its_case() {
    for case in roads() {
        let ran = run(&[
            "list",
            &case.slug,
            "--sandbox",
            "-q",
            &case.query,
            "--format",
            "json",
        ]);
        let name = format!("{}/{}", case.slug, case.name);
        assert_eq!(ran.code, Some(0), "{name}: {ran:#?}");
        assert_eq!(without_cursor(ran.json()), *page(&case, 0), "{name}");
    }
}

#[test]
fn every_integration_has_a_table() {
    let mut seen = BTreeSet::new();
    for case in roads() {
        let records = page(&case, 0)["result_count"].as_u64().unwrap();
        if records == 0 || !seen.insert(case.slug.clone()) {
            continue;
        }
        let ran = run(&["list", &case.slug, "--sandbox", "-q", &case.query]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!(lines.len() as u64, records + 1, "{}", ran.out);
        let heads: Vec<&str> = lines[0].split_whitespace().collect();
        assert_eq!(heads[0], "id", "{}", ran.out);
        assert!((2..=7).contains(&heads.len()), "{}", ran.out);
        assert!(
            lines.iter().all(|line| line.chars().count() <= 120),
            "{}",
            ran.out
        );
    }
    assert_eq!(seen.len(), 13, "{seen:?}");
}

#[test]
fn the_columns_of_calls() {
    let ran = run(&[
        "list",
        "hubspot",
        "--sandbox",
        "-q",
        "engagement_type=call&limit=2",
    ]);
    let heads: Vec<&str> = ran.out.lines().next().unwrap().split_whitespace().collect();
    let expected = [
        "id",
        "engagement_type",
        "direction",
        "start_time",
        "subject",
        "owner",
        "contact",
    ];
    assert_eq!(heads, expected);
    assert!(
        ran.err.contains("filters: engagement_type pushed"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\n2 records\n"), "{}", ran.err);
}

#[test]
fn all_pages_have_every_record_once() {
    let roads = roads();
    let case = roads.iter().find(|case| case.expected.len() > 1).unwrap();
    let pages = case.expected.len();
    let expected: Vec<Value> = (0..pages)
        .flat_map(|number| page(case, number)["result"].as_array().unwrap().clone())
        .collect();
    let with = |format: &str| {
        let list = [
            "list",
            &case.slug,
            "--sandbox",
            "--all",
            "-q",
            &case.query,
            "--format",
            format,
        ];
        let ran = run(&list);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let lines = ran
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<Value>>()
    };
    assert_eq!(with("ndjson"), expected);
    let envelopes = with("json");
    assert_eq!(envelopes.len(), pages);
    for (number, envelope) in envelopes.into_iter().enumerate() {
        assert_eq!(without_cursor(envelope), *page(case, number));
    }
    let table = run(&["list", &case.slug, "--sandbox", "--all", "-q", &case.query]);
    assert_eq!(table.out.lines().count(), expected.len() + 1);
}

#[test]
fn the_command_under_a_table_goes_on_where_it_ends() {
    let roads = roads();
    let case = roads.iter().find(|case| case.expected.len() > 1).unwrap();
    let first = run(&["list", &case.slug, "--sandbox", "-q", &case.query]);
    let (_, command) = first.err.split_once("there is more: touchpoint ").unwrap();
    let command = command.lines().next().unwrap();
    let (before, query) = command.split_once(" -q ").unwrap();
    let mut words: Vec<&str> = before.split(' ').collect();
    words.extend(["-q", query.trim_matches('\''), "--format", "json"]);
    let second = run(&words);
    assert_eq!(second.code, Some(0), "{second:#?}");
    assert_eq!(without_cursor(second.json()), *page(case, 1));
}

#[test]
fn what_the_caller_cannot_ask_is_1_and_told_by_parameter() {
    let query = "engagement_type=cal&limit=none&subjct=x";
    let text = run(&["list", "hubspot", "--sandbox", "-q", query]);
    assert_eq!((text.code, text.out.as_str()), (Some(1), ""), "{text:#?}");
    for part in [
        "error[T201]",
        "`limit` is `none`",
        "`subjct` is no parameter",
        "did you mean `subject`?",
    ] {
        assert!(text.err.contains(part), "{part}: {}", text.err);
    }
    let data = run(&[
        "list",
        "hubspot",
        "--sandbox",
        "-q",
        "limit=none",
        "--format",
        "json",
    ]);
    assert_eq!((data.code, data.err.as_str()), (Some(1), ""));
    let body = data.json();
    assert_eq!(body["statusCode"], 400);
    assert_eq!(body["error"], "Bad Request");
    assert_eq!(body["details"]["failures"][0]["parameter"], "limit");
}

#[test]
fn what_the_vendor_refuses_is_4() {
    let query = "contact_id=1";
    let text = run(&["list", "hubspot", "--sandbox", "-q", query]);
    assert_eq!((text.code, text.out.as_str()), (Some(4), ""), "{text:#?}");
    assert!(
        text.err.contains("error[T301]") && text.err.contains("engagement_type=call"),
        "{}",
        text.err
    );
    let data = run(&[
        "list",
        "hubspot",
        "--sandbox",
        "-q",
        query,
        "--format",
        "json",
    ]);
    assert_eq!(data.code, Some(4));
    assert_eq!(data.json()["statusCode"], 404);
    assert_eq!(data.json()["truto_is_remote_error"], json!(true));
}

#[test]
fn an_unknown_integration_is_2_with_the_nearest() {
    let ran = run(&["list", "hubsot", "--sandbox"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean `hubspot`?"), "{}", ran.err);
}

#[test]
fn what_is_ignored_on_demand_is_told() {
    let query = "engagement_type=call&limit=2&colour=red&unsupported_filters=ignore";
    let ran = run(&["list", "hubspot", "--sandbox", "-q", query]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.err.contains("ignored: colour"), "{}", ran.err);
}
