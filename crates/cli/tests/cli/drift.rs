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
