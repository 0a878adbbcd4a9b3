//! What holds and what does not; faulty clauses are named with their place.

use super::{Condition, Facts, FaultPlace, Subject};
use crate::expr::path::Path;
use crate::json::{Json, json};
use crate::model::Operator;
use std::borrow::Cow;

struct Reply {
    parameters: Json,
    body: Json,
}

impl Facts for Reply {
    fn parameter(&self, name: &str) -> Option<Cow<'_, Json>> {
        self.parameters.get(name).map(Cow::Borrowed)
    }
    fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
        path.one(&self.body).map(Cow::Borrowed)
    }
    fn filters(&self, name: &str, operator: Operator) -> bool {
        name == "created_at" && operator == Operator::Gte
    }
    fn merges(&self) -> bool {
        true
    }
    fn status(&self) -> Option<u16> {
        Some(403)
    }
    fn header(&self, name: &str) -> Option<&str> {
        (name == "x-left").then_some("0")
    }
}

fn holds(written: Json) -> bool {
    let reply = Reply {
        parameters: json!({ "kind": "call", "list": ["a", "b"] }),
        body: json!({ "done": true, "gone": null, "count": 3, "parts": [{ "code": "LIMIT" }], "empty": "" }),
    };
    Condition::read(written.as_object().unwrap())
        .unwrap()
        .holds(&reply)
}

#[test]
fn clauses_hold_or_do_not() {
    let hold = [
        json!({}),
        json!({ "kind": "call" }),
        json!({ "kind": ["visit", "call"] }),
        json!({ "kind": "given", "other": "absent" }),
        json!({ "list": ["a", "b", "c"] }),
        json!({ "$.done": true }),
        json!({ "$.done": "true" }),
        json!({ "$.count": "3" }),
        json!({ "$.gone": "null", "$.missing": "absent" }),
        json!({ "$.gone": null }),
        json!({ "$.gone": "absent" }),
        json!({ "status": 403, "$.parts[0].code": "LIMIT" }),
        json!({ "status": [401, "403"] }),
        json!({ "header.X-Left": 0 }),
        json!({ "header.x-other": "absent" }),
        json!({ "$.empty": "given", "$.count": "filled", "$.parts": "filled", "header.x-left": "filled" }),
    ];
    for written in hold {
        assert!(holds(written.clone()), "{written}");
    }
    let fail = [
        json!({ "kind": "visit" }),
        json!({ "kind": "call", "other": "given" }),
        json!({ "list": ["a"] }),
        json!({ "$.done": false }),
        json!({ "$.gone": "given" }),
        json!({ "$.missing": "null" }),
        json!({ "$.parts": "LIMIT" }),
        json!({ "status": 200 }),
        json!({ "kind": ["given"] }),
        json!({ "$.empty": "filled" }),
        json!({ "$.gone": "filled" }),
        json!({ "$.missing": "filled" }),
        json!({ "$.done": ["filled"] }),
        // Of a parameter it is a value.
        json!({ "kind": "filled" }),
    ];
    for written in fail {
        assert!(!holds(written.clone()), "{written}");
    }
}

#[test]
fn one_of_the_alternatives_must_hold_beside_every_line() {
    for written in [
        json!({ "any": ["kind"] }),
        json!({ "any": ["other", { "kind": "call", "$.done": true }] }),
        json!({ "any": [{ "kind": "visit" }, "created_at.gte"], "status": 403 }),
        json!({ "any": ["merge"] }),
        json!({ "merge": true, "created_at.lte": "absent" }),
    ] {
        assert!(holds(written.clone()), "{written}");
    }
    for written in [
        json!({ "any": ["other"] }),
        json!({ "any": [{ "kind": "call", "$.done": false }, "other"] }),
        json!({ "any": ["kind"], "status": 200 }),
        json!({ "any": ["created_at.lte", { "merge": false }] }),
        json!({ "created_at.gte": "absent" }),
    ] {
        assert!(!holds(written.clone()), "{written}");
    }
}

#[test]
fn a_faulty_clause_is_named() {
    for (written, alternative, key) in [
        (json!({ "a": 1, "$.b[": 1 }), None, Some("$.b[")),
        (json!({ "a": {} }), None, Some("a")),
        (json!({ "a": [] }), None, Some("a")),
        (json!({ "a": [null] }), None, Some("a")),
        (json!({ "header.": 1 }), None, Some("header.")),
        (json!({ "": 1 }), None, Some("")),
        (json!({ "any": [] }), None, Some("any")),
        (json!({ "any": "a" }), None, Some("any")),
        (json!({ "any": ["a", 3] }), Some(1), None),
        (json!({ "any": ["a", {}] }), Some(1), None),
        (json!({ "any": ["a", "$.b["] }), Some(1), None),
        (json!({ "any": [{ "a": 1, "b": {} }] }), Some(0), Some("b")),
        (json!({ "any": [{ "any": ["b"] }] }), Some(0), Some("any")),
        (json!({ "merge": "given" }), None, Some("merge")),
        (
            json!({ "created_at.gte": "2026" }),
            None,
            Some("created_at.gte"),
        ),
    ] {
        let key = key.map(str::to_owned);
        assert_eq!(
            Condition::read(written.as_object().unwrap()).unwrap_err().0,
            FaultPlace { alternative, key },
            "{written}"
        );
    }
}

#[test]
fn a_caller_asks_for_a_status_of_records() {
    let written = json!({ "status": "open", "any": ["status", "kind"] });
    let read = Condition::read(written.as_object().unwrap()).unwrap();
    assert_eq!(read.parameters().collect::<Vec<_>>(), ["kind"]);
    assert_eq!(
        read.of_query().parameters().collect::<Vec<_>>(),
        ["status", "status", "kind"]
    );
}

#[test]
fn subjects_are_told_apart() {
    let subject = |key: &str| Subject::read(key).unwrap();
    let filter = Subject::Filter("guest.id".into(), Operator::Eq);
    assert_eq!(subject("guest.id.eq"), filter);
    assert_eq!(subject("guest.id"), Subject::Parameter("guest.id".into()));
    assert!(matches!(subject("record.$.a"), Subject::Path(_)));
    assert!(matches!(subject("$[0].a"), Subject::Path(_)));
}
