//! A page that checked filters made short is filled from further pages of the vendor, within bounds:
//! nothing is lost, nothing comes twice, and a list never ends early.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};
use touchpoint::{Account, Error, ListQuery, Touchpoint, Transport};

const MAPPING: &str = r"
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example/v1
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /notes
  parameters:
    status: { checked: true }
  paging: { kind: page, send_as: page, first: 1, stop: short_page, size: { send_as: size, default: 4, max: 4 } }
  records: $.notes[*]
  fields: { id: $.id, status: $.status }
";

/// Ten pages of four notes, numbered from 1; the ninth page can be made to fail. Every note whose
/// number is a multiple of `rare` is `won`.
#[derive(Clone)]
struct Vendor {
    asked: Arc<Mutex<Vec<String>>>,
    rare: u64,
    fails: Option<u64>,
    takes: i64,
}

impl Vendor {
    fn of(rare: u64) -> Vendor {
        Vendor {
            asked: Arc::default(),
            rare,
            fails: None,
            takes: 0,
        }
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let address = request.address();
        let page: u64 = address
            .split("page=")
            .nth(1)
            .and_then(|rest| rest.split('&').next()?.parse().ok())
            .unwrap_or(1);
        self.asked.lock().unwrap().push(address);
        let (status, body) = if self.fails == Some(page) {
            (400, json!({ "message": "no" }))
        } else {
            let count = if page > 10 { 0 } else { 4 };
            let notes = (0..count).map(|at| {
                let number = (page - 1) * 4 + at + 1;
                let status = if number.is_multiple_of(self.rare) {
                    "won"
                } else {
                    "open"
                };
                json!({ "id": number, "status": status })
            });
            (200, json!({ "notes": notes.collect::<Vec<_>>() }))
        };
        Box::pin(async move {
            Ok(Reply {
                status,
                headers: Headers::default(),
                body: serde_json::to_vec(&body).unwrap(),
            })
        })
    }
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
    fn now(&self) -> jiff::Timestamp {
        let calls = self.asked.lock().unwrap().len();
        jiff::Timestamp::from_second(self.takes * i64::try_from(calls).unwrap()).unwrap()
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

async fn touchpoint(vendor: &Vendor, fill: Option<u32>) -> Touchpoint {
    let mut builder = Touchpoint::builder()
        .mapping_text("acme.yaml", MAPPING)
        .transport(vendor.clone());
    if let Some(pages) = fill {
        builder = builder.fill_pages(pages);
    }
    builder.build().await.unwrap_or_else(|e| panic!("{e}"))
}

fn account() -> Account {
    Account {
        id: "one".into(),
        integration: "acme".into(),
        credentials: [("access_token".to_owned(), "hush".into())].into(),
        ..Account::default()
    }
}

fn won(limit: u64) -> ListQuery {
    ListQuery::default().with("status", "won").limit(limit)
}

fn ids(page: &Value) -> Vec<u64> {
    let rows = page["result"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().parse().unwrap())
        .collect()
}

/// All pages: their ids, and how many calls each took.
async fn pages(vendor: &Vendor, fill: Option<u32>, query: &ListQuery) -> Vec<(Vec<u64>, usize)> {
    let touchpoint = touchpoint(vendor, fill).await;
    let (mut query, mut pages, mut before) = (query.clone(), Vec::new(), 0);
    for _ in 0..50 {
        let page = touchpoint.list(&account(), &query).await.unwrap();
        let page: Value = serde_json::from_slice(&page.to_json()).unwrap();
        let calls = vendor.asked.lock().unwrap().len();
        pages.push((ids(&page), calls - before));
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
    let found = pages(&Vendor::of(6), None, &won(4)).await;
    let expected = [
        (vec![6, 12], 3),
        (vec![18, 24], 3),
        (vec![30, 36], 3),
        (vec![], 2),
    ];
    assert_eq!(found, expected);
    let found = pages(&Vendor::of(6), Some(1), &won(4)).await;
    assert_eq!(found.len(), 11);
    assert!(found.iter().all(|(_, calls)| *calls == 1));
    let all: Vec<u64> = found.into_iter().flat_map(|(ids, _)| ids).collect();
    assert_eq!(all, [6, 12, 18, 24, 30, 36]);
}

#[tokio::test]
async fn never_more_than_the_limit_and_the_rest_of_a_page_is_kept() {
    // One in two: the limit falls in the middle of the vendor's pages of four.
    let found = pages(&Vendor::of(2), None, &won(3)).await;
    let sizes: Vec<usize> = found.iter().map(|(ids, _)| ids.len()).collect();
    assert_eq!(sizes, [3, 3, 3, 3, 3, 3, 2]);
    let all: Vec<u64> = found.into_iter().flat_map(|(ids, _)| ids).collect();
    let even: Vec<u64> = (1..=20).map(|half| half * 2).collect();
    assert_eq!(all, even);
}

#[tokio::test]
async fn what_no_check_made_short_is_not_filled() {
    let found = pages(&Vendor::of(2), None, &ListQuery::default().limit(4)).await;
    assert_eq!(found.len(), 11);
    assert!(found.iter().all(|(_, calls)| *calls == 1));
    // One page, whatever it holds, is what a caller without a limit asks for.
    let whole = ListQuery {
        ignore_limit: true,
        ..won(4)
    };
    let touchpoint = touchpoint(&Vendor::of(6), None).await;
    let page = touchpoint.list(&account(), &whole).await.unwrap();
    let page: Value = serde_json::from_slice(&page.to_json()).unwrap();
    assert_eq!(page["result_count"], 0);
    assert!(page["next_cursor"].is_string());
}

#[tokio::test]
async fn a_fault_of_a_page_that_fills_loses_nothing() {
    let vendor = Vendor {
        fails: Some(2),
        ..Vendor::of(3)
    };
    let touchpoint = touchpoint(&vendor, None).await;
    let page = touchpoint.list(&account(), &won(4)).await.unwrap();
    let page: Value = serde_json::from_slice(&page.to_json()).unwrap();
    assert_eq!(ids(&page), [3]);
    // The cursor leads to the page that failed, which says so to whoever goes on.
    let rest = won(4).next_cursor(page["next_cursor"].as_str().unwrap());
    let error = touchpoint.list(&account(), &rest).await.unwrap_err();
    assert!(
        matches!(&error, Error::Remote(fault) if fault.status == 400),
        "{error}"
    );
    let well = Vendor::of(3);
    let touchpoint = self::touchpoint(&well, None).await;
    let page = touchpoint.list(&account(), &rest).await.unwrap();
    let page: Value = serde_json::from_slice(&page.to_json()).unwrap();
    assert_eq!(ids(&page), [6, 9, 12, 15]);
}

#[tokio::test]
async fn the_deadline_ends_the_filling() {
    let vendor = Vendor {
        takes: 20,
        ..Vendor::of(6)
    };
    let touchpoint = touchpoint(&vendor, None).await;
    let page = touchpoint.list(&account(), &won(4)).await.unwrap();
    let page: Value = serde_json::from_slice(&page.to_json()).unwrap();
    // 30 s: after two calls of 20 s no third is begun.
    assert_eq!(vendor.asked.lock().unwrap().len(), 2);
    assert_eq!(ids(&page), [6]);
    assert!(page["next_cursor"].is_string());
}
