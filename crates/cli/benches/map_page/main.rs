//! `cargo xtask bench`: a page of 100 records of each integration, from the vendor's bytes to ours, beside
//! what any program pays for the same bytes, and beside mappers written by hand. All contenders of a
//! page take turns in one run; what counts is the ratio. Prints one table as Markdown.
//!
//! `cargo xtask bench WORD` measures the pages whose name holds the word; `compiling` is the compiler;
//! `--peers` adds the query languages that mappings are usually written in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark that cannot run stops"
)]

mod costs;
mod counted;
mod hand;
mod mapped;
mod pages;
mod peers;
mod turns;

use counted::allocations;
use mapped::map_page;
use pages::{Sample, samples};
use serde_json::Value;
use std::hint::black_box;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Reply;
use touchpoint_core::run::{Options, map_reply};
use touchpoint_language::unified::Engagement;
use turns::{Contender, TAKEN, in_turns, quantile};

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let named =
        |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    let samples = samples();
    for (title, small) in [("Full records", false), ("Minimal records", true)] {
        println!("{title}, {} a page:\n", pages::RECORDS);
        println!(
            "| page | bytes in | bytes out | engine µs | p50–p90 | our scan µs | scan µs | / scan | / (scan + copy) | / (parse + write) | / by hand | whole call µs | typed / whole call | allocations a record |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for sample in samples.iter().filter(|sample| named(&sample.name)) {
            if sample.small == small {
                println!("{}", row(sample));
            }
        }
        println!();
    }
    let costly = samples.iter().find(|sample| sample.name == "hubspot");
    if let Some(sample) = costly.filter(|sample| named(&sample.name)) {
        costs::print_fields(sample);
        if std::env::args().any(|word| word == "--peers") {
            peers::print(sample);
        }
    }
    if named("compiling") {
        costs::print_compiling();
    }
    let full = samples.iter().filter(|sample| !sample.small);
    for sample in full.filter(|sample| named(&sample.name)) {
        for read in sample.chosen().reader.reads_apart() {
            println!("{} `{}`: {}", sample.name, read.field, read.what);
        }
    }
}

fn row(sample: &Sample) -> String {
    let by_hand = hand::mapper(&sample.name);
    let chosen = sample.chosen();
    let mapped = map_page(&sample.plan, chosen, &sample.body, &sample.query);
    let mapped = mapped.expect("a page");
    let rows = [b"[", mapped.rows.json(), b"]"].concat();
    if let Some(by_hand) = by_hand {
        let mut out = Vec::new();
        by_hand(&sample.body, &mut out);
        let (ours, theirs): (Value, Value) = (
            serde_json::from_slice(&rows).unwrap(),
            serde_json::from_slice(&out).unwrap(),
        );
        assert_eq!(ours, theirs, "{}: both mappers mean the same", sample.name);
    }
    let reply = Reply {
        status: 200,
        body: sample.body.clone(),
        ..Reply::default()
    };
    // The page is handed out whole, whatever size a caller is given by itself.
    let all = sample.query.clone().ignore_limit();
    let options = Options {
        met: false,
        ..Options::new(Key::new(b"a benchmark's own key"))
    };
    let mut copy = Vec::with_capacity(rows.len());
    let mut written = Vec::with_capacity(sample.body.len());
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "engine",
            Box::new(|| {
                let body = black_box(&sample.body);
                let page = map_page(&sample.plan, chosen, body, &sample.query);
                black_box(page).unwrap();
            }),
        ),
        (
            "our scan",
            Box::new(|| {
                black_box(chosen.reader.scan(black_box(&sample.body))).unwrap();
            }),
        ),
        (
            "scan",
            Box::new(|| {
                let scanned: serde::de::IgnoredAny =
                    serde_json::from_slice(black_box(&sample.body)).unwrap();
                black_box(scanned);
            }),
        ),
        (
            "copy",
            Box::new(|| {
                copy.clear();
                copy.extend_from_slice(black_box(&rows));
                black_box(&copy);
            }),
        ),
        (
            "parse + write",
            Box::new(|| {
                written.clear();
                let value: Value = serde_json::from_slice(black_box(&sample.body)).unwrap();
                serde_json::to_writer(&mut written, &value).unwrap();
                black_box(&written);
            }),
        ),
        (
            "whole call",
            Box::new(|| {
                let listing = map_reply(&sample.plan, &all, black_box(reply.clone()), &options);
                black_box(listing.unwrap().response.to_json());
            }),
        ),
    ];
    contenders.push((
        "typed",
        Box::new(|| {
            let listing = map_reply(&sample.plan, &all, black_box(reply.clone()), &options);
            let response = listing.unwrap().response;
            let rows = response.result.each().into_iter();
            let typed = rows.map(|row| row.read::<Engagement>().unwrap());
            black_box(typed.collect::<Vec<_>>());
        }),
    ));
    if let Some(by_hand) = by_hand {
        let mut out = Vec::with_capacity(rows.len());
        contenders.push((
            "by hand",
            Box::new(move || {
                out.clear();
                by_hand(black_box(&sample.body), &mut out);
                black_box(&out);
            }),
        ));
    }
    let times = in_turns(&mut contenders);
    let taken = |name: &str| {
        let at = contenders.iter().position(|(known, _)| *known == name)?;
        Some(quantile(&times[at], TAKEN))
    };
    let (engine, scan, copy) = (
        taken("engine").unwrap(),
        taken("scan").unwrap(),
        taken("copy").unwrap(),
    );
    let hand =
        taken("by hand").map_or_else(|| "–".to_owned(), |hand| format!("{:.2}", engine / hand));
    format!(
        "| {} | {} | {} | {:.1} | {:.1}–{:.1} | {:.1} | {:.1} | {:.2} | {:.2} | {:.3} | {hand} | {:.1} | {:.2} | {:.2} |",
        sample.name,
        sample.body.len(),
        rows.len(),
        engine / 1e3,
        quantile(&times[0], 0.5) / 1e3,
        quantile(&times[0], 0.9) / 1e3,
        taken("our scan").unwrap() / 1e3,
        scan / 1e3,
        engine / scan,
        engine / (scan + copy),
        engine / taken("parse + write").unwrap(),
        taken("whole call").unwrap() / 1e3,
        taken("typed").unwrap() / taken("whole call").unwrap(),
        per_record(sample),
    )
}

/// What a page of twice the records allocates more, for each of them: what a page costs by itself
/// is not counted.
fn per_record(sample: &Sample) -> f64 {
    let chosen = sample.chosen();
    let count = |body: &[u8]| {
        allocations(|| {
            let page = map_page(&sample.plan, chosen, body, &sample.query);
            black_box(page);
        })
    };
    let (one, two) = (count(&sample.body), count(&sample.twice));
    (two as f64 - one as f64) / pages::RECORDS as f64
}
