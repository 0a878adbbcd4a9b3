//! A vendor that gives at most so many records of one list: where it sorts by a time and filters by
//! it, the list goes on beyond, every record once; else it ends with an error that says so, never in
//! silence.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, parameter};
use conformance::json;
use std::collections::HashSet;
use std::sync::Mutex;
use touchpoint::{ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const CAP: usize = 12;

fn list(order: &str) -> String {
    format!(
        "list:
  request: GET /notes
  parameters:
    created_at: {{ time: rfc3339, gte: {{ send_as: since }}, lte: {{ send_as: until }} }}
    owner.id: {{ send_as: owner }}
  paging:
    kind: offset
    send_as: skip
    stop: short_page
    size: {{ send_as: size, default: 4, max: 5 }}
    cap: {{ records: {CAP}, window: {{ by: created_at, order: {order} }} }}
  records: $.notes[*]
  fields: {{ id: $.id, owner: {{ id: $.owner }}, created_at: $.at }}
"
    )
}

fn second(at: i64) -> String {
    let time = jiff::Timestamp::from_second(1_780_000_000 + at);
    time.unwrap().to_string()
}

/// Notes by id and second, in the vendor's order.
fn notes(mut times: Vec<i64>, order: &str) -> Vec<(u32, i64)> {
    times.sort_unstable();
    if order == "desc" {
        times.reverse();
    }
    (0..).zip(times).collect()
}

/// A vendor that gives no more notes than the cap of one list.
fn vendor(notes: &[(u32, i64)]) -> Played {
    let notes = notes.to_vec();
    Played::new(move |request| {
        let number =
            |name: &str| parameter(request, name).map(|text| text.parse::<usize>().unwrap());
        let (skip, size) = (number("skip").unwrap_or(0), number("size").unwrap_or(4));
        assert!(skip < CAP, "beyond the cap: {}", request.address());
        let bound = |name: &str| parameter(request, name).map(|text| text.parse().unwrap());
        let (since, until): (Option<jiff::Timestamp>, _) = (bound("since"), bound("until"));
        let owner = number("owner");
        let kept = notes.iter().filter(|(id, at)| {
            let time: jiff::Timestamp = second(*at).parse().unwrap();
            since.is_none_or(|since| time >= since)
                && until.is_none_or(|until| time <= until)
                && owner.is_none_or(|owner| *id as usize % 2 == owner)
        });
        let page: Vec<Json> = kept
            .skip(skip)
            .take(size.min(CAP - skip))
            .map(|(id, at)| json!({ "id": id, "owner": id % 2, "at": second(*at) }))
            .collect();
        (200, json!({ "notes": page }))
    })
}

/// Every id, through the cursor to the end or to a fault.
async fn read(notes: &[(u32, i64)], order: &str, query: ListQuery) -> (Vec<u32>, Option<Error>) {
    let touchpoint = engine(&list(order), vendor(notes)).await;
    let (mut query, mut found) = (query, Vec::new());
    for _ in 0..200 {
        let page = match touchpoint.list(&account(), &query).await {
            Ok(page) => page,
            Err(error) => return (found, Some(error.into_detail())),
        };
        let json: Json = Json::from_slice(&page.to_json()).unwrap();
        found.extend(ids(&json).iter().map(|id| id.parse::<u32>().unwrap()));
        match page.next_cursor() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return (found, None),
        }
    }
    panic!("no end: {found:?}")
}

/// The vendor, which begins each rest with the page that came last, once.
fn repeating(notes: &[(u32, i64)]) -> Played {
    let whole = vendor(notes);
    let last = Mutex::new((json!(null), HashSet::new()));
    Played::new(move |request| {
        let mut last = last.lock().unwrap();
        let (page, begun) = &mut *last;
        let until = parameter(request, "until");
        if until.is_some_and(|until| begun.insert(until)) {
            return (200, page.clone());
        }
        let (status, answer) = whole.answer(request);
        *page = answer.clone();
        (status, answer)
    })
}

#[tokio::test]
async fn a_page_that_is_there_again_where_the_rest_begins_is_told() {
    // The last page before the cap has two notes, at one second or apart.
    for apart in [0, 30] {
        let times: Vec<i64> = (0..40)
            .map(|at| 100 * (at / 2) + apart * (at % 2))
            .collect();
        let notes = notes(times, "desc");
        let touchpoint = engine(&list("desc"), repeating(&notes)).await;
        let (mut query, mut found, mut told) = (ListQuery::default().limit(5), Vec::new(), 0);
        loop {
            match touchpoint.list(&account(), &query).await {
                Ok(page) => {
                    let json: Json = Json::from_slice(&page.to_json()).unwrap();
                    found.extend(ids(&json).iter().map(|id| id.parse::<u32>().unwrap()));
                    match page.next_cursor() {
                        Some(cursor) => query = query.next_cursor(cursor),
                        None => break,
                    }
                }
                // The same cursor leads on.
                Err(error) => {
                    assert!(error.to_string().contains("repeats itself"), "{error}");
                    told += 1;
                }
            }
            assert!(told < 10, "no end: {found:?}");
        }
        let all: Vec<u32> = notes.iter().map(|(id, _)| *id).collect();
        assert_eq!(found, all, "{apart}");
        assert!(told > 1, "{apart}: told {told} times");
    }
}

#[tokio::test]
async fn a_list_goes_on_beyond_the_cap() {
    for order in ["desc", "asc"] {
        // Some stand at one second, also across pages and across the cap.
        let times: Vec<i64> = (0..50)
            .map(|at| [0, 0, 7, 9, 10][at % 5] + 20 * i64::try_from(at / 5).unwrap())
            .collect();
        let notes = notes(times, order);
        let all: Vec<u32> = notes.iter().map(|(id, _)| *id).collect();
        for limit in 1..=4 {
            let (ids, error) = read(&notes, order, ListQuery::default().limit(limit)).await;
            assert!(error.is_none(), "{order} {limit}: {error:?}");
            assert_eq!(ids, all, "{order} {limit}");
        }
        // The caller's own filters hold beyond it too.
        let own = ListQuery::default()
            .with("owner.id", "1")
            .filter("created_at", Operator::Gte, [second(3)])
            .filter("created_at", Operator::Lte, [second(187)]);
        let expected = notes
            .iter()
            .filter(|(id, at)| id % 2 == 1 && (3..=187).contains(at));
        let expected: Vec<u32> = expected.map(|(id, _)| *id).collect();
        assert!(expected.len() > CAP);
        let (ids, error) = read(&notes, order, own).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(ids, expected, "{order}");
    }
}

#[tokio::test]
async fn lists_that_are_read_as_one_go_on_beyond_their_caps() {
    let shared = list("desc")
        .replace("list:\n", "")
        .replace("\n  ", "\n    ");
    let cases = format!(
        "list:
  rules: [{{ required: engagement_type, note: The type. }}]
  merge: {{ when: {{ engagement_type: all }}, cases: [call, email], by: created_at, order: desc }}
  shared:
  {shared}
  cases:
    call: {{ when: {{ engagement_type: call }}, parameters: {{ owner.id: ~ }}, send: {{ owner: 0 }} }}
    email: {{ when: {{ engagement_type: email }}, parameters: {{ owner.id: ~ }}, send: {{ owner: 1 }} }}
"
    );
    let notes = notes((0..70).map(|at| at / 2).collect(), "desc");
    let touchpoint = engine(&cases, vendor(&notes)).await;
    let all = ListQuery::default().with("engagement_type", "all").limit(3);
    let (mut query, mut found) = (all, Vec::new());
    for _ in 0..200 {
        let page = touchpoint.list(&account(), &query).await.unwrap();
        let json: Json = Json::from_slice(&page.to_json()).unwrap();
        found.extend(ids(&json).iter().map(|id| id.parse::<u32>().unwrap()));
        match page.next_cursor() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => break,
        }
    }
    // Two stand at each second, the even one first.
    assert_eq!(found, (0..70).collect::<Vec<u32>>());
}

#[tokio::test]
async fn what_is_not_sorted_as_it_should_be_ends_with_an_error() {
    let mut notes = notes((0..40).collect(), "desc");
    notes.swap(5, 6);
    let (ids, error) = read(&notes, "desc", ListQuery::default().limit(4)).await;
    assert_eq!(ids.len(), CAP);
    assert!(error.unwrap().to_string().contains("at most 12 records"));
}

#[tokio::test]
async fn a_list_that_says_it_ends_at_its_cap_is_not_believed() {
    let notes = notes((0..30).collect(), "desc");
    // The vendor's last page within the cap is short: it says that this is all.
    let (ids, error) = read(&notes, "desc", ListQuery::default().limit(5)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, (0..30).collect::<Vec<u32>>());
}

#[tokio::test]
async fn what_no_time_divides_ends_with_an_error() {
    let mut times: Vec<i64> = (100..108).collect();
    times.extend([50; 20]);
    let notes = notes(times, "desc");
    let (ids, error) = read(&notes, "desc", ListQuery::default()).await;
    // The eight, and as many of the twenty at one second as one list gives.
    assert_eq!(ids, (0..20).collect::<Vec<u32>>());
    let error = error.unwrap().to_string();
    assert!(
        error.contains("at most 12 records") && error.contains("narrow"),
        "{error}"
    );
}
