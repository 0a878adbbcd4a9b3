//! `explain`: the request, the filters, the paging and every field with its place.

use crate::binary::{folder, root, run};
use std::fs;

/// `contact.id` stands in `shared`, and the text of one case alone reads it.
const READ_BY_ONE: &str = r#"
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: token }]
list:
  rules: [{ required: engagement_type }]
  shared:
    paging: { kind: none }
    parameters: { contact.id: { pattern: "[0-9]+" } }
    records: $.data[*]
    fields: { id: $.id, contact: { id: $.who } }
  cases:
    call: { when: { engagement_type: call }, request: GET /calls, send: { who: "{{ query.contact.id }}" } }
    task: { when: { engagement_type: task }, request: GET /tasks }
"#;

#[test]
fn a_filter_that_the_call_does_not_hold_is_not_said_to_be_sent() {
    let mapping = folder().join("acme.yaml");
    fs::write(&mapping, READ_BY_ONE).unwrap();
    let mapping = mapping.to_str().unwrap();
    for (kind, told) in [
        ("call", "eq into the request's own text"),
        ("task", "eq checked on the records"),
    ] {
        let query = format!("engagement_type={kind}&contact[id]=3");
        let ran = run(&["explain", "acme", "--mappings", mapping, "-q", &query]);
        assert!(ran.out.contains(told), "{kind}: {}", ran.out);
    }
}

#[test]
fn a_call_is_explained() {
    let ran = run(&["explain", "hubspot", "-q", "engagement_type=call&limit=3"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    for part in [
        "  GET https://api.hubapi.com/crm/objects/2026-09/calls\n",
        "  ? limit = 3\n",
        "  authorization: ••••\n",
        "  engagement_type  decided\n",
        "$.paging.next.after",
        "contact.id",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}

#[test]
fn what_the_one_walk_does_not_read_is_named() {
    for (slug, apart) in [
        ("hubspot", None),
        ("planhat", Some("$.endusers[?match(@, '.+')]")),
    ] {
        let ran = run(&["explain", slug]);
        let mut lines = ran.out.lines();
        let line = lines.find_map(|line| line.strip_prefix("  read apart from the one walk: "));
        assert_eq!(line, apart, "{slug}: {}", ran.out);
    }
}

#[test]
fn every_field_names_its_place() {
    let ran = run(&[
        "explain",
        "hubspot",
        "-q",
        "engagement_type=call",
        "--format",
        "json",
    ]);
    let explained = ran.json();
    let fields = explained["cases"][0]["fields"].as_array().unwrap();
    assert!(fields.len() > 10);
    let text = std::fs::read_to_string(root().join("mappings/hubspot.yaml")).unwrap();
    let subject = fields
        .iter()
        .find(|field| field["field"] == "subject")
        .unwrap();
    assert_eq!(subject["from"], "$.properties.hs_call_title");
    let place = subject["place"].as_str().unwrap();
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next().unwrap().parse().unwrap();
    let line: usize = parts.next().unwrap().parse().unwrap();
    let found: String = text
        .lines()
        .nth(line - 1)
        .unwrap()
        .chars()
        .skip(column - 1)
        .collect();
    assert!(
        found.starts_with("$.properties.hs_call_title"),
        "{place}: {found}"
    );
    assert_eq!(explained["requests"][0]["method"], "GET");
    assert_eq!(explained["filters"]["engagement_type"], "decided");
}

#[test]
fn without_a_query_what_is_required_is_shown() {
    let ran = run(&["explain", "hubspot"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.out.contains("a query is required"), "{}", ran.out);
    assert!(
        ran.out
            .contains("exactly one of engagement_type, contact_id"),
        "{}",
        ran.out
    );
    assert!(ran.out.matches("\ncase ").count() > 2, "{}", ran.out);
    let refused = run(&["explain", "hubspot", "-q", "limit=5"]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
}

#[test]
fn every_integration_can_be_explained() {
    let slugs = std::fs::read_dir(root().join("mappings")).unwrap();
    for path in slugs.map(|entry| entry.unwrap().path()) {
        let slug = path.file_stem().unwrap().to_str().unwrap();
        for format in ["text", "json"] {
            let ran = run(&["explain", slug, "--format", format]);
            assert_eq!(
                (ran.code, ran.err.as_str()),
                (Some(0), ""),
                "{slug}: {ran:#?}"
            );
        }
    }
}

#[test]
fn every_list_that_is_read_as_one_is_shown() {
    let query = "engagement_type=all&created_at[gte]=2026-01-01";
    let ran = run(&["explain", "salesforce", "-q", query, "--format", "json"]);
    let explained = ran.json();
    let asked: Vec<&str> = explained["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["query"][0][1].as_str().unwrap())
        .collect();
    let [tasks, events] = asked[..] else {
        panic!("{asked:?}")
    };
    assert!(tasks.contains(" FROM Task ") && events.contains(" FROM Event "));
    assert_eq!(explained["cases"].as_array().unwrap().len(), 2);
}
