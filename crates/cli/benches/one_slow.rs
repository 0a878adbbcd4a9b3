//! `cargo xtask bench one_slow`: the lists of all integrations, read at once to their ends again and
//! again, on two cores, from the played vendors of the sandbox; then the same where one vendor takes a
//! hundred times longer to answer. What the others read in a second, and how long a page of theirs
//! takes, with it and without it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run stops"
)]

use futures_util::StreamExt;
use mimalloc::MiMalloc;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};
use touchpoint::parts::http::{Live, LiveOptions};
use touchpoint::{
    Account, BoxFuture, ListQuery, Reply, Request, SendFault, Timestamp, Touchpoint, Transport,
};
use touchpoint_core::query::{Names, parse};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long a vendor takes before it answers, and the slow one.
const ANSWERS: Duration = Duration::from_millis(2);
const SLOW: Duration = Duration::from_millis(200);
/// The slow one: its list leads on page by page, like most.
const SLOW_ONE: &str = "pipedrive";
const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_secs(2);

/// The network, where each vendor takes its time.
struct Timed {
    live: Live,
    one_is_slow: Arc<AtomicBool>,
}

impl Transport for Timed {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            let slow = self.one_is_slow.load(Relaxed) && request.about.integration == *SLOW_ONE;
            tokio::time::sleep(if slow { SLOW } else { ANSWERS }).await;
            self.live.send(request).await
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.live.wait(duration)
    }

    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        self.live.aside(work)
    }

    fn now(&self) -> Timestamp {
        self.live.now()
    }

    fn chance(&self) -> f64 {
        self.live.chance()
    }
}

/// What was read of the others in one round.
struct Round {
    pages: f64,
    median_ms: f64,
    p99_ms: f64,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measured());
}

async fn measured() {
    let one_is_slow = Arc::new(AtomicBool::new(false));
    let transport = Timed {
        live: Live::new(LiveOptions::default()).unwrap(),
        one_is_slow: one_is_slow.clone(),
    };
    let touchpoint = Touchpoint::builder().sandbox().transport(transport);
    let touchpoint = touchpoint.build().await.unwrap();
    let lists = lists(&touchpoint);
    // Mappings are compiled, vendors have made their records.
    round(&touchpoint, &lists).await;
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (slow, rounds) in rounds.iter_mut().enumerate() {
            one_is_slow.store(slow == 1, Relaxed);
            rounds.push(round(&touchpoint, &lists).await);
        }
    }
    println!(
        "{} lists, {SLOW_ONE} not counted\n\n| one vendor | pages/s of the others | a page, median ms | 99th percentile ms |\n|---|---|---|---|",
        lists.len()
    );
    for (name, rounds) in ["as the others", "100 × longer"].into_iter().zip(&rounds) {
        let median = |of: fn(&Round) -> f64| {
            let mut all: Vec<f64> = rounds.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[ROUNDS / 2]
        };
        println!(
            "| {name} | {:.0} | {:.2} | {:.2} |",
            median(|round| round.pages),
            median(|round| round.median_ms),
            median(|round| round.p99_ms)
        );
    }
}

/// Each sandbox account with a query that it can be asked.
fn lists(touchpoint: &Touchpoint) -> Vec<(Account, ListQuery)> {
    let model = touchpoint.model();
    let slugs = touchpoint.registry().slugs();
    let lists = slugs.iter().filter_map(|slug| {
        let account = touchpoint.sandbox_account(slug)?;
        let query = touchpoint.sandbox_queries(slug).into_iter().next();
        let (query, _) = parse(&query.unwrap_or_default(), model, Names::default()).unwrap();
        Some((account, query.limit(10)))
    });
    lists.collect()
}

/// Reads all lists at once for a while.
async fn round(touchpoint: &Touchpoint, lists: &[(Account, ListQuery)]) -> Round {
    let end = Instant::now() + ROUND;
    let reads = lists.iter().map(|(account, query)| {
        let (touchpoint, account, query) = (touchpoint.clone(), account.clone(), query.clone());
        let counts = account.integration != SLOW_ONE;
        tokio::spawn(async move {
            let mut waits = Vec::new();
            while Instant::now() < end {
                let mut pages = pin!(touchpoint.stream(account.clone(), query.clone()));
                let mut asked = Instant::now();
                while let Some(page) = pages.next().await {
                    page.unwrap();
                    waits.push(asked.elapsed().as_secs_f64() * 1e3);
                    asked = Instant::now();
                    if asked >= end {
                        break;
                    }
                }
            }
            if counts { waits } else { Vec::new() }
        })
    });
    let mut waits = Vec::new();
    for read in reads.collect::<Vec<_>>() {
        waits.extend(read.await.unwrap());
    }
    waits.sort_by(f64::total_cmp);
    #[allow(clippy::cast_precision_loss, reason = "a few thousand pages")]
    let pages = waits.len() as f64 / ROUND.as_secs_f64();
    Round {
        pages,
        median_ms: waits[waits.len() / 2],
        p99_ms: waits[waits.len() * 99 / 100],
    }
}
