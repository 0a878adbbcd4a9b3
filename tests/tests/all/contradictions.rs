//! A vendor that contradicts itself, and a mapping that reads its counts as something else: no record is
//! lost or doubled in silence, and no refusal is taken for an empty list.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, page, parameter};
use conformance::json;
use touchpoint::{ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const FIELDS: &str = "  records: $.data[*]\n  fields: { id: $.id, subject: $.title }\n";

/// Twenty records from a place on.
fn records(from: i64, all: i64) -> Vec<Json> {
    let end = (from + 20).min(all);
    let records = (from..end).map(|id| json!({ "id": id, "title": format!("call {id}") }));
    records.collect()
}

/// Reads a list until it ends or fails; the ids that came.
async fn all(list: &str, vendor: Played) -> (Vec<String>, Option<Error>) {
    let touchpoint = engine(list, vendor).await;
    let (mut query, mut came) = (ListQuery::default(), Vec::new());
    for _ in 0..100 {
        let page = match touchpoint.list(&account(), &query).await {
            Ok(page) => Json::from_slice(&page.to_json()).unwrap(),
            Err(fault) => return (came, Some(fault.into_detail())),
        };
        came.extend(ids(&page));
        match page["next_cursor"].as_str() {
            Some(next) => query.next_cursor = Some(next.to_owned()),
            None => return (came, None),
        }
    }
    panic!("it does not end: {} records", came.len());
}

#[tokio::test]
async fn a_cursor_that_leads_back_to_the_beginning_ends_in_a_fault() {
    let list = format!(
        "list:\n  request: GET /calls\n  paging: {{ kind: cursor, send_as: after, next: $.next, size: {{ fixed: 20 }} }}\n{FIELDS}"
    );
    // The last page leads to -1, and -1 is the first page again.
    let vendor = Played::new(|request| {
        let after = parameter(request, "after").and_then(|after| after.parse().ok());
        let from = after.unwrap_or(0_i64).max(0);
        let next = if from + 20 < 70 { from + 20 } else { -1 };
        (200, json!({ "data": records(from, 70), "next": next }))
    });
    let (came, fault) = all(&list, vendor).await;
    assert_eq!(came.len(), 70, "each once");
    assert!(fault.unwrap().to_string().contains("one that came before"));
}

#[tokio::test]
async fn a_total_that_is_less_than_what_came_ends_nothing() {
    let list = format!(
        "list:\n  request: GET /calls\n  paging: {{ kind: page, send_as: page, first: 1, total: $.pages, size: {{ fixed: 20 }} }}\n{FIELDS}"
    );
    let vendor = Played::new(|request| {
        let page = parameter(request, "page").and_then(|page| page.parse::<i64>().ok());
        let page = page.unwrap();
        (
            200,
            json!({ "data": records((page - 1) * 20, 70), "pages": 4 }),
        )
    });
    let (came, fault) = all(&list, vendor).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came.len(), 70);
}

#[tokio::test]
async fn an_error_in_a_body_is_nothing_found_only_where_its_status_does_not_say_more() {
    const LIST: &str = r#"list:
  routes:
    - { when: { id: given }, request: "GET /calls/{{ query.id }}", records: { one: $.call, missing: { $.error: given } } }
    - request: GET /calls
  parameters: { id: { pattern: "[0-9]+" } }
  paging: { kind: none }
  records: $.data[*]
  fields: { id: $.id }
"#;
    for (status, code) in [(401, "T303"), (403, "T301"), (429, "T302"), (500, "T301")] {
        let vendor = Played::new(move |_| (status, json!({ "error": "it is not given" })));
        let touchpoint = engine(LIST, vendor).await;
        let asked = ListQuery::default().with("id", "7");
        let fault = touchpoint.list(&account(), &asked).await.unwrap_err();
        assert_eq!(fault.into_detail().code(), code, "{status}");
    }
    for status in [200, 404, 422] {
        let vendor = Played::new(move |_| (status, json!({ "error": "there is none" })));
        let touchpoint = engine(LIST, vendor).await;
        let found = page(&touchpoint, &ListQuery::default().with("id", "7")).await;
        assert!(ids(&found).is_empty(), "{status}");
    }
}

#[tokio::test]
async fn a_moment_that_the_vendor_cannot_be_told_is_refused_where_no_field_shows_it() {
    let list = format!(
        "list:\n  request: GET /calls\n  parameters: {{ updated_at: {{ time: date, gte: {{ send_as: since }} }} }}\n  paging: {{ kind: none }}\n{FIELDS}"
    );
    let ask = async |since: &str| {
        let vendor = Played::new(|_| (200, json!({ "data": records(0, 3) })));
        let touchpoint = engine(&list, vendor.clone()).await;
        let asked = ListQuery::default().filter("updated_at", Operator::Gte, [since]);
        let page = touchpoint.list(&account(), &asked).await;
        (
            page.map(|_| ()).map_err(|fault| fault.to_string()),
            vendor.asked(),
        )
    };
    let (told, asked) = ask("2026-01-20").await;
    assert_eq!(
        (told, asked),
        (Ok(()), vec!["/calls?since=2026-01-20".to_owned()])
    );
    let (told, asked) = ask("2026-01-20T10:00:00Z").await;
    assert!(told.unwrap_err().contains("write one of the two"));
    assert!(asked.is_empty(), "{asked:?}");
}
