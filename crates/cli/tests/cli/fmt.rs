//! `fmt` and `validate --fix`: one form, and what mends itself.

use crate::binary::{folder, run, run_in, run_with};
use std::fs;

const LOOSE: &str = "mapping:   1\nintegration: acme\nlabel:  'Acme'   # what people call it\nresource: crm/engagements\nconnection:\n    base_url: https://api.acme.example\n    auth: [{kind: bearer, credential: access_token}]\nlist:\n    request: GET /calls\n    paging: {kind: none}\n    records: $.data[*]\n    fields: {id: $.id}\n";

const FORMED: &str = "mapping: 1\nintegration: acme\nlabel: \"Acme\"    # what people call it\nresource: crm/engagements\nconnection:\n  base_url: https://api.acme.example\n  auth: [{ kind: bearer, credential: access_token }]\nlist:\n  request: GET /calls\n  paging: { kind: none }\n  records: $.data[*]\n  fields: { id: $.id }\n";

#[test]
fn the_mappings_have_their_form() {
    let ran = run(&["fmt", "--check", "mappings", "tests/fourteenth/mappings"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
}

#[test]
fn a_file_is_written_once_and_then_stays() {
    let folder = folder();
    let path = folder.join("acme.yaml");
    fs::write(&path, LOOSE).unwrap();
    let checked = run_in(&folder, &["fmt", "--check"]);
    assert_eq!(
        (checked.code, checked.out.as_str()),
        (Some(1), "acme.yaml\n"),
        "{checked:#?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), LOOSE);
    let written = run_in(&folder, &["fmt"]);
    assert_eq!(
        (written.code, written.err.as_str()),
        (Some(0), "1 of 1 changed\n"),
        "{written:#?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), FORMED);
    assert_eq!(run_in(&folder, &["fmt", "--check"]).code, Some(0));
    let piped = run_with(&["fmt", "-"], LOOSE.as_bytes());
    assert_eq!(piped.out, FORMED);
}

#[test]
fn a_faulty_file_is_left_as_it_is() {
    let folder = folder();
    let path = folder.join("acme.yaml");
    let faulty = LOOSE.replace("{id: $.id}", "{id: $.id");
    fs::write(&path, &faulty).unwrap();
    let ran = run_in(&folder, &["fmt", "acme.yaml"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(
        ran.err.contains("touchpoint validate acme.yaml"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), faulty);
    let none = self::folder();
    assert_eq!(run_in(&none, &["fmt"]).code, Some(2));
}

#[test]
fn what_has_one_obvious_mend_is_mended() {
    let folder = folder();
    let path = folder.join("acme.yaml");
    let broken = FORMED
        .replace("records:", "recods:")
        .replace("kind: bearer", "kind: baerer")
        .replace(
            "{ id: $.id }",
            "{ id: $.id, subjct: $.title, content: $.notes[0] }",
        )
        .replace(
            "label: \"Acme\"    # what people call it",
            "# What people call it.\nlabel: Acme: the CRM",
        );
    fs::write(&path, &broken).unwrap();
    let before = run_in(&folder, &["validate", "acme.yaml"]);
    assert_eq!(before.code, Some(1), "{before:#?}");
    let ran = run_in(&folder, &["validate", "acme.yaml", "--fix"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.err.contains("write `records`"), "{}", ran.err);
    let mended = fs::read_to_string(&path).unwrap();
    for line in [
        "records: $.data[*]",
        "kind: bearer",
        "subject: $.title",
        "label: \"Acme: the CRM\"",
        "content: \"$.notes[0]\"",
    ] {
        assert!(mended.contains(line), "{line}: {mended}");
    }
    assert!(mended.contains("# What people call it."), "{mended}");
}

#[test]
fn what_is_left_to_a_person_stays() {
    let folder = folder();
    let path = folder.join("acme.yaml");
    let broken = FORMED.replace("  records: $.data[*]\n", "");
    fs::write(&path, &broken).unwrap();
    let ran = run_in(&folder, &["validate", "--fix"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), broken);
}
