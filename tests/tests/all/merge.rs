//! Several lists read as one: in order, every record once, through one cursor; whatever the pages'
//! sizes, whatever is filtered, and when one of the lists fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, page, parameter};
use conformance::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint::{Direction, ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const LIST: &str = r"list:
  rules: [{ required: engagement_type, note: The type. }]
  merge:
    when: { engagement_type: all }
    cases: [call, mail, meeting]
    by: start_time
    order: desc
  shared:
    parameters: { owner.id: { send_as: owner }, status: { checked: true } }
    paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: size, default: 3, max: 3 } }
    records: $.items[*]
    fields:
      id: $.id
      status: $.status
      start_time: $.at
      owner: { id: $.owner }
  cases:
    call: { when: { engagement_type: call }, request: GET /calls, fields: { engagement_type: { always: call } } }
    mail: { when: { engagement_type: email }, request: GET /mails, fields: { engagement_type: { always: email } } }
    meeting:
      when: { engagement_type: [meeting, task] }
      request: GET /events
      fields: { engagement_type: $.kind }
";

/// Three lists, each the newest first, in pages of three. A path can be made to fail at one page.
#[derive(Clone)]
struct Vendor(Arc<BTreeMap<&'static str, Vec<Json>>>);

impl Vendor {
    fn new() -> Vendor {
        // Hours of a day, with ties between the lists and within them.
        let calls = [23, 22, 22, 20, 9, 8, 7, 3];
        let mails = [22, 21, 19, 18, 18, 18, 17, 2, 1, 0];
        let events = [20, 5];
        let list = |name: &str, hours: &[u32]| -> Vec<Json> {
            let items = hours.iter().enumerate().map(|(at, hour)| {
                json!({
                    "id": format!("{name}{at}"), "at": format!("2026-05-01T{hour:02}:00:00Z"),
                    "owner": at % 2, "status": if at % 3 == 0 { "won" } else { "open" },
                    "kind": if at == 0 { "task" } else { "meeting" },
                })
            });
            items.collect()
        };
        let lists = [
            ("/calls", list("c", &calls)),
            ("/mails", list("m", &mails)),
            ("/events", list("e", &events)),
        ];
        Vendor(Arc::new(lists.into()))
    }

    /// The ids of what a filter leaves, in order; of one time, calls first, then mails.
    fn expected(&self, keep: impl Fn(&Json) -> bool) -> Vec<String> {
        let order = ["/calls", "/mails", "/events"];
        let mut all: Vec<&Json> = order.iter().flat_map(|name| &self.0[name]).collect();
        all.sort_by(|a, b| b["at"].as_str().cmp(&a["at"].as_str()));
        let kept = all.into_iter().filter(|item| keep(item));
        kept.map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The vendor at work; the page of a path that begins at a record can be made to fail.
    fn played(&self, fails: Option<(&'static str, usize)>) -> Played {
        let lists = self.0.clone();
        Played::new(move |request| {
            let (path, items) = lists
                .iter()
                .find(|(path, _)| request.url.ends_with(*path))
                .unwrap();
            let number =
                |name: &str| parameter(request, name).map(|text| text.parse::<usize>().unwrap());
            let (start, size) = (number("after").unwrap_or(0), number("size").unwrap_or(3));
            let owner = number("owner");
            let owned = |item: &&Json| {
                owner.is_none_or(|owner| item["owner"].as_u64() == Some(owner as u64))
            };
            let kept: Vec<&Json> = items.iter().filter(owned).collect();
            let end = kept.len().min(start + size);
            let next = (end < kept.len()).then(|| end.to_string());
            let status = if fails == Some((*path, start)) {
                400
            } else {
                200
            };
            (
                status,
                json!({ "items": kept[start.min(end)..end], "next": next }),
            )
        })
    }
}

fn all() -> ListQuery {
    ListQuery::default().with("engagement_type", "all")
}

/// Every page's ids, through the cursor to its end.
async fn pages(vendor: &Vendor, query: &ListQuery) -> Vec<Vec<String>> {
    let touchpoint = engine(LIST, vendor.played(None)).await;
    let (mut query, mut pages) = (query.clone(), Vec::new());
    for _ in 0..100 {
        let page = page(&touchpoint, &query).await;
        pages.push(ids(&page));
        match page["next_cursor"].as_str() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return pages,
        }
    }
    panic!("no end: {pages:?}")
}

#[tokio::test]
async fn three_lists_are_one_in_order_at_every_limit() {
    let vendor = Vendor::new();
    let expected = vendor.expected(|_| true);
    assert_eq!(expected.len(), 20);
    for limit in 1..=3 {
        let pages = pages(&vendor, &all().limit(limit)).await;
        let limit = usize::try_from(limit).unwrap();
        assert!(pages.iter().all(|page| page.len() <= limit), "{pages:?}");
        assert_eq!(pages.concat(), expected, "limit {limit}");
    }
}

#[tokio::test]
async fn filters_are_each_lists_own() {
    let vendor = Vendor::new();
    let pushed = all().with("owner.id", "1").limit(2);
    let expected = vendor.expected(|item| item["owner"] == 1);
    assert_eq!(pages(&vendor, &pushed).await.concat(), expected);
    let checked = all().with("status", "won").limit(2);
    let expected = vendor.expected(|item| item["status"] == "won");
    assert_eq!(pages(&vendor, &checked).await.concat(), expected);
    let both = all().with("status", "won").with("owner.id", "0").limit(1);
    let expected = vendor.expected(|item| item["status"] == "won" && item["owner"] == 0);
    assert_eq!(pages(&vendor, &both).await.concat(), expected);
    let later = all().filter("start_time", Operator::Gt, ["2026-05-01T18:00:00Z"]);
    let expected = vendor.expected(|item| item["at"].as_str().unwrap() > "2026-05-01T18:00:00Z");
    assert_eq!(pages(&vendor, &later).await.concat(), expected);
}

#[tokio::test]
async fn what_else_is_said_of_the_type_is_no_more_dropped_than_any_filter() {
    let vendor = Vendor::new();
    let is = |item: &Json, letter: &str| item["id"].as_str().unwrap().starts_with(letter);
    let not_mails = all().filter("engagement_type", Operator::Ne, ["email"]);
    let expected = vendor.expected(|item| !is(item, "m"));
    assert_eq!(pages(&vendor, &not_mails.limit(2)).await.concat(), expected);
    let tasks = all().filter("engagement_type", Operator::In, ["task", "lunch"]);
    let expected = vendor.expected(|item| is(item, "e") && item["kind"] == "task");
    assert_eq!(pages(&vendor, &tasks).await.concat(), expected);
    // So it is where one list is read, too.
    let neither = ListQuery::default().with("engagement_type", "call").filter(
        "engagement_type",
        Operator::Eq,
        ["email"],
    );
    assert_eq!(
        pages(&vendor, &neither).await.concat(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_list_that_fails_loses_nothing() {
    let vendor = Vendor::new();
    for fails in [("/mails", 3), ("/calls", 3), ("/mails", 6)] {
        let broken = engine(LIST, vendor.played(Some(fails))).await;
        let well = engine(LIST, vendor.played(None)).await;
        let (mut query, mut found, mut failures) = (all().limit(3), Vec::new(), 0);
        loop {
            let page = match broken.list(&account(), &query).await.map_err(Error::from) {
                Ok(page) => serde_json::from_slice(&page.to_json()).unwrap(),
                Err(error) => {
                    let refused = matches!(&error, Error::Remote(_))
                        && touchpoint_contract::status(&error) == 400;
                    assert!(refused, "{error}");
                    failures += 1;
                    page(&well, &query).await
                }
            };
            found.extend(ids(&page));
            match page["next_cursor"].as_str() {
                Some(cursor) => query = query.next_cursor(cursor),
                None => break,
            }
        }
        assert!(failures > 0, "{fails:?}");
        assert_eq!(found, vendor.expected(|_| true), "{fails:?}");
    }
}

#[tokio::test]
async fn faults_of_the_query_are_told_once_and_a_cursor_is_its_own() {
    let vendor = Vendor::new().played(None);
    let touchpoint = engine(LIST, vendor.clone()).await;
    let wrong = all()
        .sort_by("subject", Direction::Asc)
        .with("direction", "inbound");
    let Error::Caller(fault) = touchpoint
        .list(&account(), &wrong)
        .await
        .unwrap_err()
        .into_detail()
    else {
        panic!("the query is wrong")
    };
    let mut names: Vec<&str> = fault
        .failures
        .iter()
        .map(|f| f.parameter.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["direction", "sort_by[subject]"]);
    assert!(vendor.asked().is_empty());

    let page = touchpoint.list(&account(), &all().limit(1)).await.unwrap();
    let cursor = page.next_cursor().unwrap();
    let of_calls = ListQuery::default()
        .with("engagement_type", "call")
        .next_cursor(cursor);
    let error = touchpoint.list(&account(), &of_calls).await.unwrap_err();
    assert!(error.to_string().contains("other filters"), "{error}");
    // What no case has is told as ever.
    let none = ListQuery::default().with("engagement_type", "none");
    let error = touchpoint.list(&account(), &none).await.unwrap_err();
    assert_eq!(error.kind(), touchpoint::ErrorKind::Query);
}

#[tokio::test]
async fn a_merged_list_has_its_own_order_alone() {
    let sort =
        "sort: { send_as: order, fields: { created_at: at }, ascending: '', descending: '-' }";
    let list = LIST.replace("start_time", "created_at").replace(
        "  shared:\n",
        &format!("  shared:\n    {sort}\n    order: {{ created_at: desc }}\n"),
    );
    let vendor = Vendor::new().played(None);
    let touchpoint = engine(&list, vendor.clone()).await;
    let own = all().sort_by("created_at", Direction::Desc).limit(3);
    assert_eq!(ids(&page(&touchpoint, &own).await).len(), 3);
    let asked = vendor.asked();
    assert!(
        asked.iter().all(|call| call.contains("order=-at")),
        "{asked:?}"
    );
    let other = all().sort_by("created_at", Direction::Asc);
    let error = touchpoint.list(&account(), &other).await.unwrap_err();
    let Error::Caller(fault) = error.into_detail() else {
        panic!("it is the caller's")
    };
    assert_eq!(fault.failures[0].parameter, "sort_by[created_at]");
    assert!(
        fault.failures[0]
            .message
            .contains("by `created_at` in desc order")
    );
    assert_eq!(vendor.asked().len(), asked.len(), "nothing was asked");
}

#[tokio::test]
async fn a_merged_page_is_empty_only_at_the_end() {
    let vendor = Vendor::new();
    // The only record of this id is the last of the mails: the lists are read to there.
    let last = ListQuery::default().with("id", "m9");
    let last = last.with("engagement_type", "all").limit(3);
    let found = pages(&vendor, &last).await;
    assert_eq!(found.concat(), ["m9"]);
    assert!(
        found.iter().rev().skip(1).all(|page| !page.is_empty()),
        "{found:?}"
    );
    // A fault on the way there says where to go on.
    let broken = engine(LIST, vendor.played(Some(("/mails", 9)))).await;
    let error = broken.list(&account(), &last).await.unwrap_err();
    let rest = last.next_cursor(error.next_cursor().unwrap());
    let well = vendor.played(None);
    let touchpoint = engine(LIST, well.clone()).await;
    assert_eq!(ids(&page(&touchpoint, &rest).await), ["m9"]);
    assert!(well.asked().len() <= 2, "{:?}", well.asked());
}
