//! `lsp`: the program as an editor drives it, over standard input and output.

mod client;

use crate::binary::{folder, root, run};
use client::{Client, Position};
use serde_json::{Value, json};
use std::fs;

const MAPPING: &str = r#"mapping: 1
integration: acme
label: Acme
resource: crm/engagements
context:
  domain: { pattern: "[a-z0-9-]+", example: acme }
connection:
  base_url: https://{{ context.domain }}.acme.example/v2
  auth: [{ kind: bearer, credential: access_token }]
lookups:
  owners: { once: GET /owners, entries: "$.owners[*]", key: [$.id] }
list:
  shared:
    request: GET /calls
    paging: { kind: none }
    records: $.data[*]
    fields:
      id: $.id
      subject: $.title
  cases:
    call:
      # Calls, and visits that the vendor lists among them.
      parameters: { engagement_type: { checked: true } }
      fields:
        engagement_type: { from: $.kind, map: { CALL: call }, otherwise: keep }
        subject: $.headline
        owner: { lookup: owners, by: [$.owner.id], id: $.id }
"#;

/// An author's own folder: a mapping, and a case whose reply alone is there.
fn desk() -> std::path::PathBuf {
    let folder = folder();
    let case = folder.join("corpus/acme/calls");
    fs::create_dir_all(&case).unwrap();
    fs::create_dir(folder.join("mappings")).unwrap();
    fs::write(folder.join("mappings/acme.yaml"), MAPPING).unwrap();
    fs::write(
        case.join("case.yaml"),
        "about: Calls.\nquery: engagement_type=call\n",
    )
    .unwrap();
    fs::write(
        case.join("1.request.http"),
        "GET https://acme.acme.example/v2/calls\n? type = call\n",
    )
    .unwrap();
    let body = r#"{"data": [
        {"id": 7, "title": "Renewal", "headline": "Bo asks", "kind": "CALL", "owner": {"id": "o1", "full name": "Ida"}},
        {"id": 8, "title": null, "kind": "VISIT", "owner": null}]}"#;
    fs::write(case.join("1.reply.http"), format!("HTTP 200\n\n{body}")).unwrap();
    folder
}

/// The text with `|` taken out, and where it was.
fn marked(text: &str) -> (String, Position) {
    let (before, after) = text.split_once('|').unwrap();
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count();
    (format!("{before}{after}"), Position { line, column })
}

/// Replaces a part of the mapping by text in which `|` is the cursor.
fn typed(from: &str, to: &str) -> (String, Position) {
    assert_eq!(MAPPING.matches(from).count(), 1, "{from}");
    marked(&MAPPING.replace(from, to))
}

fn labels(items: &Value) -> Vec<String> {
    let items = items.as_array().unwrap_or_else(|| panic!("{items}"));
    items
        .iter()
        .map(|item| item["label"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn files_of_other_kinds_are_judged_too() {
    let folder = desk();
    let codes = |name: &str, text: &str| {
        let mut editor = Client::start(&folder.join(name));
        let told = editor.open(text);
        let all = told.as_array().unwrap().iter();
        let codes: Vec<(String, u64)> = all
            .map(|one| {
                let line = one["range"]["start"]["line"].as_u64().unwrap();
                (one["code"].as_str().unwrap().to_owned(), line)
            })
            .collect();
        assert_eq!(editor.end(), Some(0));
        codes
    };
    let code = |code: &str, line| vec![(code.to_owned(), line)];
    let project = "touchpoint: 1\nmapings: mappings/\n";
    assert_eq!(codes("touchpoint.yaml", project), code("M106", 1));
    let account = "accounts:\n- id: a\n  integration: acme\n  context: { domain: x }\n  credentals: { access_token: hush }\n";
    let found = codes("accounts.yaml", account);
    assert!(found.contains(&("M106".to_owned(), 4)), "{found:?}");
    assert_eq!(
        codes(
            "settings.yaml",
            "listn: 127.0.0.1:1\npublic_url: https://a.example\n"
        )[0]
        .1,
        0
    );
    assert!(codes("compose.yaml", "services: {}\n").is_empty());
}

#[test]
fn faults_are_told_while_typing_and_mended_by_an_action() {
    let folder = desk();
    let mut editor = Client::start(&folder.join("mappings/acme.yaml"));
    assert_eq!(editor.open(MAPPING), json!([]));
    let wrong = MAPPING.replace("records: $.data[*]", "recods: $.data[*]");
    let told = editor.change(&wrong);
    let first = told
        .as_array()
        .unwrap()
        .iter()
        .find(|told| told["code"] == "M106")
        .unwrap();
    assert_eq!(
        first["range"]["start"],
        json!({ "line": 15, "character": 4 }),
        "{told}"
    );
    assert!(
        first["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `records`?"),
        "{first}"
    );
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({ "range": first["range"], "context": { "diagnostics": [] } }),
    );
    assert_eq!(actions[0]["title"], "write `records`", "{actions}");
    let mended = editor.applied(&wrong, &actions[0]["edit"]);
    assert_eq!(mended, MAPPING);
    assert_eq!(editor.change(&mended), json!([]));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn keys_words_members_and_names_complete() {
    let folder = desk();
    let mut editor = Client::start(&folder.join("mappings/acme.yaml"));
    editor.open(MAPPING);
    let mut offered = |from: &str, to: &str| {
        let (text, at) = typed(from, to);
        editor.change(&text);
        editor.at("textDocument/completion", at)
    };
    // Keys of the language, and those that are written already are not offered again.
    let keys = labels(&offered(
        "    records: $.data[*]\n",
        "    records: $.data[*]\n    sk|\n",
    ));
    assert!(
        keys.contains(&"skip".to_owned()) && !keys.contains(&"records".to_owned()),
        "{keys:?}"
    );
    // Unified fields with their types.
    let fields = offered(
        "        subject: $.headline\n",
        "        subject: $.headline\n        dir|\n",
    );
    let direction = fields
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["label"] == "direction")
        .unwrap();
    assert!(
        direction["detail"].as_str().unwrap().contains("inbound"),
        "{direction}"
    );
    assert_eq!(direction["textEdit"]["newText"], "direction: ");
    // Words of the schema, and of the unified model.
    let kinds = labels(&offered("paging: { kind: none }", "paging: { kind: | }"));
    assert!(kinds.contains(&"cursor".to_owned()), "{kinds:?}");
    let words = labels(&offered("map: { CALL: call }", "map: { CALL: | }"));
    assert!(words.contains(&"meeting".to_owned()), "{words:?}");
    // The vendor's words, as they were recorded.
    let words = labels(&offered("map: { CALL: call }", "map: { CALL: call, | }"));
    assert!(
        words.contains(&"VISIT".to_owned()) && !words.contains(&"CALL".to_owned()),
        "{words:?}"
    );
    // Members of the recorded reply: of a record, of its objects, of the reply.
    let members = labels(&offered("subject: $.headline", "subject: $.|"));
    assert_eq!(members, ["id", "title", "headline", "kind", "owner"]);
    let below = offered("subject: $.headline", "subject: $.owner.f|");
    let names = below
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["label"] == "full name")
        .unwrap();
    assert!(
        names["detail"].as_str().unwrap().contains("\"Ida\""),
        "{names}"
    );
    assert_eq!(
        labels(&offered("records: $.data[*]", "records: $.|")),
        ["data"]
    );
    // Names in scope.
    let names = labels(&offered("{{ context.domain }}", "{{ con| }}"));
    assert_eq!(names, ["context.domain"]);
    let names = labels(&offered("lookup: owners", "lookup: |"));
    assert_eq!(names, ["owners"]);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn hover_definition_rename_and_values() {
    let folder = desk();
    let mut editor = Client::start(&folder.join("mappings/acme.yaml"));
    editor.open(MAPPING);
    let hover = |editor: &mut Client, from: &str, to: &str| {
        let answer = editor.at("textDocument/hover", typed(from, to).1);
        answer["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let key = hover(&mut editor, "    records:", "    rec|ords:");
    assert!(key.contains("Where the reply holds the records"), "{key}");
    let path = hover(&mut editor, "$.headline", "$.head|line");
    assert!(path.contains("\"Bo asks\""), "{path}");
    let field = hover(
        &mut editor,
        "        subject: $.headline",
        "        sub|ject: $.headline",
    );
    assert!(field.contains("subject: text"), "{field}");
    let variable = hover(&mut editor, "{{ context.domain }}", "{{ context.dom|ain }}");
    assert!(variable.contains("[a-z0-9-]+"), "{variable}");

    let definition = |editor: &mut Client, from: &str, to: &str| {
        let answer = editor.at("textDocument/definition", typed(from, to).1);
        answer["range"]["start"]["line"]
            .as_u64()
            .unwrap_or_else(|| panic!("{answer}"))
    };
    assert_eq!(
        definition(&mut editor, "lookup: owners", "lookup: own|ers"),
        10
    );
    assert_eq!(
        definition(&mut editor, "{{ context.domain }}", "{{ context.d|omain }}"),
        5
    );
    // A field of a case leads to the one of `shared` that it is laid over.
    assert_eq!(
        definition(
            &mut editor,
            "        subject: $.headline",
            "        subj|ect: $.headline"
        ),
        18
    );

    let (_, at) = typed("{{ context.domain }}", "{{ context.d|omain }}");
    let edit = editor.renamed(at, "company");
    let renamed = editor.applied(MAPPING, &edit);
    let wanted = MAPPING.replace("domain", "company");
    assert_eq!(renamed, wanted);
    let (_, at) = typed("  owners: {", "  own|ers: {");
    let edit = editor.renamed(at, "people");
    let renamed = editor.applied(MAPPING, &edit);
    assert_eq!(
        renamed,
        MAPPING
            .replace("  owners: {", "  people: {")
            .replace("lookup: owners", "lookup: people")
    );

    let whole = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } } });
    let hints = editor.ask("textDocument/inlayHint", whole);
    let hints: Vec<(u64, &str)> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| {
            (
                hint["position"]["line"].as_u64().unwrap(),
                hint["label"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(hints.contains(&(17, "= 7")), "{hints:?}");
    assert!(hints.contains(&(24, "= \"CALL\"")), "{hints:?}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn every_place_of_every_mapping_has_an_answer_and_no_fault() {
    for slug in ["pipedrive", "capsule"] {
        let path = root().join("mappings").join(format!("{slug}.yaml"));
        let text = fs::read_to_string(&path).unwrap();
        let mut editor = Client::start(&path);
        assert_eq!(editor.open(&text), json!([]), "{slug}");
        let mut answered = 0;
        for (line, written) in text.lines().enumerate().step_by(3) {
            let column = written.encode_utf16().count();
            for method in [
                "textDocument/completion",
                "textDocument/hover",
                "textDocument/definition",
            ] {
                for column in [column / 2, column] {
                    answered +=
                        usize::from(!editor.at(method, Position { line, column }).is_null());
                }
            }
        }
        assert!(answered > text.lines().count() / 3, "{slug}: {answered}");
        assert_eq!(editor.end(), Some(0), "{slug}");
    }
}

#[test]
fn a_text_that_is_no_mapping_is_left_alone() {
    let folder = desk();
    let mut editor = Client::start(&folder.join("compose.yaml"));
    assert_eq!(
        editor.open("services:\n  web: { image: nginx }\n"),
        json!([])
    );
    assert_eq!(editor.end(), Some(0));
    assert_eq!(run(&["lsp", "--model", "/no/such/file"]).code, Some(3));
}
