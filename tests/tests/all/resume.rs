//! A stream of records that is dropped anywhere goes on behind its last record: nothing is lost, nothing comes
//! twice, and nothing is left running. Where the list is another one, the error says what has changed.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, parameter};
use conformance::json;
use futures_util::{Stream, StreamExt, TryStreamExt};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use touchpoint::{
    Account, BoxFuture, Checkpoint, Error, ErrorKind, ListQuery, Reply, Request, SendFault,
    SourceFile, Timestamp, Touchpoint, Transport,
};
use touchpoint_core::plan::Plan;
use touchpoint_emulator::{Dice, Emulator, PlayedVendor, Schedule, recorded_shapes};

/// How often a stream is dropped, over all integrations.
const DROPS: u64 = 1_000;
const RECORDS: u64 = 24;

/// A future that is ready when it has been polled so often.
struct Later(u64);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(less) = self.0.checked_sub(1) else {
            return Poll::Ready(());
        };
        self.0 = less;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A played vendor whose calls take a while, so that a stream can be dropped in the middle of one.
struct Slow {
    vendor: Emulator,
    dice: Mutex<Dice>,
    /// Calls that have begun and neither ended nor been dropped.
    under_way: AtomicUsize,
}

struct UnderWay<'s>(&'s AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Slow {
    fn some_time(&self) -> Later {
        Later(self.dice.lock().unwrap().below(4))
    }
}

impl Transport for Slow {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            self.under_way.fetch_add(1, Ordering::Relaxed);
            let _under_way = UnderWay(&self.under_way);
            self.some_time().await;
            let reply = self.vendor.send(request).await;
            self.some_time().await;
            reply
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.vendor.wait(duration)
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Timestamp {
        self.vendor.now()
    }

    fn chance(&self) -> f64 {
        self.vendor.chance()
    }
}

async fn engine_of(vendor: &Arc<Slow>) -> Touchpoint {
    let builder = Touchpoint::builder().transport(vendor.clone());
    builder.build().await.unwrap()
}

/// A played vendor, and engines for it.
struct Vendor {
    account: Account,
    query: ListQuery,
    slow: Arc<Slow>,
    /// Two, as in two processes.
    engines: [Touchpoint; 2],
}

/// What was read of a stream until it was dropped.
#[derive(Default)]
struct Part {
    ids: Vec<String>,
    /// The place behind the last record, as it is kept.
    place: Option<String>,
    polls: u64,
}

impl Vendor {
    /// The vendor with a query that gives many records; none where each query needs an id.
    async fn new(plan: &Arc<Plan>, seed: u64) -> Option<Vendor> {
        let shapes = Arc::new(recorded_shapes(plan));
        let played = Arc::new(PlayedVendor::new(plan.clone(), &shapes, seed, RECORDS));
        let emulator = Emulator::new(played.clone(), shapes, seed, Schedule::new());
        let account = played.account("a", &emulator.secret());
        let slow = Arc::new(Slow {
            vendor: emulator,
            dice: Mutex::new(Dice::new(seed, "calls")),
            under_way: AtomicUsize::new(0),
        });
        let engines = [engine_of(&slow).await, engine_of(&slow).await];
        for kind in ["all", "call", "email", "meeting", ""] {
            let mut query = ListQuery::default();
            if !kind.is_empty() {
                query = query.with("engagement_type", kind);
            }
            let vendor = Vendor {
                account: account.clone(),
                query,
                slow: slow.clone(),
                engines: engines.clone(),
            };
            let [touchpoint, _] = &vendor.engines;
            if touchpoint.preview(&vendor.account, &vendor.query).is_ok()
                && vendor.read(touchpoint, 50, None, u64::MAX).ids.len() > 8
            {
                return Some(vendor);
            }
        }
        None
    }

    /// Reads the records behind a place, polling the stream at most so often, and drops it.
    fn read(&self, touchpoint: &Touchpoint, limit: u64, from: Option<&str>, polls: u64) -> Part {
        let query = self.query.clone().limit(limit);
        let mut records = match from {
            None => touchpoint.records::<touchpoint::Engagement>(&self.account, query),
            Some(kept) => {
                let checkpoint: Checkpoint = serde_json::from_str(kept).unwrap();
                touchpoint.records_after(&self.account, query, &checkpoint)
            }
        };
        // Nothing in it waits for anything but to be polled.
        let mut context = Context::from_waker(Waker::noop());
        let mut part = Part::default();
        while part.polls < polls {
            part.polls += 1;
            match Pin::new(&mut records).poll_next(&mut context) {
                Poll::Pending => {}
                Poll::Ready(None) => break,
                Poll::Ready(Some(record)) => {
                    let slug = &self.account.integration;
                    let record = record.unwrap_or_else(|error| panic!("{slug}: {error}"));
                    part.place = Some(serde_json::to_string(record.checkpoint()).unwrap());
                    part.ids.push(record.id.clone());
                }
            }
        }
        part
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_anywhere_goes_on_behind_its_last_record() {
    let all = Touchpoint::builder().build().await.unwrap();
    let mut vendors = Vec::new();
    for (seed, plan) in (1..).zip(all.registry().plans()) {
        vendors.extend(Vendor::new(plan, seed).await);
    }
    assert!(
        vendors.len() >= 8,
        "{} integrations are read",
        vendors.len()
    );
    let mut dice = Dice::new(7, "drops");
    let (mut dropped, mut in_a_call) = (0, 0);
    while dropped < DROPS {
        for vendor in &vendors {
            let slug = &vendor.account.integration;
            let [first, second] = &vendor.engines;
            let limit = 3 + dice.below(12);
            let whole = vendor.read(first, limit, None, u64::MAX);
            for _ in 0..8 {
                let polls = 1 + dice.below(whole.polls);
                let asked = vendor.slow.vendor.calls();
                let mut part = vendor.read(first, limit, None, polls);
                let left = vendor.slow.under_way.load(Ordering::Relaxed);
                assert_eq!(left, 0, "{slug}: calls go on after {polls} polls");
                in_a_call +=
                    usize::from(part.ids.is_empty() && vendor.slow.vendor.calls() == asked);
                let place = part.place.as_deref();
                let rest = vendor.read(second, limit, place, u64::MAX);
                part.ids.extend(rest.ids);
                assert_eq!(
                    part.ids, whole.ids,
                    "{slug} dropped after {polls} polls, {limit} on a page"
                );
                dropped += 1;
            }
        }
    }
    assert!(in_a_call > 0, "no stream was dropped within its first call");
    let running = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    assert_eq!(running, 0, "tasks that were left");
}

const LIST: &str = "list:
  request: GET /notes
  paging: { kind: cursor, send_as: after, next: $.next }
  records: $.notes[*]
  fields: { id: $.id }
";

/// Nine notes, three on a page.
fn notes() -> Played {
    Played::new(|request| {
        let from: u32 = parameter(request, "after").map_or(0, |after| after.parse().unwrap());
        let notes: Vec<_> = (from..from + 3)
            .map(|id| json!({ "id": id, "title": "t" }))
            .collect();
        let next = (from < 6).then(|| (from + 3).to_string());
        (200, json!({ "notes": notes, "next": next }))
    })
}

/// The place behind the fifth note.
async fn fifth() -> Checkpoint {
    let touchpoint = engine(LIST, notes()).await;
    let records = touchpoint.records::<touchpoint::Engagement>(&account(), ListQuery::default());
    let read: Vec<_> = records.take(5).try_collect().await.unwrap();
    read.last().unwrap().checkpoint().clone()
}

async fn rest(
    list: &str,
    account: &Account,
    query: ListQuery,
    from: &Checkpoint,
) -> Result<Vec<String>, Error> {
    let touchpoint = engine(list, notes()).await;
    let records = touchpoint.records_after::<touchpoint::Engagement>(account, query, from);
    records
        .map_ok(|record| record.id.clone())
        .try_collect()
        .await
}

#[tokio::test]
async fn a_place_holds_where_the_list_is_the_same() {
    let place = fifth().await;
    let query = ListQuery::default;
    let expected = ["5", "6", "7", "8"];
    let rotated = Account {
        credentials: [("access_token".to_owned(), "another".into())].into(),
        ..account()
    };
    assert_eq!(
        rest(LIST, &rotated, query(), &place).await.unwrap(),
        expected
    );
    let overlay = SourceFile::new(
        "o.yaml",
        "overlay: 1\nof: acme\nlist:\n  fields: { subject: $.title }\n",
    );
    let overlaid = Account {
        overlay: Some(Arc::new(overlay)),
        ..account()
    };
    assert_eq!(
        rest(LIST, &overlaid, query(), &place).await.unwrap(),
        expected
    );
    let fields = LIST.replace("{ id: $.id }", "{ id: $.id, subject: $.title }");
    assert_eq!(
        rest(&fields, &account(), query(), &place).await.unwrap(),
        expected
    );
    let other_size = query().limit(50);
    assert_eq!(
        rest(LIST, &account(), other_size, &place).await.unwrap(),
        expected
    );
}

#[tokio::test]
async fn a_place_in_another_list_is_refused_with_what_has_changed() {
    let place = fifth().await;
    let query = ListQuery::default;
    let other = Account {
        id: "two".to_owned(),
        ..account()
    };
    let moved = LIST.replace("GET /notes", "GET /v2/notes");
    for (list, account, query, says) in [
        (LIST, other, query(), "another account"),
        (moved.as_str(), account(), query(), "in another way"),
        (LIST, account(), query().remote("x", "1"), "other filters"),
    ] {
        let error = rest(list, &account, query, &place).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cursor, "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.to_string().contains("the checkpoint"), "{error}");
        assert_eq!(error.checkpoint(), Some(&place));
    }
}

#[tokio::test]
async fn an_error_in_the_middle_leads_on_from_the_last_record() {
    let broken = Played::new(|request| match parameter(request, "after").as_deref() {
        Some("6") => (500, json!({ "error": "oops" })),
        _ => notes().answer(request),
    });
    let touchpoint = engine(LIST, broken).await;
    let mut records =
        touchpoint.records::<touchpoint::Engagement>(&account(), ListQuery::default());
    let mut read = Vec::new();
    let error = loop {
        match records.next().await.unwrap() {
            Ok(record) => read.push(record.id.clone()),
            Err(error) => break error,
        }
    };
    assert!(records.next().await.is_none(), "the stream has ended");
    assert_eq!(read, ["0", "1", "2", "3", "4", "5"]);
    assert_eq!(
        (error.kind(), error.vendor_status()),
        (ErrorKind::VendorDown, Some(500))
    );
    let place = error.checkpoint().unwrap();
    let more = rest(LIST, &account(), ListQuery::default(), place)
        .await
        .unwrap();
    assert_eq!(more, ["6", "7", "8"]);
}

#[tokio::test]
async fn a_record_of_another_form_is_an_error_and_the_stream_goes_on_behind_it() {
    #[derive(serde::Deserialize)]
    struct Small {
        #[serde(deserialize_with = "below_four")]
        id: String,
    }
    fn below_four<'de, D: serde::Deserializer<'de>>(input: D) -> Result<String, D::Error> {
        let text: String = serde::Deserialize::deserialize(input)?;
        if text == "4" {
            return Err(serde::de::Error::custom("it is four"));
        }
        Ok(text)
    }
    let touchpoint = engine(LIST, notes()).await;
    let records = touchpoint.records::<Small>(&account(), ListQuery::default());
    let read: Vec<_> = records.collect().await;
    assert_eq!(read.len(), 9);
    let told: Vec<String> = read
        .iter()
        .map(|one| {
            one.as_ref()
                .map_or_else(ToString::to_string, |record| record.id.clone())
        })
        .collect();
    assert_eq!(told[3], "3");
    assert!(
        told[4].contains("record 1 (`id` 4)") && told[4].contains("it is four"),
        "{}",
        told[4]
    );
    assert_eq!(told[8], "8");
}
