//! One page of 100 calls, from the vendor's bytes to the caller's: the engine against `serde_json`
//! parsing and writing the same bytes, in one run, turn by turn. It prints medians and their ratio.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};
use touchpoint::core::cursor::Key;
use touchpoint::core::exchange::{Headers, Reply};
use touchpoint::core::run::{Options, map_reply};
use touchpoint::{ListQuery, Touchpoint};

const RECORDS: usize = 100;
const TURNS: usize = 300;
const WARM_UP: usize = 30;
/// Further properties of each record, as many as a real one carries.
const PROPERTIES: usize = 34;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let touchpoint = runtime.block_on(Touchpoint::builder().build())?;
    let plan = touchpoint.plan("hubspot").ok_or("no such mapping")?;
    let page = page();
    let query = ListQuery::default()
        .with("engagement_type", "call")
        .limit(100);
    let options = Options::new(Key::new(b"bench"));
    let reply = Reply {
        status: 200,
        headers: Headers::default(),
        body: page.clone().into_bytes(),
    };
    let first = map_reply(plan, &query, reply.clone(), &options)?;
    assert_eq!(
        first.response.result_count, RECORDS,
        "the engine must map the whole page"
    );
    let (mut engine, mut whole) = (Vec::new(), Vec::new());
    for turn in 0..WARM_UP + TURNS {
        let mapped = timed(|| {
            let listing = map_reply(plan, &query, reply.clone(), &options);
            listing.map(|listing| listing.response.to_json()).ok()
        });
        let written = timed(|| {
            let value: Option<serde_json::Value> = serde_json::from_slice(&reply.body).ok();
            value.and_then(|value| serde_json::to_vec(&value).ok())
        });
        if turn >= WARM_UP {
            engine.push(mapped);
            whole.push(written);
        }
    }
    let (engine, whole) = (median(engine), median(whole));
    let ratio = engine.as_secs_f64() / whole.as_secs_f64();
    println!(
        "| one page of {RECORDS} calls, {} KB | median |",
        page.len() / 1024
    );
    println!("|---|---|");
    println!(
        "| engine, bytes in, bytes out | {:.3} ms |",
        engine.as_secs_f64() * 1e3
    );
    println!(
        "| serde_json, parse and write | {:.3} ms |",
        whole.as_secs_f64() * 1e3
    );
    println!("| engine / serde_json | {ratio:.2} |");
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// A page in the vendor's shape: every property a text, some empty, some with escapes.
fn page() -> String {
    let mut page = String::from("{\"results\":[");
    for n in 0..RECORDS {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(
            page,
            "{comma}{{\"id\":\"{id}\",\"properties\":{{\"hs_call_title\":\"Check-in {n}\",\
             \"hs_call_body\":\"<p>Talked about \\\"seats\\\" and terms, round {n}.</p>\",\
             \"hs_call_direction\":\"{direction}\",\"hs_call_duration\":\"{ms}\",\
             \"hs_timestamp\":\"2026-03-{day:02}T10:00:00Z\",\"hubspot_owner_id\":\"{owner}\"",
            id = 480_000_000_000_u64 + n as u64,
            direction = if n % 3 == 0 { "INBOUND" } else { "OUTBOUND" },
            ms = 60_000 + n * 1_000,
            day = n % 28 + 1,
            owner = 900 + n % 7,
        );
        for more in 0..PROPERTIES {
            let _ = match more % 4 {
                0 => write!(page, ",\"hs_property_{more}\":null"),
                _ => write!(
                    page,
                    ",\"hs_property_{more}\":\"value {more} of record {n}\""
                ),
            };
        }
        let _ = write!(
            page,
            "}},\"createdAt\":\"2026-03-01T08:00:00.120Z\",\"updatedAt\":\"2026-03-02T08:00:00.5Z\",\
             \"archived\":false,\"associations\":{{\"contacts\":{{\"results\":[{{\"id\":\"{a}\",\
             \"type\":\"call_to_contact\"}},{{\"id\":\"{b}\",\"type\":\"call_to_contact\"}}]}},\
             \"companies\":{{\"results\":[{{\"id\":\"{c}\",\"type\":\"call_to_company\"}}]}}}}}}",
            a = 5_000 + n,
            b = 6_000 + n,
            c = 7_000 + n % 9,
        );
    }
    page.push_str("],\"paging\":{\"next\":{\"after\":\"NTI1\"}}}");
    page
}
