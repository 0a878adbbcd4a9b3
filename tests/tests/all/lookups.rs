//! Tables that the records name: asked for in batches, or one by one for callers who want it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, engine, page};
use conformance::json;
use touchpoint::ListQuery;
use touchpoint_language::json::Json;

const LIST: &str = r#"lookups:
  people:
    batch: GET /people
    send: { ids: "{{ lookup.keys }}" }
    entries: $.people[*]
    key: [$.id]
    at_most: 2
  bodies:
    each: GET /mails/{{ lookup.key }}/body
    entries: $.body
    key: [$.id]
    at_most: 2
list:
  request: GET /mails
  records: $.mails[*]
  fields:
    id: $.id
    owner: { lookup: people, by: [$.from], id: $.user }
    content: { lookup: bodies, by: [$.id], from: $.html }
"#;

/// A vendor that answers by path.
fn vendor() -> Played {
    Played::new(|request| {
        let address = request.address().replace("https://api.acme.example/v1", "");
        match address.as_str() {
            "/mails" => (
                200,
                json!({ "mails": [{ "id": 1, "from": "a" }, { "id": 2, "from": "b" }, { "id": 3, "from": "c" }] }),
            ),
            "/people?ids=a%2Cb" => (
                200,
                json!({ "people": [{ "id": "b", "user": 8 }, { "id": "a", "user": 7 }] }),
            ),
            "/people?ids=c" => (200, json!({ "people": [] })),
            "/mails/2/body" => (404, json!({ "error": "gone" })),
            path if path.ends_with("/body") => {
                (200, json!({ "body": { "html": format!("<p>{path}</p>") } }))
            }
            other => panic!("{other}"),
        }
    })
}

async fn list(query: &ListQuery) -> (Json, Vec<String>) {
    let vendor = vendor();
    let page = page(&engine(LIST, vendor.clone()).await, query).await;
    (page, vendor.asked())
}

#[tokio::test]
async fn a_batch_asks_for_the_keys_of_the_page_and_fills_by_key() {
    let (page, asked) = list(&ListQuery::default()).await;
    assert_eq!(asked, ["/mails", "/people?ids=a%2Cb", "/people?ids=c"]);
    let owners: Vec<&Json> = page["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["owner"])
        .collect();
    assert_eq!(
        owners,
        [&json!({ "id": "7" }), &json!({ "id": "8" }), &Json::Null]
    );
    // The third person is nowhere: told on its record, and nothing else is lost.
    assert_eq!(page["warnings"][0]["record"], 2);
    assert_eq!(page["result"][0]["content"], Json::Null);
    assert_eq!(page.get("is_partial_response"), None);
}

#[tokio::test]
async fn one_request_per_record_is_made_only_for_those_who_ask() {
    let query = ListQuery {
        lookups: vec!["bodies".into()],
        ..ListQuery::default()
    };
    let (page, asked) = list(&query).await;
    assert_eq!(
        asked.iter().filter(|path| path.ends_with("/body")).count(),
        3
    );
    assert_eq!(page["result"][0]["content"], "<p>/mails/1/body</p>");
    // The second mail's body cannot be had: the page says that it lacks something.
    assert_eq!(page["result"][1]["content"], Json::Null);
    assert_eq!(page["is_partial_response"], true);
    assert_eq!(page["result"][2]["content"], "<p>/mails/3/body</p>");
}

#[tokio::test]
async fn a_batch_may_repeat_a_name_for_each_key() {
    let list = LIST.replace(
        r#"{ ids: "{{ lookup.keys }}" }"#,
        r#"{ "ids[]": ["{{ lookup.key }}"], "with[]": [firm, team], all: true }"#,
    );
    let vendor = Played::new(|request| {
        let wanted = request.query.iter().filter(|(name, _)| name == "ids[]");
        let people = wanted.map(|(_, id)| json!({ "id": id, "user": id }));
        let people: Vec<Json> = people.collect();
        let mails =
            json!([{ "id": 1, "from": "a" }, { "id": 2, "from": "b" }, { "id": 3, "from": "c" }]);
        (200, json!({ "mails": mails, "people": people }))
    });
    let page = page(&engine(&list, vendor.clone()).await, &ListQuery::default()).await;
    let with = "with%5B%5D=firm&with%5B%5D=team&all=true";
    let asked = [
        "/mails".to_owned(),
        format!("/people?ids%5B%5D=a&ids%5B%5D=b&{with}"),
        format!("/people?ids%5B%5D=c&{with}"),
    ];
    assert_eq!(vendor.asked(), asked);
    let owners = page["result"].as_array().unwrap().iter();
    let owners: Vec<&str> = owners
        .map(|row| row["owner"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(owners, ["a", "b", "c"]);
}

const LISTS: &str = r#"lookups:
  guests_of:
    batch: POST /guests
    body: { of: [{ mail: "{{ lookup.key }}", kind: any }], count: "{{ lookup.keys | join('+') }}" }
    entries: $.found[*]
    key: [$.mail]
    otherwise: OTHERWISE
    more: $.next
    at_most: 100
list:
  request: GET /mails
  records: $.mails[*]
  fields:
    id: $.id
    account: { lookup: guests_of, by: [$.id], id: "$.with[0].firm" }
    contact:
      - { lookup: guests_of, by: [$.id], then_each: "$.with[*]", id: $.guest }
      - { each: "$.more[*]", id: $ }
"#;

/// What becomes of three mails: with two guests, with none, with one that is told twice.
async fn with_guests(otherwise: &str) -> Json {
    let vendor = Played::new(|request| {
        let Some(body) = &request.body else {
            let mails = json!([{ "id": 1, "more": [9] }, { "id": 2 }, { "id": 3, "more": [7, 8] }]);
            return (200, json!({ "mails": mails }));
        };
        let body: Json = Json::from_slice(body).unwrap();
        let of = ["1", "2", "3"].map(|id| json!({ "mail": id, "kind": "any" }));
        assert_eq!(body, json!({ "of": of, "count": "1+2+3" }));
        let found = json!([
            { "mail": "3", "with": [{ "guest": 7, "firm": "b" }, null, { "guest": null }], "next": null },
            { "mail": 1, "with": [{ "guest": "5", "firm": "a" }, { "guest": 6 }, { "guest": 5 }] },
        ]);
        (207, json!({ "found": found }))
    });
    let list = LISTS.replace("OTHERWISE", otherwise);
    page(&engine(&list, vendor).await, &ListQuery::default()).await
}

#[tokio::test]
async fn an_entry_may_hold_a_list_and_a_record_may_have_no_entry() {
    let page = with_guests("nothing").await;
    let ids = |index: usize, field: &str| page["result"][index][field].clone();
    assert_eq!(
        ids(0, "contact"),
        json!([{ "id": "5" }, { "id": "6" }, { "id": "9" }])
    );
    assert_eq!(ids(0, "account"), json!({ "id": "a" }));
    assert_eq!(
        (ids(1, "contact"), ids(1, "account")),
        (json!([]), Json::Null)
    );
    assert_eq!(ids(2, "contact"), json!([{ "id": "7" }, { "id": "8" }]));
    assert_eq!(page.get("warnings"), None, "{page}");
    // Where nothing else is said, a record without an entry is told.
    let page = with_guests("fault").await;
    let warnings = page["warnings"].as_array().unwrap();
    let told: Vec<_> = warnings
        .iter()
        .map(|w| (&w["code"], &w["record"], &w["field"]))
        .collect();
    let (code, record) = (json!("no_entry"), json!(1));
    let (account, contact) = (json!("account"), json!("contact"));
    assert_eq!(
        told,
        [(&code, &record, &account), (&code, &record, &contact)]
    );
}

#[tokio::test]
async fn an_entry_of_which_there_is_more_makes_the_page_partial() {
    let vendor = Played::new(|request| {
        if request.body.is_none() {
            return (200, json!({ "mails": [{ "id": 1 }, { "id": 2 }] }));
        }
        let found = ["1", "2"].map(|id| {
            let next = format!("{id}-1");
            json!({ "mail": id, "with": [{ "guest": id }], "next": next })
        });
        (200, json!({ "found": found }))
    });
    let list = LISTS.replace("OTHERWISE", "nothing");
    let page = page(&engine(&list, vendor).await, &ListQuery::default()).await;
    assert_eq!(page["result"][1]["contact"], json!([{ "id": "2" }]));
    assert_eq!(page["is_partial_response"], true);
    let warnings = page["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "told once: {warnings:?}");
    assert_eq!(warnings[0]["code"], "lookup_cut");
}

const PAGED: &str = r#"lookups:
  people:
    once: GET /people
    send: { all: "true" }
    paging: { kind: page, send_as: page, first: 1, total_pages: $.pages, size: { send_as: per_page, default: 2, max: 2 } }
    entries: $.people[*]
    key: [$.id]
list:
  request: GET /mails
  records: $.mails[*]
  paging: { kind: none }
  fields:
    id: $.id
    owner: { lookup: people, by: [$.from], id: $.user }
"#;

#[tokio::test]
async fn all_pages_of_a_table_are_read_once() {
    let vendor = Played::new(|request| {
        let address = request.address().replace("https://api.acme.example/v1", "");
        let people = |one: &str, other: &str| {
            let person = |id: &str| json!({ "id": id, "user": format!("user {id}") });
            (
                200,
                json!({ "pages": 2, "people": [person(one), person(other)] }),
            )
        };
        match address.as_str() {
            "/mails" => (
                200,
                json!({ "mails": [{ "id": 1, "from": "d" }, { "id": 2, "from": "a" }] }),
            ),
            "/people?all=true&per_page=2&page=1" => people("a", "b"),
            "/people?all=true&per_page=2&page=2" => people("c", "d"),
            other => panic!("{other}"),
        }
    });
    let engine = engine(PAGED, vendor.clone()).await;
    let page = page(&engine, &ListQuery::default()).await;
    assert_eq!(page["result"][0]["owner"]["id"], "user d");
    assert_eq!(page["result"][1]["owner"]["id"], "user a");
    assert_eq!(page.get("warnings"), None);
    let mut asked = vendor.asked();
    asked.sort();
    assert_eq!(
        asked,
        [
            "/mails",
            "/people?all=true&per_page=2&page=1",
            "/people?all=true&per_page=2&page=2"
        ]
    );
}
