//! `why`: the life of a value, and what became of a filter.

use crate::binary::{file, root, run};
use serde_json::Value;

/// The head and the body of a recorded reply.
fn body(case: &str, reply: &str) -> String {
    let path = root().join(format!("tests/corpus/pipedrive/{case}/{reply}"));
    let text = std::fs::read_to_string(path).unwrap();
    text.split_once("\n\n").unwrap().1.to_owned()
}

/// The text at a place of a file: `mappings/acme.yaml:31:5`.
fn at(place: &str) -> String {
    let parts: Vec<&str> = place.rsplitn(3, ':').collect();
    let [column, line, file] = parts[..] else {
        panic!("{place}")
    };
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    let line = text
        .lines()
        .nth(line.parse::<usize>().unwrap() - 1)
        .unwrap();
    line.chars()
        .skip(column.parse::<usize>().unwrap() - 1)
        .collect()
}

fn mapping(from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(root().join("mappings/pipedrive.yaml")).unwrap();
    let changed = text.replace(from, to);
    assert_ne!(text, changed);
    file("pipedrive.yaml", &changed)
}

#[test]
fn a_value_has_its_place_in_the_mapping_and_in_the_reply() {
    let ran = run(&[
        "why",
        "pipedrive",
        "activities",
        "result[0].created_at",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let why = ran.json();
    assert_eq!(why["is"], "2026-04-01T08:00:00Z");
    let life = &why["lives"][0];
    assert!(
        at(life["place"].as_str().unwrap()).starts_with("$.add_time"),
        "{life}"
    );
    let place = &life["found"]["place"];
    assert_eq!(place["reply"], "1.reply.http");
    assert_eq!(place["pointer"], "/data/0/add_time");
    let byte = usize::try_from(place["byte"].as_u64().unwrap()).unwrap();
    let body = body("activities", "1.reply.http");
    assert!(
        body.get(byte..)
            .unwrap()
            .starts_with("\"2026-04-01T08:00:00Z\",\n      \"update_time\"")
    );
    assert_eq!(life["steps"][0]["before"], "2026-04-01T08:00:00Z");
    assert_eq!(life["steps"][0]["after"], "2026-04-01T08:00:00Z");

    let text = run(&["why", "pipedrive", "activities", "result[0].created_at"]).out;
    let line = format!(
        "there stands \"2026-04-01T08:00:00Z\", at /data/0/add_time of 1.reply.http, byte {byte}\n"
    );
    assert!(text.contains(&line), "{text}");
}

#[test]
fn a_value_of_a_later_page_is_found_in_its_own_reply() {
    let words = [
        "why",
        "pipedrive",
        "activities",
        "result[0].id",
        "--page",
        "2",
        "--format",
        "json",
    ];
    let why = run(&words).json();
    let place = &why["lives"][0]["found"]["place"];
    assert_eq!(place["reply"], "2.reply.http");
    let body: Value = serde_json::from_str(&body("activities", "2.reply.http")).unwrap();
    let stands = body.pointer(place["pointer"].as_str().unwrap()).unwrap();
    assert_eq!(why["is"], stands.to_string(), "{why}");
}

#[test]
fn a_null_names_what_was_looked_for_and_the_nearest_path() {
    let mapping = mapping("content: $.note", "content: $.noet");
    let words = [
        "why",
        "pipedrive",
        "activities",
        "result[0].content",
        "--mappings",
        &mapping,
    ];
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    for line in [
        "result[0].content = null\n",
        "    nothing stands at $.noet\n",
        "    did you mean $.note?\n",
        "    = nothing\n",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
}

#[test]
fn a_null_that_the_vendor_sent_is_told_as_such() {
    let ran = run(&["why", "pipedrive", "activities", "result[1].opportunity"]);
    assert!(
        ran.out.starts_with("result[1].opportunity = []\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("none of its members has a value"),
        "{}",
        ran.out
    );
}

#[test]
fn the_elements_of_a_list_are_told_one_by_one() {
    let reply = r#"{"success": true, "data": [{"id": 7, "person_id": 311, "participants":
        [{"person_id": 311}, {"person_id": null}, {"person_id": 312}]}], "additional_data": {}}"#;
    let file = file("reply.json", reply);
    let words = [
        "why",
        "pipedrive",
        &file,
        "result[0].contact[1].id",
        "--format",
        "json",
    ];
    let why = run(&words).json();
    assert_eq!(why["is"], "312");
    assert_eq!(why["lives"].as_array().unwrap().len(), 1);
    let place = &why["lives"][0]["found"]["place"];
    assert_eq!(place["pointer"], "/data/0/participants/2/person_id");
    assert_eq!(place["reply"], file.as_str());
    let byte = usize::try_from(place["byte"].as_u64().unwrap()).unwrap();
    assert_eq!(byte, reply.find("312").unwrap());
    let elements = why["sources"][1]["elements"].as_array().unwrap();
    let became: Vec<&str> = elements
        .iter()
        .map(|e| e["became"].as_str().unwrap())
        .collect();
    assert_eq!(
        became,
        [
            "left out: it is in the list already",
            "left out: none of its members has a value",
            "taken"
        ]
    );
}

#[test]
fn what_became_of_a_filter_is_told_clause_by_clause() {
    let ran = run(&[
        "why",
        "pipedrive",
        "updated-between",
        "filter",
        "updated_at",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let (since, until) = ran.out.split_once("\n\n").unwrap();
    assert!(
        since.starts_with("updated_at gte 2026-04-02: pushed\n"),
        "{since}"
    );
    assert!(
        since.contains("    + ? updated_since = 2026-04-02T00:00:00Z"),
        "{since}"
    );
    assert!(!since.contains("updated_until"), "{since}");
    assert!(
        until.contains("    + ? updated_until = 2026-04-04T00:00:00Z"),
        "{until}"
    );

    let words = [
        "why",
        "pipedrive",
        "created-since",
        "filter",
        "created_at",
        "--format",
        "json",
    ];
    let clause = &run(&words).json()["clauses"][0];
    assert_eq!(clause["fate"], "checked");
    assert_eq!(clause["checked_on"], "created_at");
    let because = clause["because"].as_str().unwrap();
    assert!(
        because.starts_with("this route declares no `created_at`"),
        "{because}"
    );
    assert!(at(clause["place"].as_str().unwrap()).len() > 3);
}

#[test]
fn a_filter_is_named_as_in_mappings_or_as_in_queries() {
    let told = |name: &str, query: &str| {
        let ran = run(&[
            "why",
            "pipedrive",
            "activities",
            "filter",
            name,
            "-q",
            query,
        ]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran.out
    };
    let owner = told("owner.id", "owner[id]=3");
    assert!(owner.starts_with("owner.id"), "{owner}");
    assert_eq!(told("owner[id]", "owner[id]=3"), owner);
    let query = "updated_at[gte]=2026-04-02&updated_at[lt]=2026-04-04";
    let since = told("updated_at[gte]", query);
    assert!(
        since.contains("gte") && !since.contains("updated_at lt"),
        "{since}"
    );
}

#[test]
fn a_filter_that_cannot_be_served_says_so() {
    let words = [
        "why",
        "pipedrive",
        "owner",
        "filter",
        "lead",
        "-q",
        "lead=7",
    ];
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.out.starts_with("refused: ") && ran.out.contains("does not filter by it"));
}

#[test]
fn what_is_not_there_is_told_with_the_next_step() {
    for (words, code, told) in [
        (
            vec!["activites", "result[0].id"],
            2,
            "did you mean `activities`?",
        ),
        (
            vec!["activities", "result[77].id"],
            1,
            "this page has 2 records",
        ),
        (
            vec!["activities", "result[0].contant"],
            1,
            "did you mean `content`?",
        ),
        (
            vec!["activities", "start_time"],
            1,
            "`result[3].start_time`",
        ),
        (
            vec!["activities", "filter", "owner"],
            1,
            "does not filter by `owner`",
        ),
        (
            vec!["activities", "result[0].id", "--page", "9"],
            1,
            "no page 9",
        ),
    ] {
        let words = [vec!["why", "pipedrive"], words].concat();
        let ran = run(&words);
        assert_eq!(ran.code, Some(code), "{words:?} {ran:#?}");
        assert!(ran.err.contains(told), "{words:?}: {}", ran.err);
    }
}

#[test]
fn fields_of_every_kind_can_be_told() {
    let corpus = root().join("tests/corpus/hubspot/calls/1.expected.json");
    let page: Value = serde_json::from_str(&std::fs::read_to_string(corpus).unwrap()).unwrap();
    let record = page["result"][0].as_object().unwrap();
    // A word, a time, an object, a list, and what this case leaves empty.
    for field in [
        "direction",
        "start_time",
        "owner",
        "contact",
        "phone_numbers",
    ] {
        let Some(value) = record.get(field) else {
            continue;
        };
        let target = format!("result[0].{field}");
        let why = run(&["why", "hubspot", "calls", &target, "--format", "json"]).json();
        assert_eq!(why["is"], *value, "{field}");
        let lives = why["lives"].as_array().unwrap();
        let told = !lives.is_empty() || why["sources"].is_array() || why["unfilled"].is_string();
        assert!(told, "{field}: {why}");
        if let (Some(text), [life]) = (value.as_str(), lives.as_slice()) {
            assert_eq!(life["ends"], text, "{field}");
        }
    }
}
