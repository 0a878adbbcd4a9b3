//! Where a list goes on is told before the page is handed out, where nothing about its records decides
//! it: once, and as the page says it then.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::played::{Played, account, engine, parameter};
use conformance::json;
use touchpoint::ListQuery;
use touchpoint_core::cursor::Key;
use touchpoint_core::run::{Ahead, Options, list_ahead};

const LIST: &str = r"list:
  request: GET /notes
  parameters:
    status: { checked: true }
    created_at: { time: rfc3339, gte: { send_as: from }, lte: { send_as: until } }
  send: { order: -created }
  paging: { kind: page, send_as: page, first: 1, stop: short_page, size: { send_as: size, default: 4, max: 4 } }
  records: $.notes[*]
  fields: { id: $.id, status: $.status, created_at: $.created }
";

/// Pages of four notes; the third has one.
fn vendor() -> Played {
    Played::new(|request| {
        let page = parameter(request, "page").map_or(1, |page| page.parse::<u64>().unwrap());
        let count = if page < 3 { 4 } else { 1 };
        let notes = (0..count).map(|at| {
            let id = page * 10 + at;
            json!({ "id": id, "status": "open", "created": format!("2026-01-01T00:00:{:02}Z", 59 - id) })
        });
        (200, json!({ "notes": notes.collect::<Vec<_>>() }))
    })
}

/// What is told ahead of one page, and the cursor that the page has.
async fn told(mapping: &str, query: &ListQuery) -> (Vec<Ahead>, Option<String>) {
    let touchpoint = engine(mapping, vendor()).await;
    let plan = touchpoint.plan("acme").unwrap();
    let options = Options::new(Key::new(b"a key of this test alone, long enough"));
    let mut told = Vec::new();
    let mut tell = |ahead| told.push(ahead);
    let page = list_ahead(plan, query, &account(), &vendor(), &options, &mut tell).await;
    (told, page.unwrap().response.next_cursor)
}

#[tokio::test]
async fn a_page_that_is_taken_whole_is_followed_by_the_cursor_that_it_has() {
    let whole = ListQuery::default().limit(4);
    let (ahead, cursor) = told(LIST, &whole).await;
    let cursors: Vec<String> = ahead.into_iter().map(|ahead| ahead.next_cursor).collect();
    assert_eq!(cursors, [cursor.clone().unwrap()]);
    let second = ListQuery {
        next_cursor: cursor,
        ..whole
    };
    let (ahead, cursor) = told(LIST, &second).await;
    assert_eq!(ahead.len(), 1);
    let last = ListQuery {
        next_cursor: cursor,
        ..second
    };
    assert_eq!(told(LIST, &last).await, (Vec::new(), None));
}

#[tokio::test]
async fn nothing_is_told_where_the_records_decide_what_follows() {
    let window = LIST.replace(
        "stop: short_page,",
        "stop: short_page, cap: { records: 8, window: { by: created_at, order: desc } },",
    );
    for (what, mapping, query) in [
        (
            "the limit is within the page",
            LIST,
            ListQuery::default().limit(3),
        ),
        (
            "a filter is checked",
            LIST,
            ListQuery::default().with("status", "open").limit(4),
        ),
        (
            "a window may follow",
            &window,
            ListQuery::default().limit(4),
        ),
    ] {
        let (ahead, cursor) = told(mapping, &query).await;
        assert!(ahead.is_empty() && cursor.is_some(), "{what}: {ahead:?}");
    }
}
