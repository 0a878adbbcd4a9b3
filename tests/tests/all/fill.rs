//! A page that checked filters made short is filled from further pages of the vendor, within bounds:
//! nothing is lost, nothing comes twice, and a list never ends early.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, engine_of, ids, page, parameter};
use conformance::json;
use touchpoint::{ListQuery, Touchpoint};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const LIST: &str = r"list:
  request: GET /notes
  parameters:
    status: { checked: true }
  paging: { kind: page, send_as: page, first: 1, stop: short_page, size: { send_as: size, default: 4, max: 4 } }
  records: $.notes[*]
  fields: { id: $.id, status: $.status }
";

/// Ten pages of four notes, numbered from 1; one page can be made to fail. Every note whose number is
/// a multiple of `rare` is `won`.
fn vendor(rare: u64, fails: Option<u64>) -> Played {
    Played::new(move |request| {
        let page = parameter(request, "page").map_or(1, |page| page.parse::<u64>().unwrap());
        if fails == Some(page) {
            return (400, json!({ "message": "no" }));
        }
        let count = if page > 10 { 0 } else { 4 };
        let notes = (0..count).map(|at| {
            let number = (page - 1) * 4 + at + 1;
            let won = number.is_multiple_of(rare);
            json!({ "id": number, "status": if won { "won" } else { "open" } })
        });
        (200, json!({ "notes": notes.collect::<Vec<_>>() }))
    })
}

fn won(limit: u64) -> ListQuery {
    ListQuery::default().with("status", "won").limit(limit)
}

fn numbers(page: &Json) -> Vec<u64> {
    ids(page).iter().map(|id| id.parse().unwrap()).collect()
}

/// All pages: their numbers, and how many calls each took.
async fn pages(rare: u64, fill: Option<u32>, query: &ListQuery) -> Vec<(Vec<u64>, usize)> {
    let vendor = vendor(rare, None);
    let builder = Touchpoint::builder();
    let builder = match fill {
        Some(pages) => builder.fill_pages(pages),
        None => builder,
    };
    let touchpoint = engine_of(builder, LIST, vendor.clone()).await;
    let (mut query, mut pages, mut before) = (query.clone(), Vec::new(), 0);
    for _ in 0..50 {
        let page = page(&touchpoint, &query).await;
        let calls = vendor.asked().len();
        pages.push((numbers(&page), calls - before));
        before = calls;
        match page["next_cursor"].as_str() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return pages,
        }
    }
    panic!("no end: {pages:?}")
}

#[tokio::test]
async fn three_pages_fill_one_unless_another_number_is_set() {
    // One in six: of twelve notes, two.
    let found = pages(6, None, &won(4)).await;
    let expected = [
        (vec![6, 12], 3),
        (vec![18, 24], 3),
        (vec![30, 36], 3),
        (vec![], 2),
    ];
    assert_eq!(found, expected);
    let found = pages(6, Some(1), &won(4)).await;
    let calls: Vec<usize> = found.iter().map(|(_, calls)| *calls).collect();
    // A page of the vendor in which nothing is found makes no empty page of ours.
    assert_eq!(calls, [2, 1, 2, 1, 2, 1, 2]);
    let all: Vec<u64> = found.into_iter().flat_map(|(ids, _)| ids).collect();
    assert_eq!(all, [6, 12, 18, 24, 30, 36]);
}

#[tokio::test]
async fn a_page_is_empty_only_at_the_end() {
    // The first of them is on the vendor's eighth page; pages nine to eleven have none.
    let found = pages(30, None, &won(4)).await;
    assert_eq!(found, [(vec![30], 8), (vec![], 3)]);
    let nothing = pages(1000, None, &won(4)).await;
    assert_eq!(nothing, [(vec![], 11)]);
}

#[tokio::test]
async fn never_more_than_the_limit_and_the_rest_of_a_page_is_kept() {
    // One in two: the limit falls in the middle of the vendor's pages of four.
    let found = pages(2, None, &won(3)).await;
    let sizes: Vec<usize> = found.iter().map(|(ids, _)| ids.len()).collect();
    assert_eq!(sizes, [3, 3, 3, 3, 3, 3, 2]);
    let all: Vec<u64> = found.into_iter().flat_map(|(ids, _)| ids).collect();
    let even: Vec<u64> = (1..=20).map(|half| half * 2).collect();
    assert_eq!(all, even);
}

#[tokio::test]
async fn what_no_check_made_short_is_not_filled() {
    let found = pages(2, None, &ListQuery::default().limit(4)).await;
    assert_eq!(found.len(), 11);
    assert!(found.iter().all(|(_, calls)| *calls == 1));
    // One page, whatever it holds, is what a caller without a limit asks for.
    let whole = ListQuery {
        ignore_limit: true,
        ..won(4)
    };
    let page = page(&engine(LIST, vendor(6, None)).await, &whole).await;
    assert_eq!(page["result_count"], 0);
    assert!(page["next_cursor"].is_string());
}

#[tokio::test]
async fn a_fault_of_a_page_that_fills_loses_nothing() {
    let broken = engine(LIST, vendor(3, Some(2))).await;
    let first = page(&broken, &won(4)).await;
    assert_eq!(numbers(&first), [3]);
    // The cursor leads to the page that failed, which says so to whoever goes on.
    let rest = won(4).next_cursor(first["next_cursor"].as_str().unwrap());
    let error = broken
        .list(&account(), &rest)
        .await
        .unwrap_err()
        .into_detail();
    assert!(
        matches!(&error, Error::Remote(_)) && touchpoint_contract::status(&error) == 400,
        "{error}"
    );
    let well = page(&engine(LIST, vendor(3, None)).await, &rest).await;
    assert_eq!(numbers(&well), [6, 9, 12, 15]);
}

#[tokio::test]
async fn a_fault_before_anything_was_found_says_where_the_list_goes_on() {
    // The only note is on the vendor's eighth page, and the sixth fails.
    let broken = engine(LIST, vendor(30, Some(6))).await;
    let error = broken.list(&account(), &won(4)).await.unwrap_err();
    assert_eq!(error.vendor_status(), Some(400));
    let rest = won(4).next_cursor(error.next_cursor().unwrap());
    let well = vendor(30, None);
    let touchpoint = engine(LIST, well.clone()).await;
    assert_eq!(numbers(&page(&touchpoint, &rest).await), [30]);
    assert_eq!(well.asked().len(), 3, "pages six to eight");
    // A fault of the first page leads nowhere: the same query is sent again.
    let broken = engine(LIST, vendor(30, Some(1))).await;
    let error = broken.list(&account(), &won(4)).await.unwrap_err();
    assert_eq!(error.next_cursor(), None);
}

#[tokio::test]
async fn the_deadline_ends_the_filling() {
    let vendor = vendor(6, None).taking(20);
    let page = page(&engine(LIST, vendor.clone()).await, &won(4)).await;
    // 30 s: after two calls of 20 s no third is begun.
    assert_eq!(vendor.asked().len(), 2);
    assert_eq!(numbers(&page), [6]);
    assert!(page["next_cursor"].is_string());
}
