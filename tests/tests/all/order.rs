//! A list that comes in an order is read to the bound of a checked filter and not to its end; one that
//! does not keep its order is read to its end, and says so.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, parameter};
use conformance::json;
use touchpoint::{ListQuery, Operator, Touchpoint};
use touchpoint_language::json::Json;

const LIST: &str = r"list:
  request: GET /notes
  order: { created_at: desc }
  paging: { kind: offset, send_as: skip, stop: short_page, size: { send_as: size, default: 50, max: 200 } }
  records: $.notes[*]
  fields: { id: $.id, status: $.status, created_at: { from: $.at, time: unix_s } }
";

/// A hundred thousand notes, a hundred a day, the newest first; note `late` stands where it does not
/// belong.
const ALL: u64 = 100_000;
const A_DAY: u64 = 100;

fn vendor(late: Option<u64>) -> Played {
    Played::new(move |request| {
        let number = |name: &str| parameter(request, name).unwrap().parse::<u64>().unwrap();
        let (skip, size) = (number("skip"), number("size"));
        let notes = (skip..(skip + size).min(ALL)).map(|at| {
            let newer = if late == Some(at) { 5 * A_DAY } else { 0 };
            let age = (at - newer.min(at)) * 86_400 / A_DAY;
            json!({ "id": at, "status": "open", "at": 1_780_000_000 - age })
        });
        (200, json!({ "notes": notes.collect::<Vec<_>>() }))
    })
}

/// The time of a note, as a caller writes it.
fn time_of(at: u64) -> String {
    let second = 1_780_000_000 - i64::try_from(at * 86_400 / A_DAY).unwrap();
    jiff::Timestamp::from_second(second).unwrap().to_string()
}

/// Every id from the first page to the last, and all warnings.
async fn read(touchpoint: &Touchpoint, query: &ListQuery) -> (Vec<u64>, Vec<String>) {
    let (mut query, mut found, mut warnings) = (query.clone(), Vec::new(), Vec::new());
    loop {
        let page = touchpoint.list(&account(), &query).await.unwrap();
        let json: Json = serde_json::from_slice(&page.to_json()).unwrap();
        for row in json.get("result").and_then(Json::as_array).unwrap() {
            found.push(
                row.get("id")
                    .and_then(Json::as_str)
                    .unwrap()
                    .parse()
                    .unwrap(),
            );
        }
        for warning in json
            .get("warnings")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            warnings.push(
                warning
                    .get("code")
                    .and_then(Json::as_str)
                    .unwrap()
                    .to_owned(),
            );
        }
        match json.get("next_cursor").and_then(Json::as_str) {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return (found, warnings),
        }
    }
}

fn since(at: u64) -> ListQuery {
    ListQuery::default()
        .filter("created_at", Operator::Gte, [time_of(at)])
        .limit(200)
}

#[tokio::test]
async fn the_newest_day_costs_no_more_than_two_pages_beyond_it() {
    let vendor = vendor(None);
    let touchpoint = engine(LIST, vendor.clone()).await;
    let (found, warnings) = read(&touchpoint, &since(A_DAY)).await;
    assert_eq!(found, (0..=A_DAY).collect::<Vec<_>>());
    assert_eq!(warnings, Vec::<String>::new());
    let calls = vendor.asked().len();
    assert!(calls <= 2, "{calls} calls for one day in pages of 200");
}

#[tokio::test]
async fn an_older_bound_costs_the_pages_down_to_it() {
    let vendor = vendor(None);
    let touchpoint = engine(LIST, vendor.clone()).await;
    let (found, _) = read(&touchpoint, &since(4000)).await;
    assert_eq!(found, (0..=4000).collect::<Vec<_>>());
    let calls = vendor.asked().len();
    assert!(
        (21..=22).contains(&calls),
        "{calls} calls for 4,001 records in pages of 200"
    );
}

#[tokio::test]
async fn the_near_bound_and_other_filters_end_nothing() {
    let vendor = vendor(None);
    let touchpoint = engine(LIST, vendor.clone()).await;
    let until = ListQuery::default()
        .filter("created_at", Operator::Lte, [time_of(ALL - 3)])
        .limit(200);
    let (found, _) = read(&touchpoint, &until).await;
    assert_eq!(found, [ALL - 3, ALL - 2, ALL - 1]);
}

#[tokio::test]
async fn a_page_out_of_its_order_is_told_and_does_not_end_the_list() {
    // On the page where the bound is crossed, a newer note comes behind it.
    let vendor = vendor(Some(A_DAY + 50));
    let touchpoint = engine(LIST, vendor.clone()).await;
    let (found, warnings) = read(&touchpoint, &since(A_DAY)).await;
    let mut wanted: Vec<u64> = (0..=A_DAY).collect();
    wanted.push(A_DAY + 50);
    assert_eq!(found, wanted);
    assert!(warnings.contains(&"unordered".to_owned()), "{warnings:?}");
}

#[tokio::test]
async fn a_callers_own_order_replaces_that_of_the_mapping() {
    let list = LIST.replace(
        "  paging:",
        "  sort: { send_as: sort, fields: { subject: title }, descending: '-' }\n  paging:",
    );
    let vendor = vendor(None);
    let touchpoint = engine(&list, vendor.clone()).await;
    let query = since(A_DAY).sort_by("subject", touchpoint::Direction::Asc);
    let page = touchpoint.list(&account(), &query).await.unwrap();
    // The order that is read is not the one that the bound is about: the list goes on.
    assert!(page.next_cursor().is_some());
}

#[tokio::test]
async fn what_a_caller_sends_instead_of_the_sort_ends_nothing() {
    for sorted in [
        "send: { sort: -at }",
        "sort: { send_as: sort, fields: { created_at: at }, descending: '-' }",
        "sort: { send: { sort: '{{ direction }}{{ field }}' }, fields: { created_at: at }, directions: { asc: '', desc: '-' } }",
    ] {
        let list = LIST.replace("  order:", &format!("  {sorted}\n  order:"));
        let touchpoint = engine(&list, vendor(None)).await;
        let page = touchpoint.list(&account(), &since(A_DAY)).await.unwrap();
        assert!(
            page.next_cursor().is_none(),
            "{sorted}: the second page crosses the bound"
        );
        let query = since(A_DAY).remote("sort", "at");
        let page = touchpoint.list(&account(), &query).await.unwrap();
        assert!(page.next_cursor().is_some(), "{sorted}");
    }
}
