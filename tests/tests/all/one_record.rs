//! A route whose reply is one record: an id is asked for by its path, what the vendor does not have is nothing
//! found, and no filter but the path goes there.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, page};
use conformance::json;
use touchpoint::{ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const LIST: &str = r#"list:
  routes:
    - { when: { id: given }, request: "GET /notes/{{ query.id }}", records: { one: $.note, missing: { status: 404 } } }
    - request: GET /notes
  parameters: { id: { pattern: "[0-9]+" }, owner.id: { send_as: owner } }
  paging: { kind: offset, send_as: skip, stop: short_page, size: { send_as: size, default: 5, max: 5 } }
  records: $.notes[*]
  fields: { id: $.id, owner: { id: $.owner } }
"#;

fn vendor() -> Played {
    Played::new(|request| {
        let path = request.url.rsplit('/').next().unwrap();
        let note = |id: u32| json!({ "id": id, "owner": id % 2, "text": " kept  as it is" });
        match path {
            "notes" => (200, json!({ "notes": [note(7), note(8)] })),
            "7" => (200, json!({ "note": note(7) })),
            "9" => (200, json!({ "note": [] })),
            "10" => (200, json!({ "note": null })),
            "11" => (403, json!({ "message": "not yours" })),
            _ => (404, json!({ "message": "there is none" })),
        }
    })
}

async fn found(query: ListQuery) -> (Result<Json, Error>, Vec<String>) {
    let vendor = vendor();
    let touchpoint = engine(LIST, vendor.clone()).await;
    let page = touchpoint.list(&account(), &query).await;
    let page = page.map(|page| Json::from_slice(&page.to_json()).unwrap());
    (page.map_err(touchpoint::Error::into_detail), vendor.asked())
}

fn of(id: &str) -> ListQuery {
    ListQuery::default().with("id", id)
}

#[tokio::test]
async fn an_id_is_one_call_and_its_record_one_page() {
    let (page, asked) = found(of("7")).await;
    let page = page.unwrap();
    assert_eq!(ids(&page), ["7"]);
    assert_eq!(page.get("next_cursor"), Some(&Json::Null));
    assert_eq!(asked, ["/notes/7"], "without a size");
    let one_of = ListQuery::default().filter("id", Operator::In, ["7"]);
    assert_eq!(found(one_of).await.1, ["/notes/7"]);
}

#[tokio::test]
async fn what_the_list_is_narrowed_by_is_compared_with_the_record() {
    for (owner, ids_found) in [("1", vec!["7"]), ("2", vec![])] {
        let (page, asked) = found(of("7").with("owner.id", owner)).await;
        assert_eq!(ids(&page.unwrap()), ids_found);
        assert_eq!(asked, ["/notes/7"]);
    }
}

#[tokio::test]
async fn what_is_not_there_is_nothing_found_and_everything_else_a_fault() {
    for id in ["8", "10"] {
        let (page, _) = found(of(id)).await;
        let page = page.unwrap();
        assert!(ids(&page).is_empty(), "{id}");
        assert_eq!(page.get("next_cursor"), Some(&Json::Null));
    }
    for (id, says) in [("9", "has nothing at `$.note`"), ("11", "403")] {
        let (page, _) = found(of(id)).await;
        let error = page.err().unwrap();
        assert!(matches!(error, Error::Remote(_)), "{id}: {error}");
        assert!(error.to_string().contains(says), "{id}: {error}");
    }
}

#[tokio::test]
async fn two_ids_and_none_are_asked_of_the_list() {
    let touchpoint = engine(LIST, vendor()).await;
    let two = ListQuery::default().filter("id", Operator::In, ["7", "9"]);
    assert_eq!(ids(&page(&touchpoint, &two).await), ["7"]);
    assert_eq!(
        ids(&page(&touchpoint, &ListQuery::default()).await),
        ["7", "8"]
    );
}
