//! `drift`: replies against the recorded ones, graded by what the mapping reads.

use crate::binary::{file, root, run};
use std::fs;

/// The body of a recorded reply.
fn recorded() -> String {
    let text =
        fs::read_to_string(root().join("tests/corpus/pipedrive/account/1.reply.http")).unwrap();
    text.split_once("\n\n").unwrap().1.to_owned()
}

#[test]
fn a_recorded_reply_has_not_drifted() {
    let path = file("reply.json", &recorded());
    let ran = run(&["drift", "pipedrive", &path]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
    assert!(
        ran.err
            .contains("GET /api/v2/activities: 0 breaking, 0 to review, 0 harmless"),
        "{}",
        ran.err
    );
}

#[test]
fn what_changed_is_graded_by_what_the_mapping_reads() {
    let text = recorded()
        .replace("\"subject\":", "\"subjects\":")
        .replace(
            "\"creator_user_id\": 9001",
            "\"creator_user_id\": \"u-9001\"",
        )
        .replace(
            "\"is_deleted\": false",
            "\"is_deleted\": false, \"flags\": []",
        );
    let path = file("reply.json", &text);
    let ran = run(&["drift", "pipedrive", &path, "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let all = ran.json();
    let grade = |path: &str, what: &str| {
        let mut all = all.as_array().unwrap().iter();
        let one =
            all.find(|one| one["path"] == path && one["what"].as_str().unwrap().starts_with(what));
        one.map(|one| one["grade"].as_str().unwrap().to_owned())
    };
    assert_eq!(
        grade("$.data[*].subject", "is gone").as_deref(),
        Some("breaking"),
        "{all:#}"
    );
    assert_eq!(
        grade("$.data[*].subjects", "is new").as_deref(),
        Some("harmless")
    );
    assert_eq!(
        grade("$.data[*].flags", "is new").as_deref(),
        Some("harmless")
    );
    assert_eq!(
        grade("$.data[*].creator_user_id", "is text, was number").as_deref(),
        Some("harmless")
    );
    let told = run(&["drift", "pipedrive", &path]);
    assert!(told.out.contains("`subject` reads it at "), "{}", told.out);
    assert!(
        told.out
            .contains("help: read `subject` from `$.data[*].subjects`"),
        "{}",
        told.out
    );
}

#[test]
fn what_the_list_itself_needs_breaks_it() {
    let told = |text: &str| run(&["drift", "pipedrive", &file("reply.json", text)]);
    let breaks = |text: &str, line: &str| {
        let ran = told(text);
        assert_eq!(ran.code, Some(1), "{ran:#?}");
        assert!(
            ran.out.contains("breaking") && ran.out.contains(line),
            "{line}: {}",
            ran.out
        );
    };
    let gone = "$.data is gone (1 of 1); `records` reads it at ";
    breaks(&recorded().replace("\"data\":", "\"items\":"), gone);
    breaks(r#"{ "success": false, "error": "no" }"#, gone);
    let cursor = recorded().replace("\"next_cursor\":", "\"next\":");
    breaks(
        &cursor,
        "$.additional_data.next_cursor is gone (1 of 1); `next` reads it at ",
    );
}

#[test]
fn a_reply_of_something_else_is_not_compared() {
    let path = file("reply.json", r#"{"zebra":[{"stripes":7}]}"#);
    let ran = run(&["drift", "pipedrive", &path]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(
        ran.err
            .contains("no recorded reply of `pipedrive` is like these"),
        "{}",
        ran.err
    );
    assert_eq!(
        run(&["drift", "pipedrive", "/no/such/file.json"]).code,
        Some(3)
    );
}

/// The body of the recorded calls of a vendor whose types share one list each.
fn calls() -> String {
    let path = root().join("tests/corpus/hubspot/calls/1.reply.http");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_reply_is_judged_by_the_lists_alone_that_answer_its_call() {
    let text = calls();
    let body = text.split_once("\n\n").unwrap().1;
    let reply: serde_json::Value = serde_json::from_str(body).unwrap();
    let was = reply["results"][0]["properties"]["hs_timestamp"]
        .as_str()
        .unwrap();
    let path = file("reply.json", &body.replacen(was, "yesterday", 1));
    let ran = run(&["drift", "hubspot", &path]);
    let breaking: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.starts_with("breaking"))
        .collect();
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let [start, end] = breaking.as_slice() else {
        panic!("{ran:#?}");
    };
    for (line, field) in [(start, "`start_time`"), (end, "`end_time`")] {
        assert!(
            line.starts_with("breaking  $.results[*].properties.hs_timestamp cannot be read"),
            "{line}"
        );
        assert!(line.contains(field), "{line}");
    }
}

#[test]
fn a_recorded_reply_is_read_with_its_status_and_headers() {
    let ran = run(&["drift", "hubspot", &file("1.reply.http", &calls())]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
    let broken = run(&["drift", "hubspot", &file("2.reply.http", "no reply")]);
    assert_eq!(broken.code, Some(3), "{broken:#?}");
}

#[test]
fn the_reply_of_a_table_is_judged_by_what_the_table_reads() {
    let path = root().join("tests/corpus/hubspot/calls-found/1b.reply.http");
    let text = fs::read_to_string(path).unwrap();
    let as_recorded = run(&["drift", "hubspot", &file("1b.reply.http", &text)]);
    assert_eq!(as_recorded.code, Some(0), "{as_recorded:#?}");
    let text = text.replace("\"from\":", "\"of\":");
    let ran = run(&["drift", "hubspot", &file("1b.reply.http", &text)]);
    let line = ran.out.lines().next().unwrap_or_default();
    assert!(line.contains("$.results[*].from is gone"), "{ran:#?}");
    assert!(
        line.contains("`lookups.") && line.contains(".key` reads it at"),
        "{line}"
    );
}
