//! Calls of one page that do not need each other are on their way at once: within the mapping's bound,
//! and until the vendor's limit is reached.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{account, engine, page};
use conformance::json;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;
use touchpoint::{ListQuery, Operator, Transport};
use touchpoint_core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};
use touchpoint_language::json::Json;

/// Three lists read as one. Their records name people, who are asked for in batches of two, and teams
/// and places, which are asked for once.
const LIST: &str = r#"
lookups:
  teams: { once: GET /teams, entries: "$[*]", key: [$.id] }
  places: { once: GET /places, entries: "$[*]", key: [$.id] }
  people_of:
    batch: POST /people
    body: { ids: ["{{ lookup.key }}"] }
    at_most: 2
    entries: $[*]
    key: [$.id]
    otherwise: nothing
  firms_of:
    batch: POST /firms
    body: { ids: ["{{ lookup.key }}"] }
    at_most: 2
    entries: $[*]
    key: [$.id]
    otherwise: nothing
list:
  rules: [{ required: engagement_type, note: The type. }]
  merge: { when: { engagement_type: all }, cases: [call, email, meeting] }
  cases:
    call: { when: { engagement_type: call }, request: GET /call, SHAPE }
    email: { when: { engagement_type: email }, request: GET /email, SHAPE }
    meeting: { when: { engagement_type: meeting }, request: GET /meeting, SHAPE }
"#;

const SHAPE: &str = r#"paging: { kind: none }, order: { created_at: desc }, records: "$.notes[*]",
      fields: {
        id: $.id, created_at: { from: $.at, time: unix_s },
        subject: { lookup: teams, by: [$.team], from: $.name },
        content: { lookup: places, by: [$.team], from: $.name },
        contact: { lookup: people_of, by: [$.id], then_each: "$.to[*]", id: $ },
        account: { lookup: firms_of, by: [$.id], id: $.firm } }"#;

/// A vendor whose every answer takes a second of its own clock. It knows how many calls were on their
/// way at once, and may refuse one path.
#[derive(Clone, Default)]
struct Slow(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: i64,
    calls: HashMap<String, usize>,
    on_their_way: usize,
    most: usize,
    refuses: Option<&'static str>,
    /// Its answer cannot be read.
    garbles: Option<&'static str>,
    /// A refusal says when to come again, in seconds; else that the limit is reached.
    comes_again: Option<u32>,
    refused: bool,
    /// How long callers waited, in seconds.
    waits: Vec<u64>,
    /// How many calls began after one was refused.
    late: usize,
}

impl Slow {
    fn begin(&self, path: &str) -> i64 {
        let mut state = self.0.lock().unwrap();
        *state.calls.entry(path.to_owned()).or_default() += 1;
        state.on_their_way += 1;
        state.late += usize::from(state.refused);
        state.most = state.most.max(state.on_their_way);
        state.now
    }

    fn end(&self, path: &str, began: i64) -> Reply {
        let mut state = self.0.lock().unwrap();
        state.on_their_way -= 1;
        state.refused |= state.refuses == Some(path);
        state.now = state.now.max(began + 1);
        let notes: Vec<_> = (0..4)
            .map(|at| json!({ "id": format!("{path}{at}"), "at": 1_780_000_000 - at, "team": "t" }))
            .collect();
        let mut headers = Headers::default();
        let (status, body) = match path {
            _ if state.refuses == Some(path) => match state.comes_again {
                None => (429, json!({ "message": "slower" })),
                Some(seconds) => {
                    headers
                        .0
                        .push(("retry-after".to_owned(), seconds.to_string()));
                    (503, json!({ "message": "later" }))
                }
            },
            "/teams" | "/places" => (200, json!([{ "id": "t", "name": path }])),
            "/people" => (200, json!([{ "id": "/call0", "to": ["p1", "p2"] }])),
            "/firms" => (200, json!([{ "id": "/email1", "firm": "f1" }])),
            _ => (200, json!({ "notes": notes })),
        };
        let mut body = body.to_string();
        if state.garbles == Some(path) {
            body.insert(0, '?');
        }
        Reply {
            status,
            headers,
            body: body.into_bytes(),
            ..Reply::default()
        }
    }

    fn seconds(&self) -> i64 {
        self.0.lock().unwrap().now
    }

    fn calls(&self, path: &str) -> usize {
        let state = self.0.lock().unwrap();
        state.calls.get(path).copied().unwrap_or_default()
    }
}

impl Transport for Slow {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let path = request.url.replace("https://api.acme.example/v1", "");
        let mut began = None;
        Box::pin(poll_fn(move |context| match began {
            // All that are sent in one turn are on their way before the first is answered.
            None => {
                began = Some(self.begin(&path));
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(began) => Poll::Ready(Ok(self.end(&path, began))),
        }))
    }

    /// As long as the turn after it: time passes by answers only.
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().waits.push(duration.as_secs());
        let mut over = false;
        Box::pin(poll_fn(move |context| {
            if std::mem::replace(&mut over, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(self.seconds())
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

impl Slow {
    fn refusing(path: &'static str) -> Slow {
        let slow = Slow::default();
        slow.0.lock().unwrap().refuses = Some(path);
        slow
    }

    fn busy_for(self, seconds: u32) -> Slow {
        self.0.lock().unwrap().comes_again = Some(seconds);
        self
    }

    fn late(&self) -> usize {
        self.0.lock().unwrap().late
    }

    fn most(&self) -> usize {
        self.0.lock().unwrap().most
    }
}

/// The first page of all three lists, where so many calls may be on their way at once.
async fn read(vendor: &Slow, at_once: usize) -> Json {
    let rest = LIST.replace("SHAPE", SHAPE);
    let rest = format!("  at_once: {at_once}{rest}");
    let touchpoint = engine(&rest, vendor.clone()).await;
    let query = ListQuery::default()
        .filter("engagement_type", Operator::Eq, ["all"])
        .limit(12);
    page(&touchpoint, &query).await
}

fn codes(page: &Json) -> Vec<&str> {
    let warnings = page.get("warnings").and_then(Json::as_array);
    let warnings = warnings.into_iter().flatten();
    let codes = warnings.map(|warning| warning.get("code").and_then(Json::as_str).unwrap());
    codes.collect()
}

#[tokio::test]
async fn a_merged_page_with_all_its_tables_takes_two_waits() {
    let vendor = Slow::default();
    let page = read(&vendor, 16).await;
    let rows = page.get("result").and_then(Json::as_array).unwrap();
    assert_eq!(rows.len(), 12);
    let of = |id: &str| {
        let has = |row: &&Json| row.get("id").and_then(Json::as_str) == Some(id);
        rows.iter().find(has).unwrap()
    };
    let contacts = json!([{ "id": "p1" }, { "id": "p2" }]);
    assert_eq!(of("/call0").get("contact"), Some(&contacts));
    assert_eq!(of("/email1").get("account"), Some(&json!({ "id": "f1" })));
    assert_eq!(of("/meeting3").get("subject"), Some(&json!("/teams")));
    // The lists and what is asked once; then twelve batches. One after another they are seventeen.
    assert_eq!(vendor.seconds(), 2);
    assert_eq!((vendor.calls("/teams"), vendor.calls("/places")), (1, 1));
    assert_eq!((vendor.calls("/people"), vendor.calls("/firms")), (6, 6));
}

#[tokio::test]
async fn no_more_calls_are_on_their_way_than_the_mapping_says() {
    let vendor = Slow::default();
    let page = read(&vendor, 3).await;
    assert_eq!(vendor.most(), 3);
    assert_eq!(page, read(&Slow::default(), 16).await, "the same page");
    let one_by_one = Slow::default();
    assert_eq!(page, read(&one_by_one, 1).await, "the same page");
    assert_eq!((one_by_one.most(), one_by_one.seconds()), (1, 17));
}

#[tokio::test]
async fn a_limit_in_one_stops_the_others() {
    let vendor = Slow::refusing("/people");
    let partial = read(&vendor, 5).await;
    let rows = partial.get("result").and_then(Json::as_array).unwrap();
    assert_eq!(rows.len(), 12);
    assert_eq!(partial.get("is_partial_response"), Some(&json!(true)));
    assert!(codes(&partial).contains(&"lookup_failed"));
    assert_eq!(vendor.late(), 0);
    let batches = vendor.calls("/people") + vendor.calls("/firms");
    assert!(batches < 12, "{batches} of 12 batches");
}

#[tokio::test]
async fn the_limit_of_one_list_is_that_of_all() {
    let vendor = Slow::refusing("/call");
    let rest = format!("  at_once: 1{}", LIST.replace("SHAPE", SHAPE));
    let touchpoint = engine(&rest, vendor.clone()).await;
    let query = ListQuery::default().filter("engagement_type", Operator::Eq, ["all"]);
    let error = touchpoint.list(&account(), &query).await.unwrap_err();
    assert_eq!(error.code(), "T302");
    let others = vendor.calls("/email") + vendor.calls("/meeting");
    assert_eq!(others, 0, "no other list is asked");
}

#[tokio::test]
async fn the_wait_that_one_list_was_told_comes_with_the_fault_of_another() {
    let vendor = Slow::refusing("/call").busy_for(4);
    vendor.0.lock().unwrap().garbles = Some("/meeting");
    let rest = format!("  at_once: 5{}", LIST.replace("SHAPE", SHAPE));
    let touchpoint = engine(&rest, vendor.clone()).await;
    let query = ListQuery::default().filter("engagement_type", Operator::Eq, ["all"]);
    let error = touchpoint.list(&account(), &query).await.unwrap_err();
    assert_eq!(error.code(), "T304", "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(4)));
}

#[tokio::test]
async fn a_vendor_that_is_busy_for_longer_than_the_call_lasts_is_called_no_more() {
    let vendor = Slow::refusing("/people").busy_for(3_600);
    let partial = read(&vendor, 5).await;
    assert_eq!(partial.get("is_partial_response"), Some(&json!(true)));
    assert_eq!(vendor.late(), 0);
}

#[tokio::test]
async fn a_vendor_that_is_busy_for_a_while_is_left_alone_by_all_calls() {
    let vendor = Slow::refusing("/people").busy_for(4);
    read(&vendor, 5).await;
    let waits = vendor.0.lock().unwrap().waits.clone();
    // Each call that begins after the first refusal waits: also those that were not refused themselves.
    let refused_again = vendor.calls("/people") - 6;
    let told = waits.iter().filter(|seconds| **seconds == 4).count();
    assert!(
        told > refused_again,
        "{told} waits, {refused_again} sent again"
    );
}
