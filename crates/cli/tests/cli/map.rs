//! `map`: one reply in, the list response out; nothing that comes in makes it fall.

use crate::binary::{Ran, run_with};
use serde_json::Value;
use touchpoint_corpus::{A_CURSOR, Expected, built_in};
use touchpoint_language::json::Json;

fn map(input: &[u8]) -> Ran {
    let mapping = [
        "map",
        "--mapping",
        "mappings/hubspot.yaml",
        "-q",
        "engagement_type=call",
    ];
    run_with(&mapping, input)
}

#[test]
fn a_recorded_reply_becomes_the_page_of_its_case() {
    let cases = built_in().unwrap();
    let case = cases
        .iter()
        .find(|case| case.slug == "hubspot" && case.name == "calls")
        .unwrap();
    let ran = map(&case.exchanges[0].reply.body);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let mut page = Json::parse(&ran.out).unwrap();
    *page.get_mut("next_cursor").unwrap() = A_CURSOR.into();
    assert_eq!(Expected::Page(page), case.expected[0]);
}

#[test]
fn what_is_no_page_is_1_with_a_reason() {
    let deep = format!("{{\"results\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let cut = br#"{"results":[{"id":"1","properties":{"hs_call_ti"#;
    for (input, reason) in [
        (&cut[..], "not JSON"),
        (b"<!DOCTYPE html><html>busy</html>", "HTML"),
        (b"", "empty"),
        (b"7", "$.results"),
        (br#"{"error":"no"}"#, "$.results"),
        (b"\xff\xfe{}", "not JSON"),
        (deep.as_bytes(), "not JSON"),
    ] {
        let ran = map(input);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:#?}");
        assert!(
            ran.err.starts_with("error: this reply cannot be mapped: "),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(reason), "{reason}: {}", ran.err);
        // What came is shown where it is short: an error's body says why.
        let shown = ran.err.contains(r#"the reply is {"error":"no"}"#);
        assert_eq!(shown, input == br#"{"error":"no"}"#, "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}

#[test]
fn a_bad_record_costs_no_good_one() {
    let input = br#"{"results":[5,{"id":98765432109876543210,"properties":{"hs_call_title":1.50,"hs_timestamp":"soon"}}]}"#;
    let ran = map(input);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let page = ran.json();
    let last = page["result"].as_array().unwrap().last().unwrap();
    assert_eq!(last["id"], "98765432109876543210");
    assert_eq!(last["subject"], "1.50");
    assert_eq!(last["start_time"], Value::Null);
    assert!(
        ran.out
            .contains(r#""id":98765432109876543210,"properties""#),
        "{}",
        ran.out
    );
    assert!(page["warnings"].as_array().unwrap().len() >= 2, "{page:#}");
    assert!(
        ran.err.contains("record 1: ") && ran.err.contains("mappings/hubspot.yaml:"),
        "{}",
        ran.err
    );
}

#[test]
fn a_kind_of_warning_is_told_once_however_many_records_it_is_about() {
    let one = r#"{"id":"1","properties":{"hs_timestamp":"soon"}}"#;
    let input = format!("{{\"results\":[{}]}}", [one; 9].join(","));
    let ran = map(input.as_bytes());
    let page = ran.json();
    let warnings = page["warnings"].as_array().unwrap();
    let of_time: Vec<&Value> = warnings
        .iter()
        .filter(|warning| warning["field"] == "start_time")
        .collect();
    assert_eq!(of_time.len(), 1, "{page:#}");
    assert_eq!(of_time[0]["count"], 9);
    assert_eq!(of_time[0]["records"], serde_json::json!([0, 1, 2, 3, 4]));
    assert!(
        ran.err.contains("  9 records, the first is 0: "),
        "{}",
        ran.err
    );
}

#[test]
fn the_whole_reply_is_mapped() {
    let records: Vec<String> = (0..60)
        .map(|id| format!("{{\"id\":{id},\"properties\":{{}}}}"))
        .collect();
    let input = format!("{{\"results\":[{}]}}", records.join(","));
    assert_eq!(map(input.as_bytes()).json()["result_count"], 60);
    let few = run_with(
        &[
            "map",
            "--mapping",
            "mappings/hubspot.yaml",
            "-q",
            "engagement_type=call&limit=7",
        ],
        input.as_bytes(),
    );
    assert_eq!(few.json()["result_count"], 7);
}

/// Paths that lead nowhere, words that are none of ours, and times of another unit.
#[test]
fn what_a_reply_does_to_its_mapping_is_told() {
    let mapping = r#"mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: token }]
list:
  request: GET /calls
  paging: { kind: cursor, send_as: after, next: $.paging.next }
  records: $.data[*]
  fields:
    id: $.ID
    direction: { from: $.way, map: { in: inbound }, otherwise: keep }
    created_at: { from: $.made, time: unix_ms }
    contact: [{ each: "$.peple[*]", id: $.id }]
    opportunity: [{ each: "$.deals[*]", id: $.id }]
"#;
    let path = crate::binary::file("met.yaml", mapping);
    let reply =
        br#"{"data":[{"id":1,"way":"incoming","made":1764374400,"people":[{"id":2}],"deals":[]}]}"#;
    let ran = run_with(&["map", "--mapping", &path], reply);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    for (words, place) in [
        ("`$.paging.next` is not in this reply", "met.yaml:10:"),
        ("has anything at `$.ID`", "met.yaml:13:"),
        ("`direction` keeps `incoming`", "met.yaml:14:"),
        ("`time: unix_s`?", "met.yaml:15:"),
        ("`$.peple[*]` matches nothing", "met.yaml:16:"),
    ] {
        let line = ran.err.lines().find(|line| line.contains(words));
        assert!(
            line.is_some_and(|line| line.contains(place)),
            "{words}: {}",
            ran.err
        );
    }
    // an empty list is one that is there
    assert!(!ran.err.contains("$.deals"), "{}", ran.err);
}

#[test]
fn the_query_is_checked_as_for_a_call() {
    let ran = run_with(&["map", "--mapping", "mappings/hubspot.yaml"], b"{}");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("engagement_type"), "{}", ran.err);
    let folder = run_with(&["map", "--mapping", "mappings"], b"{}");
    assert_eq!(folder.code, Some(2), "{folder:#?}");
    let missing = run_with(&["map", "--mapping", "no.yaml"], b"{}");
    assert_eq!(missing.code, Some(3), "{missing:#?}");
}
