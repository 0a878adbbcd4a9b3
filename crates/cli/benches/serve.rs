//! `cargo bench --bench serve`: requests a second of `touchpoint serve` beside those of a proxy on the
//! same stack, which passes the vendor's bytes on as they come and maps nothing. The vendor answers
//! every request with one page of 100 full records. Server and proxy run on one core and on two, by
//! `taskset`; the vendor and the callers have all cores. Both take turns; what counts is the ratio.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run stops"
)]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use mimalloc::MiMalloc;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use touchpoint_server::settings::Given;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const OUTLINE: &str = include_str!("map_page/pages/hubspot.json");
const TOKEN: &str = "a-benchmarks-own-token";
const CALLERS: usize = 16;
const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_secs(2);

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words.iter().position(|word| word == "--as") {
        None => compare(),
        Some(at) => {
            let port = |place: usize| words[at + place].parse().unwrap();
            match words[at + 1].as_str() {
                "vendor" => vendor(port(2)),
                "proxy" => proxy(port(2), port(3)),
                "server" => server(port(2), port(3)),
                other => panic!("nothing plays `{other}`"),
            }
        }
    }
}

/// A process that ends with its owner.
struct Played(Child);

impl Drop for Played {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Plays a part in a process of its own, on these cores.
fn play(cores: &str, words: &[String]) -> Played {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("taskset");
    command
        .args(["-c", cores])
        .arg(program)
        .arg("--as")
        .args(words)
        // The log is written, but nobody reads it here.
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Played(command.spawn().unwrap())
}

fn compare() {
    let ports: Vec<u16> = (0..3)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .map(|listener| listener.local_addr().unwrap().port())
        .collect();
    let [vendor, proxy, server] = ports.as_slice() else {
        panic!("three ports")
    };
    let words = |part: &str, ports: &[&u16]| {
        let ports = ports.iter().map(ToString::to_string);
        std::iter::once(part.to_owned())
            .chain(ports)
            .collect::<Vec<_>>()
    };
    let all = "0,1";
    let _vendor = play(all, &words("vendor", &[vendor]));
    println!(
        "| cores | proxy, requests/s | p10–p90 | serve, requests/s | p10–p90 | ratio |\n|---|---|---|---|---|---|"
    );
    for (cores, shown) in [("0", 1), (all, 2)] {
        let _proxy = play(cores, &words("proxy", &[proxy, vendor]));
        let _server = play(cores, &words("server", &[server, vendor]));
        let path =
            "/unified/crm/engagements?integrated_account_id=one&engagement_type=call&limit=100";
        let urls = [
            format!("http://127.0.0.1:{proxy}/"),
            format!("http://127.0.0.1:{server}{path}"),
        ];
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut rates = [Vec::new(), Vec::new()];
        for url in &urls {
            runtime.block_on(ready(url));
        }
        for _ in 0..ROUNDS {
            for (url, rates) in urls.iter().zip(&mut rates) {
                rates.push(runtime.block_on(rate(url)));
            }
        }
        let told = rates.each_mut().map(|rates| {
            rates.sort_by(f64::total_cmp);
            let spread = format!(
                "{:.0}–{:.0}",
                rates[ROUNDS / 10],
                rates[ROUNDS - 1 - ROUNDS / 10]
            );
            (rates[ROUNDS / 2], spread)
        });
        let [(proxied, spread), (served, other)] = &told;
        println!(
            "| {shown} | {proxied:.0} | {spread} | {served:.0} | {other} | {:.2} |",
            served / proxied
        );
    }
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_gzip().build().unwrap()
}

async fn ready(url: &str) {
    let client = client();
    for _ in 0..200 {
        let answer = client.get(url).bearer_auth(TOKEN).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{url} does not answer");
}

/// Requests a second, by as many callers as there are, each asking again when it has its answer.
async fn rate(url: &str) -> f64 {
    let client = client();
    let count = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let callers = (0..CALLERS).map(|_| {
        let (client, url, count) = (client.clone(), url.to_owned(), count.clone());
        tokio::spawn(async move {
            while start.elapsed() < ROUND {
                let answer = client.get(&url).bearer_auth(TOKEN).send().await.unwrap();
                assert!(answer.status().is_success(), "{}", answer.status());
                assert!(answer.bytes().await.unwrap().len() > 10_000);
                count.fetch_add(1, Relaxed);
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    for caller in callers {
        caller.await.unwrap();
    }
    f64::from(u32::try_from(count.load(Relaxed)).unwrap()) / start.elapsed().as_secs_f64()
}

fn listen(port: u16, app: Router) {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        axum::serve(listener, app).await.unwrap();
    });
}

fn vendor(port: u16) {
    let outline = serde_json::from_str(OUTLINE).unwrap();
    let page = Bytes::from(conformance::filled(&outline, 100, 7));
    let answer = move || {
        let page = page.clone();
        async move { ([(CONTENT_TYPE, "application/json")], page) }
    };
    listen(port, Router::new().fallback(any(answer)));
}

fn proxy(port: u16, vendor: u16) {
    let state = (
        client(),
        format!("http://127.0.0.1:{vendor}/crm/v3/objects/calls"),
    );
    listen(port, Router::new().fallback(any(pass_on)).with_state(state));
}

async fn pass_on(State((client, url)): State<(reqwest::Client, String)>) -> Response {
    let answer = client.get(url).bearer_auth(TOKEN).send().await.unwrap();
    let body = Body::from_stream(answer.bytes_stream());
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn server(port: u16, vendor: u16) {
    let accounts = format!(
        "accounts: [{{ id: one, integration: hubspot, base_url: 'http://127.0.0.1:{vendor}', \
         credentials: {{ access_token: not-a-secret }} }}]"
    );
    let file = std::env::temp_dir().join(format!("touchpoint-bench-{port}.yaml"));
    std::fs::write(&file, accounts).unwrap();
    let given = Given {
        listen: Some(SocketAddr::from(([127, 0, 0, 1], port))),
        accounts: Some(file),
        api_token: Some(TOKEN.to_owned()),
        max_lists_per_account: Some(2 * CALLERS),
        max_lists_per_integration: Some(2 * CALLERS),
        ..Given::default()
    };
    touchpoint_server::serve(given.settings()).unwrap();
}
