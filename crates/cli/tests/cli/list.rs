//! `list` on the sandbox: tables, exact envelopes, records one by one, refusals.

use crate::binary::run;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint_corpus::{Case, built_in};
use touchpoint_language::json::Json;

/// The cases whose queries the sandbox answers with something to read on: those with a small limit.
fn lists() -> Vec<Case> {
    let mut lists = built_in().unwrap();
    lists.retain(|case| case.sandbox && case.query.contains("limit=2"));
    assert!(lists.len() >= 13);
    lists
}

/// The words of a list in the sandbox.
fn listed<'c>(case: &'c Case, more: &[&'c str]) -> Vec<&'c str> {
    let mut words = vec!["list", &case.slug, "--sandbox", "-q", &case.query];
    words.extend(more);
    words
}

fn records(page: &Value) -> &[Value] {
    page["result"].as_array().unwrap()
}

#[test]
fn every_road_gives_an_envelope() {
    for case in lists() {
        let ran = run(&listed(&case, &["--format", "json"]));
        let name = format!("{}/{}", case.slug, case.name);
        assert_eq!(ran.code, Some(0), "{name}: {ran:#?}");
        let page = ran.json();
        let ordered = Json::parse(&ran.out).unwrap();
        let keys: Vec<&String> = ordered.as_object().unwrap().keys().collect();
        let expected = ["result", "next_cursor", "prev_cursor", "result_count"];
        assert_eq!(keys, expected, "{name}");
        assert!(page["next_cursor"].is_string(), "{name}");
        let count = records(&page).len();
        assert_eq!(page["result_count"], count, "{name}");
        assert!((1..=2).contains(&count), "{name}: {count}");
        for record in records(&page) {
            assert!(
                record["id"].is_string() && record["remote_data"].is_object(),
                "{name}"
            );
        }
    }
}

#[test]
fn the_readme_shows_what_comes() {
    let readme = include_str!("../../../../README.md");
    let (_, after) = readme
        .split_once("list pipedrive --sandbox -q 'limit=2' --format json")
        .unwrap();
    let (_, block) = after.split_once("```json").unwrap();
    let shown: Value = serde_json::from_str(block.split_once("```").unwrap().0).unwrap();
    let ran = run(&[
        "list",
        "pipedrive",
        "--sandbox",
        "-q",
        "limit=2",
        "--format",
        "json",
    ]);
    let mut came = records(&ran.json())[0].clone();
    // The vendor's own record is cut short there.
    let own = came["remote_data"].as_object_mut().unwrap();
    own.retain(|name, _| shown["remote_data"].get(name).is_some());
    assert_eq!(came, shown);
}

#[test]
fn every_integration_has_a_table() {
    let mut seen = BTreeSet::new();
    for case in built_in().unwrap().into_iter().filter(|case| case.sandbox) {
        if !seen.insert(case.slug.clone()) {
            continue;
        }
        let page = run(&listed(&case, &["--format", "json"])).json();
        let ran = run(&listed(&case, &[]));
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!(lines.len(), records(&page).len() + 1, "{}", ran.out);
        let heads: Vec<&str> = lines[0].split_whitespace().collect();
        assert_eq!(heads[0], "id", "{}", ran.out);
        assert!((2..=7).contains(&heads.len()), "{}", ran.out);
        assert!(
            lines.iter().all(|line| line.chars().count() <= 120),
            "{}",
            ran.out
        );
    }
    assert!(seen.len() >= 13, "{seen:?}");
}

#[test]
fn what_ends_is_told_once_and_where_it_concerns_the_call() {
    let told = |slug: &str, query: &str, day: &str| {
        let ran = run(&[
            "list",
            slug,
            "--sandbox",
            "--today",
            day,
            "-q",
            query,
            "--all",
        ]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let lines = ran.err.lines().filter(|line| line.starts_with("notice: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = told("zendesk-sell", "limit=2", "2027-01-01");
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert!(
        whole[0].starts_with("notice: the API ends on 2027-08-31 (https://"),
        "{whole:?}"
    );
    assert!(told("zendesk-sell", "limit=2", "2026-01-01").is_empty());
    // Only the route of one contact alone ends.
    assert!(told("hubspot", "engagement_type=call", "2027-01-01").is_empty());
    let part = told("hubspot", "contact_id=1", "2027-01-01");
    assert_eq!(part.len(), 1, "{part:?}");
    assert!(
        part[0].starts_with("notice: the case `of_contact` ends on 2027-09-01"),
        "{part:?}"
    );
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
        ran.err.contains("filters: engagement_type decided"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\n2 records\n"), "{}", ran.err);
}

#[test]
fn all_pages_have_every_record_once() {
    let lists = lists();
    let case = &lists[0];
    let with = |format: &str| {
        let ran = run(&listed(case, &["--all", "--format", format]));
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        let lines = ran.out.lines();
        let lines = lines.map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<Value>>()
    };
    let all = with("ndjson");
    let ids: BTreeSet<&str> = all.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(all.len() > 20 && ids.len() == all.len(), "{}", all.len());
    let envelopes = with("json");
    assert!(envelopes.len() >= all.len() / 2);
    let (last, before) = envelopes.split_last().unwrap();
    assert!(last["next_cursor"].is_null());
    assert!(before.iter().all(|page| page["next_cursor"].is_string()));
    let paged: Vec<Value> = envelopes.iter().flat_map(records).cloned().collect();
    assert_eq!(paged, all);
    let table = run(&listed(case, &["--all"]));
    assert_eq!(table.out.lines().count(), all.len() + 1);
}

#[test]
fn the_command_under_a_table_goes_on_where_it_ends() {
    let lists = lists();
    let case = &lists[0];
    let all = run(&listed(case, &["--all", "--format", "ndjson"]));
    let all: Vec<&str> = all.out.lines().collect();
    let first = run(&listed(case, &[]));
    let (_, command) = first.err.split_once("there is more: touchpoint ").unwrap();
    let command = command.lines().next().unwrap();
    let (before, query) = command.split_once(" -q ").unwrap();
    let mut words: Vec<&str> = before.split(' ').collect();
    words.extend(["-q", query.trim_matches('\''), "--format", "ndjson"]);
    let second = run(&words);
    assert_eq!(second.code, Some(0), "{second:#?}");
    let got: Vec<&str> = second.out.lines().collect();
    let before = run(&listed(case, &["--format", "ndjson"]))
        .out
        .lines()
        .count();
    assert!(before > 0 && !got.is_empty());
    assert_eq!(got, all[before..before + got.len()]);
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
    let query = "engagement_type=call&remote_query[colour]=red";
    let text = run(&["list", "hubspot", "--sandbox", "-q", query]);
    assert_eq!((text.code, text.out.as_str()), (Some(4), ""), "{text:#?}");
    assert!(
        text.err.contains("error[T301]") && text.err.contains("`colour` is no parameter here"),
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
    assert_eq!(data.json()["statusCode"], 400);
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
