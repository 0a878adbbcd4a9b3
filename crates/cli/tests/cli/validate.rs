//! `validate`: every fault of every file at its place.

use crate::binary::{file, folder, root, run, run_in};
use serde_json::Value;

/// A misspelt key, a path that cannot be read and an unknown field.
const THREE_FAULTS: &str = r"mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth:
    - kind: bearer
      credential: access_token
list:
  request: GET /calls
  recrods: $.data[*]
  records: $.data[*]
  fields:
    id: $.id[
    subjct: $.title
";

#[test]
fn the_mappings_are_clean_built_in_and_as_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../mappings");
    let count = std::fs::read_dir(folder).unwrap().count();
    for arguments in [&["validate"][..], &["validate", "mappings"]] {
        let ran = run(&[arguments, &["--today", "2026-01-01"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
        let told = format!("{count} mappings checked: 0 errors, 0 warnings\n");
        assert_eq!(ran.err, told);
    }
}

#[test]
fn three_faults_of_one_file_are_told_in_one_run() {
    let path = file("acme.yaml", THREE_FAULTS);
    let ran = run(&["validate", &path, "--format", "json"]);
    assert_eq!(ran.code, Some(1));
    let found = ran.json();
    let told: Vec<(u64, u64, &str)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let number = |key: &str| one[key].as_u64().unwrap();
            (
                number("line"),
                number("column"),
                one["help"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(told.len(), 3, "{found:#}");
    assert_eq!((told[0].0, told[0].1), (12, 3));
    assert!(told[0].2.contains("`records`"), "{found:#}");
    assert_eq!(told[1].0, 15);
    assert_eq!((told[2].0, told[2].1), (16, 5));
    assert!(told[2].2.contains("`subject`"), "{found:#}");

    let text = run(&["validate", &path]);
    assert_eq!(text.code, Some(1));
    assert!(text.out.contains("acme.yaml:12:3"), "{}", text.out);
    assert_eq!(text.err, "1 mapping checked: 3 errors, 0 warnings\n");
}

#[test]
fn findings_are_written_for_services_too() {
    let path = file("acme.yaml", THREE_FAULTS);
    let github = run(&["validate", &path, "--format", "github"]);
    let lines: Vec<&str> = github.out.lines().collect();
    assert_eq!((github.code, lines.len()), (Some(1), 3), "{github:#?}");
    assert!(lines[0].starts_with("::error file="), "{}", lines[0]);
    let sarif = run(&["validate", &path, "--format", "sarif"]).json();
    assert_eq!(
        sarif["runs"][0]["results"].as_array().map(Vec::len),
        Some(3)
    );
    let clean = run(&["validate", "--today", "2026-01-01", "--format", "json"]);
    assert_eq!(
        (clean.code, clean.json()),
        (Some(0), Value::Array(Vec::new()))
    );
}

/// A mapping without a fault, whose vendor ends it on the last day of August 2027.
fn ending() -> String {
    let sound = THREE_FAULTS.replace("  recrods: $.data[*]\n", "");
    let sound = sound.replace("$.id[", "$.id").replace("subjct", "subject");
    let ends = "ends: { on: 2027-08-31, see: 'https://acme.example/sunset' }\nconnection:";
    sound.replace("connection:", ends) + "  paging: { kind: none }\n"
}

#[test]
fn what_ends_within_a_year_is_a_notice_and_no_fault() {
    let path = file("acme.yaml", &ending());
    let on = |day: &str, form: &str| {
        let words = [
            "validate",
            &path,
            "--deny-warnings",
            "--today",
            day,
            "--format",
            form,
        ];
        run(&words)
    };
    let before = on("2026-08-30", "text");
    assert_eq!(
        (before.code, before.out.as_str()),
        (Some(0), ""),
        "{before:#?}"
    );
    let near = on("2026-08-31", "text");
    assert_eq!(near.code, Some(0), "{near:#?}");
    let title = "notice[M601]: the API ends on 2027-08-31";
    assert!(near.out.starts_with(title), "{near:#?}");
    assert!(near.out.contains("in 365 days"), "{near:#?}");
    assert_eq!(
        near.err,
        "1 mapping checked: 0 errors, 0 warnings, 1 notice\n"
    );
    let over = on("2027-09-02", "json").json();
    assert_eq!(over[0]["severity"], "notice", "{over:#}");
    assert_eq!(over[0]["label"], "2 days ago", "{over:#}");
    let sarif = on("2027-01-01", "sarif").json();
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "note", "{sarif:#}");
    let github = on("2027-01-01", "github").out;
    assert!(github.starts_with("::notice file="), "{github}");
}

#[test]
fn a_file_that_cannot_be_read_is_3_and_costs_no_other() {
    let folder = folder();
    std::fs::write(folder.join("good.yaml"), THREE_FAULTS).unwrap();
    std::fs::write(folder.join("latin.yaml"), b"mapping: 1 # caf\xe9\n").unwrap();
    let ran = run(&[
        "validate",
        folder.to_str().unwrap(),
        "/no/such/file.yaml",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, Some(3));
    let found = ran.json();
    let codes = |code: &str| {
        found
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["code"] == code)
            .count()
    };
    assert_eq!(codes("M105"), 2, "{found:#}");
    assert_eq!(found.as_array().map(Vec::len), Some(5), "{found:#}");
    let empty = crate::binary::folder();
    assert_eq!(run(&["validate", empty.to_str().unwrap()]).code, Some(2));
}

#[test]
fn a_mapping_onto_another_model_goes_through_the_same_program() {
    let model = file(
        "visit.schema.json",
        r#"{ "title": "zoo/visits", "type": "object", "required": ["number"], "properties": {
            "number": { "type": "string" }, "began": { "type": "string", "format": "date-time" },
            "guide": { "type": "object", "properties": { "id": { "type": "string" } } } } }"#,
    );
    let mapping = file(
        "zoo.yaml",
        "mapping: 1\nintegration: zoo\nlabel: Zoo\nresource: zoo/visits\nconnection:\n  base_url: https://zoo.example\n  \
         auth:\n    - kind: bearer\n      credential: access_token\nlist:\n  request: GET /visits\n  records: $.visits[*]\n  \
         fields:\n    number: $.no\n    began: { from: $.at, time: unix_s }\n    guide: { id: $.guide }\n",
    );
    let clean = run(&["validate", &mapping, "--model", &model]);
    assert_eq!(clean.code, Some(0), "{clean:#?}");
    let reply = br#"{ "visits": [{ "no": 12345678901234567890, "at": 0, "guide": 7 }] }"#;
    let mapped = crate::binary::run_with(&["map", "--mapping", &mapping, "--model", &model], reply);
    assert_eq!(mapped.code, Some(0), "{mapped:#?}");
    let expected = r#"{"result":[{"number":"12345678901234567890","began":"1970-01-01T00:00:00Z","guide":{"id":"7"},"remote_data":{ "no": 12345678901234567890, "at": 0, "guide": 7 }}],"next_cursor":null,"prev_cursor":null,"result_count":1}"#;
    assert_eq!(mapped.out.trim_end(), expected);
    // The built-in model has no such resource.
    assert_eq!(run(&["validate", &mapping]).code, Some(1));
    let readme = root().join("tests/corpus/README.md");
    let no_model = run(&["validate", &mapping, "--model", readme.to_str().unwrap()]);
    assert_eq!(no_model.code, Some(3), "{no_model:#?}");
}

#[test]
fn a_file_in_another_encoding_says_which() {
    let path = file("utf16.yaml", "");
    let bytes: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain("mapping: 1\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(&path, bytes).unwrap();
    let ran = run(&["validate", &path]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    let said = format!("{}{}", ran.out, ran.err);
    assert!(
        said.contains("UTF-16") && said.contains("save it as UTF-8"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_nothing_of_ours_has_one_fault() {
    let path = file("x.yaml", "services:\n  web: { image: nginx }\n");
    let ran = run(&["validate", &path]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert_eq!(ran.out.matches("error[").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("`mapping: 1`"), "{}", ran.out);
}

#[test]
fn an_account_of_a_faulty_mapping_is_no_fault_of_its_own() {
    let folder = folder();
    std::fs::create_dir(folder.join("mappings")).unwrap();
    std::fs::write(folder.join("mappings/acme.yaml"), THREE_FAULTS).unwrap();
    let accounts =
        "accounts:\n- { id: one, integration: acme, credentials: { access_token: a } }\n";
    std::fs::write(folder.join("accounts.yaml"), accounts).unwrap();
    let ran = run_in(&folder, &["validate", "mappings", "accounts.yaml"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(ran.out.contains("unknown key `recrods`"), "{}", ran.out);
    assert!(!ran.out.contains("there is no integration"), "{}", ran.out);
}
