//! `cargo xtask bench serve`: requests a second of `touchpoint serve`, of one page of 100 full records.
//!
//! First beside those of a proxy on the same stack, which passes the vendor's bytes on as they come and
//! maps nothing; then compressed on the vendor's side, and on the caller's. Server and proxy run on one
//! core, and on two, by `taskset`; the vendor and the callers have all cores. Those who are compared take
//! turns; what counts is the ratio.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a benchmark that cannot run stops"
)]

mod callers;
mod parts;
mod settings;

use callers::{Asking, answer, rate, ready};
use mimalloc::MiMalloc;
use parts::{free_port, packed, play};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const PATH: &str =
    "/unified/crm/engagements?integrated_account_id=one&engagement_type=call&limit=100";
const ROUNDS: usize = 9;
const ONE_CORE: &str = "0";
const ALL_CORES: &str = "0,1";

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let Some(at) = words.iter().position(|word| word == "--as") {
        return parts::play_here(&words[at + 1..]);
    }
    beside_a_proxy();
    compressed();
}

fn beside_a_proxy() {
    let vendor = free_port();
    let _vendor = play(ALL_CORES, "vendor", &[vendor]);
    println!(
        "| cores | proxy, requests/s | p10–p90 | serve, requests/s | p10–p90 | ratio |\n|---|---|---|---|---|---|"
    );
    for (cores, shown) in [(ONE_CORE, 1), (ALL_CORES, 2)] {
        let (proxy, server) = (free_port(), free_port());
        let _proxy = play(cores, "proxy", &[proxy, vendor]);
        let _server = play(cores, "server", &[server, vendor]);
        let [(proxied, spread), (served, other)] =
            taking_turns([plain(proxy, "/"), plain(server, PATH)]);
        println!(
            "| {shown} | {proxied:.0} | {spread} | {served:.0} | {other} | {:.2} |",
            served / proxied
        );
    }
}

/// One server on one core, whose vendor and whose callers compress, or do not.
fn compressed() {
    let (vendor, packing) = (free_port(), free_port());
    let _vendors = [
        play(ALL_CORES, "vendor", &[vendor]),
        play(ALL_CORES, "vendor-gzip", &[packing]),
    ];
    let (server, of_packing) = (free_port(), free_port());
    let _servers = [
        play(ONE_CORE, "server", &[server, vendor]),
        play(ONE_CORE, "server", &[of_packing, packing]),
    ];
    let accepting = |accepts| Asking {
        accepts: Some(accepts),
        ..plain(of_packing, PATH)
    };
    let named = ["plain, plain", "gzip, plain", "gzip, gzip", "gzip, zstd"];
    let asking = [
        plain(server, PATH),
        plain(of_packing, PATH),
        accepting("gzip"),
        accepting("zstd"),
    ];
    let rates = taking_turns(asking.clone());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sizes = asking.map(|asking| runtime.block_on(answer(&asking)).len());
    let page = runtime.block_on(answer(&plain(server, PATH)));
    println!(
        "\n| vendor, caller | requests/s | p10–p90 | ratio | bytes to the caller |\n|---|---|---|---|---|"
    );
    for ((name, (rate, spread)), size) in named.iter().zip(&rates).zip(sizes) {
        let ratio = rate / rates[0].0;
        println!("| {name} | {rate:.0} | {spread} | {ratio:.2} | {size} |");
    }
    println!("| gzip of level 6 | | | | {} |", packed(&page, 6).len());
}

fn plain(port: u16, path: &str) -> Asking {
    Asking {
        url: format!("http://127.0.0.1:{port}{path}"),
        accepts: None,
    }
}

/// The median of each one's requests a second, and how they spread.
fn taking_turns<const N: usize>(asking: [Asking; N]) -> [(f64, String); N] {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for asking in &asking {
        runtime.block_on(ready(&asking.url));
    }
    let mut rates = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (asking, rates) in asking.iter().zip(&mut rates) {
            rates.push(runtime.block_on(rate(asking)));
        }
    }
    rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        let spread = format!(
            "{:.0}–{:.0}",
            rates[ROUNDS / 10],
            rates[ROUNDS - 1 - ROUNDS / 10]
        );
        (rates[ROUNDS / 2], spread)
    })
}
