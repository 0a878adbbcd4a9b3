//! The parts that are played, each in a process of its own: the vendor, a proxy, the server.

use crate::callers::client;
use crate::settings::{CALLERS, TOKEN};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use touchpoint_server::settings::Given;

const OUTLINE: &str = include_str!("../map_page/pages/hubspot.json");

/// Plays the part that the words name: `vendor 8001`.
pub fn play_here(words: &[String]) {
    let port = |place: usize| words[place].parse().unwrap();
    match words[0].as_str() {
        "vendor" => vendor(port(1), false),
        "vendor-gzip" => vendor(port(1), true),
        "proxy" => proxy(port(1), port(2)),
        "server" => server(port(1), port(2)),
        other => panic!("nothing plays `{other}`"),
    }
}

/// A port that is free.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A process that ends with its owner.
pub struct Played(Child);

impl Drop for Played {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Plays a part in a process of its own, on these cores.
pub fn play(cores: &str, part: &str, ports: &[u16]) -> Played {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("taskset");
    command
        .args(["-c", cores])
        .arg(program)
        .arg("--as")
        .arg(part)
        .args(ports.iter().map(ToString::to_string))
        // The log is written, but nobody reads it here.
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Played(command.spawn().unwrap())
}

fn listen(port: u16, app: Router) {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        axum::serve(listener, app).await.unwrap();
    });
}

fn vendor(port: u16, gzip: bool) {
    let outline = serde_json::from_str(OUTLINE).unwrap();
    let page = conformance::filled(&outline, 100, 7);
    let packing = if gzip { "gzip" } else { "identity" };
    let page = Bytes::from(if gzip { packed(&page, 6) } else { page });
    let answer = move || {
        let page = page.clone();
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (CONTENT_ENCODING, packing),
        ];
        async move { (headers, page) }
    };
    listen(port, Router::new().fallback(any(answer)));
}

/// Bytes as gzip of this level.
pub fn packed(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(level));
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
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
