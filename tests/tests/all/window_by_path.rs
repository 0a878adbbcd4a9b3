//! A vendor that gives at most so many records of one list, sorted by a time that no unified field shows: the rest is
//! asked for by it, every record once.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, parameter};
use conformance::json;
use touchpoint::{ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const CAP: usize = 12;
const BEGINS: i64 = 1_780_012_800; // 2026-05-29T00:00:00Z

const LIST: &str = "list:
  request: GET /notes
  order: { activity_date: { desc: $.at } }
  parameters:
    activity_date: { time: unix_s, gte: { send_as: since }, lte: { send_as: until } }
  paging:
    kind: offset
    send_as: skip
    stop: short_page
    size: { send_as: size, default: 4, max: 5 }
    cap: { records: 12, window: by_order }
  records: $.notes[*]
  skip: { $.gone: true }
  fields: { id: $.id, created_at: $.made }
";

/// Two notes a second, the newest first; every fifth is a remnant without a time.
fn vendor(seconds: i64) -> Played {
    let times: Vec<i64> = (0..seconds).rev().flat_map(|at| [at, at]).collect();
    Played::new(move |request| {
        let number = |name: &str| parameter(request, name).map(|text| text.parse::<i64>().unwrap());
        let skip = usize::try_from(number("skip").unwrap_or(0)).unwrap();
        let size = usize::try_from(number("size").unwrap_or(4)).unwrap();
        assert!(skip < CAP, "beyond the cap: {}", request.address());
        let (since, until) = (number("since"), number("until"));
        let kept = times.iter().enumerate().filter(|(_, at)| {
            let time = BEGINS + **at;
            since.is_none_or(|since| time >= since) && until.is_none_or(|until| time <= until)
        });
        let page = kept.skip(skip).take(size.min(CAP - skip));
        let page: Vec<Json> = page
            .map(|(id, at)| match id % 5 {
                4 => json!({ "id": id, "gone": true }),
                _ => json!({ "id": id, "at": BEGINS + at, "made": "2026-05-30T00:00:00Z" }),
            })
            .collect();
        (200, json!({ "notes": page }))
    })
}

/// Every id, through the cursor to the end or to a fault.
async fn read(seconds: i64, query: ListQuery) -> (Vec<usize>, Option<Error>) {
    let touchpoint = engine(LIST, vendor(seconds)).await;
    let (mut query, mut found) = (query, Vec::new());
    for _ in 0..200 {
        let page = match touchpoint.list(&account(), &query).await {
            Ok(page) => page,
            Err(error) => return (found, Some(error.into_detail())),
        };
        let json: Json = Json::from_slice(&page.to_json()).unwrap();
        found.extend(ids(&json).iter().map(|id| id.parse::<usize>().unwrap()));
        match page.next_cursor() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return (found, None),
        }
    }
    panic!("no end: {found:?}")
}

fn all_but_remnants(ids: std::ops::Range<usize>) -> Vec<usize> {
    ids.filter(|id| id % 5 != 4).collect()
}

#[tokio::test]
async fn every_record_comes_once() {
    for limit in [1, 4, 5] {
        let (found, fault) = read(40, ListQuery::default().limit(limit)).await;
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(found, all_but_remnants(0..80), "{limit}");
    }
}

#[tokio::test]
async fn the_callers_own_bounds_hold_beyond_the_cap_too() {
    let at = |second: i64| {
        jiff::Timestamp::from_second(BEGINS + second)
            .unwrap()
            .to_string()
    };
    let query = ListQuery::default()
        .filter("activity_date", Operator::Gte, [at(10)])
        .filter("activity_date", Operator::Lte, [at(29)]);
    let (found, fault) = read(40, query).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(found, all_but_remnants(20..60));
}

#[tokio::test]
async fn a_whole_day_is_not_divided() {
    let day = ListQuery::default().with("activity_date", "2026-05-29");
    let (found, fault) = read(5, day.clone()).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(found, all_but_remnants(0..10), "below the cap");
    let (_, fault) = read(40, day).await;
    let says = fault.unwrap().to_string();
    assert!(says.contains("at most 12 records"), "{says}");
}
