//! The sandbox for authors: what can be asked of it, and records like one's own.

use crate::binary::{file, folder, run};
use std::fs;

/// The words of the command that a text ends with.
fn tried(text: &str) -> Vec<String> {
    let (_, rest) = text
        .rsplit_once("try `touchpoint ")
        .unwrap_or_else(|| panic!("{text}"));
    let command = rest.split('`').next().unwrap();
    command
        .split(' ')
        .map(|word| word.trim_matches('\'').to_owned())
        .collect()
}

fn works(text: &str) -> (Vec<String>, crate::binary::Ran) {
    let words = tried(text);
    let ran = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ran.code, Some(0), "{words:?}: {ran:#?}");
    (words, ran)
}

#[test]
fn a_refusal_names_a_value_that_the_sandbox_knows_and_a_command_that_works() {
    let refused = run(&["list", "outreach", "--sandbox"]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    let known = "the sandbox knows `contact_id`: ";
    assert!(refused.err.contains(known), "{}", refused.err);
    let (words, page) = works(&refused.err);
    let query = words.last().unwrap();
    assert!(query.starts_with("contact_id="), "{words:?}");
    assert!(page.out.lines().count() > 2, "{page:#?}");
    // What was asked for stays.
    let one = [
        "list",
        "outreach",
        "--sandbox",
        "-q",
        "limit=1",
        "--format",
        "ndjson",
    ];
    let (words, page) = works(&run(&one).err);
    let query = words.last().unwrap();
    assert!(query.starts_with("limit=1&contact_id="), "{words:?}");
    assert_eq!(page.out.lines().count(), 1, "{page:#?}");
}

#[test]
fn a_required_parameter_lists_its_words() {
    let refused = run(&["list", "freshsales", "--sandbox"]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    let mut lines = refused.err.lines();
    let allowed = lines.find(|line| line.contains("allowed here: "));
    assert!(
        allowed.is_some_and(|line| line.contains("email")),
        "{refused:#?}"
    );
    works(&refused.err);
}

#[test]
fn a_corpus_gives_the_sandbox_records_like_ones_own() {
    let mapping = file(
        "acme.yaml",
        "mapping: 1
integration: acme
label: Acme
page: extra
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /calls
  paging: { kind: none }
  records: $.data[*]
  fields: { id: $.id, subject: $.title }
",
    );
    let corpus = folder();
    let case = corpus.join("acme/calls");
    fs::create_dir_all(&case).unwrap();
    fs::write(case.join("case.yaml"), "about: One call.\nsandbox: true\n").unwrap();
    let reply = r#"{"data": [{"id": "rec_7", "title": "Call", "shelf": {"depth": 3}}]}"#;
    fs::write(case.join("1.reply.http"), format!("HTTP 200\n\n{reply}\n")).unwrap();
    let folder = corpus.to_str().unwrap();
    let words = ["--mappings", &mapping, "--corpus", folder];
    run(&[&["test", "--accept"], &words[..]].concat());
    let list = run(&[
        &["list", "acme", "--sandbox", "--format", "json"],
        &words[..],
    ]
    .concat());
    assert_eq!(list.code, Some(0), "{list:#?}");
    let remote = &list.json()["result"][0]["remote_data"];
    assert!(
        remote["id"].as_str().unwrap().starts_with("rec_"),
        "{remote}"
    );
    assert!(remote["shelf"]["depth"].is_number(), "{remote}");
    let plain = run(&[
        "list",
        "acme",
        "--sandbox",
        "--format",
        "json",
        "--mappings",
        &mapping,
    ]);
    assert!(
        plain.json()["result"][0]["remote_data"]
            .get("shelf")
            .is_none(),
        "{plain:#?}"
    );
    let broken = run(&[
        "list",
        "acme",
        "--sandbox",
        "--mappings",
        &mapping,
        "--corpus",
        "/no/such",
    ]);
    assert_eq!(broken.code, Some(1), "{broken:#?}");
}
