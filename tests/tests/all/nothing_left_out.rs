//! A filter with several values, or with a word that stands for several, goes out whole; and what becomes of
//! a filter is told as it is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use crate::played::{Played, account, engine, ids, page};
use conformance::json;
use std::sync::{Arc, Mutex};
use touchpoint::{ListQuery, Operator};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Request;
use touchpoint_core::plan::compile;
use touchpoint_core::run::{Options, preview};
use touchpoint_language::Reader;
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

const RECORDS: &str = r#"
  records: "$.calls[*]"
  paging: { kind: none }
"#;

/// A vendor without records that keeps the bodies it is sent.
fn listening() -> (Played, Arc<Mutex<Vec<Json>>>) {
    let bodies: Arc<Mutex<Vec<Json>>> = Arc::default();
    let kept = bodies.clone();
    let vendor = Played::new(move |request: &Request| {
        let body = request.body.as_deref().unwrap_or(b"null");
        kept.lock().unwrap().push(Json::from_slice(body).unwrap());
        (200, json!({ "calls": [] }))
    });
    (vendor, bodies)
}

#[tokio::test]
async fn each_value_that_must_differ_is_a_clause_of_its_own_in_json() {
    let list = format!(
        r#"list:
  request: POST /calls
  grammar: {{ write: {{ name: "{{{{ column }}}}", is: "{{{{ operator }}}}", value: "{{{{ value }}}}" }}, operators: {{ ne: NEQ }} }}
  body: {{ filters: "{{{{ clauses }}}}" }}
  parameters: {{ owner.id: {{ clause: user }} }}
  fields: {{ id: $.id, owner: {{ id: $.user }} }}{RECORDS}"#
    );
    let (vendor, bodies) = listening();
    let touchpoint = engine(&list, vendor).await;
    let query = ListQuery::default().filter("owner.id", Operator::Nin, ["5", "6"]);
    page(&touchpoint, &query).await;
    let filters = json!([
        { "name": "user", "is": "NEQ", "value": "5" },
        { "name": "user", "is": "NEQ", "value": "6" }
    ]);
    assert_eq!(
        bodies.lock().unwrap().as_slice(),
        [json!({ "filters": filters })]
    );
}

/// Comparisons whose members have the columns' names.
const BY_COLUMN: &str = r#"context: { owner_column: { pattern: "[a-z_]+", default: owner_id, example: owner_id } }
list:
  request: POST /calls
  grammar: { write: { "{{ column }}": { "${{ operator }}": "{{ value }}" } }, operators: { eq: eq, gte: gte } }
  body: { $and: "{{ clauses }}" }
  parameters:
    contact.id: { clause: person }
    created_at: { clause: made, time: rfc3339 }
    owner.id: { clause: { "{{ context.owner_column }}": "{{ value }}" }, operators: [eq] }
  fields: { id: $.id, contact: { id: $.person }, owner: { id: $.owner }, created_at: $.made }"#;

#[tokio::test]
async fn a_column_stands_in_the_name_of_a_member() {
    let (vendor, bodies) = listening();
    let touchpoint = engine(&format!("{BY_COLUMN}{RECORDS}"), vendor).await;
    let query = ListQuery::default()
        .filter("contact.id", Operator::Eq, ["5"])
        .filter("created_at", Operator::Gte, ["2026-03-01T00:00:00Z"])
        .filter("owner.id", Operator::Eq, ["7"]);
    page(&touchpoint, &query).await;
    let mut clauses = bodies.lock().unwrap()[0]["$and"]
        .as_array()
        .unwrap()
        .clone();
    clauses.sort_by_key(Json::to_string);
    let wanted = [
        json!({ "made": { "$gte": "2026-03-01T00:00:00Z" } }),
        json!({ "owner_id": "7" }),
        json!({ "person": { "$eq": "5" } }),
    ];
    assert_eq!(clauses, wanted);
}

/// A clause of its own that nothing fills, beside one that is sent: no check would let it pass.
const UNFILLED: &str = r#"mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection: { base_url: "https://api.acme.example", auth: [{ kind: bearer, credential: access_token }] }
list:
  request: GET /calls
  grammar: odata
  send: { q: "{{ clauses }}" }
  clauses: { kind: call }
  parameters: { owner.id: { clause: CLAUSE }, contact.id: { clause: person } }
  paging: { kind: none }
  records: "$.calls[*]"
  fields: { id: $.id }
"#;

#[test]
fn a_filter_without_a_clause_is_not_told_as_sent() {
    let reader = Reader::new(engagement_model()).unwrap();
    for clause in [
        "'owner {{ operator }} {{ value }}'",
        "{ owner: '{{ value }}' }",
    ] {
        let text = UNFILLED.replace("CLAUSE", clause);
        let (checked, told) = reader.read(SourceFile::new("acme.yaml", text.clone()));
        assert!(checked.is_none(), "{told:?}");
        let sound = reader.sound(SourceFile::new("acme.yaml", text)).unwrap();
        let plan = compile(sound, reader.model().clone());
        let of = |name: &str| ListQuery::default().filter(name, Operator::Eq, ["5"]);
        let options = Options::new(Key::new(b"a test's own key"));
        assert!(preview(&plan, &of("contact.id"), &account(), &options).is_ok());
        let lost = preview(&plan, &of("owner.id"), &account(), &options).unwrap_err();
        assert_eq!(lost.code(), "T402", "{lost}");
    }
}

/// Two of the three kinds have one name.
const KINDS: &str = r#"
lookups:
  kinds: { once: GET /kinds, entries: "$.kinds[*]", key: [$.id] }
list:
  request: GET /calls
  parameters:
    status: { send_as: kind, SENT, through: { lookup: kinds, find: $.name, give: $.id } }
  fields: { id: $.id, status: { lookup: kinds, by: [$.kind], from: $.name } }"#;

fn of_kinds() -> Played {
    Played::new(|request: &Request| {
        if request.url.ends_with("/kinds") {
            let kind = |id: &str, name: &str| json!({ "id": id, "name": name });
            let kinds = [kind("1", "Won"), kind("2", "Won"), kind("3", "Lost")];
            return (200, json!({ "kinds": kinds.to_vec() }));
        }
        let asked = crate::played::parameter(request, "kind").unwrap_or_default();
        let of = |kind: &&str| asked.split(',').any(|asked| asked == *kind);
        let calls = ["1", "2", "3"].into_iter().filter(of);
        let calls = calls.map(|kind| json!({ "id": format!("c{kind}"), "kind": kind }));
        (200, json!({ "calls": calls.collect::<Vec<_>>() }))
    })
}

#[tokio::test]
async fn a_word_that_stands_for_several_entries_is_all_of_them() {
    let list = KINDS.replace("SENT", "operators: [eq, in], join: ','");
    let touchpoint = engine(&format!("{list}{RECORDS}"), of_kinds()).await;
    let of = |word| ListQuery::default().filter("status", Operator::Eq, [word]);
    assert_eq!(ids(&page(&touchpoint, &of("Won")).await), ["c1", "c2"]);
    assert_eq!(ids(&page(&touchpoint, &of("Lost")).await), ["c3"]);
}

#[tokio::test]
async fn a_word_that_stands_for_several_is_refused_where_one_can_be_sent() {
    let list = KINDS.replace("SENT", "operators: [eq]");
    let touchpoint = engine(&format!("{list}{RECORDS}"), of_kinds()).await;
    let of = |word| ListQuery::default().filter("status", Operator::Eq, [word]);
    assert_eq!(ids(&page(&touchpoint, &of("Lost")).await), ["c3"]);
    let error = touchpoint.list(&account(), &of("Won")).await.unwrap_err();
    assert_eq!(error.code(), "T201");
    assert!(error.to_string().contains("stands for several"), "{error}");
}

/// Two lists, of which one claims its order.
const MERGED: &str = r#"list:
  rules: [{ required: engagement_type, note: The type. }]
  merge: { when: { engagement_type: all }, cases: [call, task], by: created_at, order: desc }
  shared:
    records: "$.calls[*]"
    paging: { kind: none }
    fields: { id: $.id, created_at: $.at }
  cases:
    call: { when: { engagement_type: call }, request: GET /calls, order: { created_at: desc } }
    task: { when: { engagement_type: task }, request: GET /tasks }
"#;

#[tokio::test]
async fn what_is_checked_on_every_list_is_told_as_checked() {
    let (vendor, _) = listening();
    let touchpoint = engine(MERGED, vendor).await;
    let query = ListQuery::default()
        .filter("engagement_type", Operator::Eq, ["all"])
        .filter("created_at", Operator::Gte, ["2026-03-01"]);
    let page = touchpoint.list(&account(), &query).await.unwrap();
    let fates = page.filters();
    assert!(
        fates
            .iter()
            .any(|(name, fate)| name == "created_at" && fate.word() == "checked"),
        "{fates:?}"
    );
}
