//! `cargo xtask bench read_pages`: the most memory that a program holds while it reads ten pages, and
//! while it reads ten thousand, each in a process of its own. Every page is one of 100 full records,
//! mapped and written as lines of JSON to nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run stops"
)]

use futures_util::StreamExt;
use mimalloc::MiMalloc;
use std::io::Write;
use std::pin::pin;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use touchpoint::{Account, ListQuery, Touchpoint, Transport};
use touchpoint_core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};
use touchpoint_core::response::Rows;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const MAPPING: &str = include_str!("../../../mappings/hubspot.yaml");
const OUTLINE: &str = include_str!("map_page/pages/hubspot.json");

/// So many pages, each a copy of one, which leads on but for the last.
struct Vendor {
    left: AtomicU64,
    page: String,
}

impl Transport for Vendor {
    fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let left = self.left.fetch_sub(1, Relaxed);
            // No page repeats the one before, nor leads where that one led.
            let page = self
                .page
                .replace("50217700000", &(50_217_700_000 + left).to_string())
                .replace("NTI1Cg%3D%3D", &left.to_string());
            let page = if left > 1 {
                page
            } else {
                page.replace("\"paging\"", "\"was\"")
            };
            Ok(Reply {
                status: 200,
                headers: Headers::default(),
                body: page.into_bytes(),
                ..Reply::default()
            })
        })
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let Some(pages) = words.iter().position(|word| word == "--read") {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        return runtime
            .unwrap()
            .block_on(read(words[pages + 1].parse().unwrap()));
    }
    println!("| pages | records | most memory, KiB |\n|---|---|---|");
    let most = [10, 10_000].map(|pages: u64| {
        let read = Command::new(std::env::current_exe().unwrap())
            .args(["--read", &pages.to_string()])
            .output()
            .unwrap();
        let told = String::from_utf8(read.stdout).unwrap();
        let (records, memory) = told.trim().split_once(' ').unwrap();
        println!("| {pages} | {records} | {memory} |");
        memory.parse::<f64>().unwrap()
    });
    println!("\nratio {:.3}", most[1] / most[0]);
}

async fn read(pages: u64) {
    let outline = serde_json::from_str(OUTLINE).unwrap();
    let vendor = Vendor {
        left: AtomicU64::new(pages),
        page: String::from_utf8(conformance::filled(&outline, 100, 7)).unwrap(),
    };
    let builder = Touchpoint::builder()
        .mapping_text("hubspot.yaml", MAPPING)
        .transport(vendor);
    let touchpoint = builder.build().await.unwrap();
    let account = Account {
        id: "one".into(),
        integration: "hubspot".into(),
        credentials: [("access_token".to_owned(), "not-a-secret".into())].into(),
        ..Account::default()
    };
    let query = ListQuery::default()
        .with("engagement_type", "call")
        .limit(100);
    let mut pages = pin!(touchpoint.stream(account, query));
    let mut records = 0;
    let mut out = std::io::sink();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let Rows::Written(rows) = &page.response().result else {
            panic!("a page that was not gone over once");
        };
        for text in rows.texts() {
            out.write_all(text).unwrap();
            out.write_all(b"\n").unwrap();
            records += 1;
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let most = most.unwrap().trim().trim_end_matches(" kB");
    println!("{records} {most}");
}
