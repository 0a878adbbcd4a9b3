//! A running server on a free port, a client that sends exactly the bytes it is given, and vendors
//! that answer as a test says.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a server that does not start fails the test"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use touchpoint_accounts::service::Accounts;
use touchpoint_accounts::{Caller, MemoryAccounts};
use touchpoint_language::json::Json;
use touchpoint_server::{Server, Settings};

pub(crate) const TOKEN: &str = "a-token-of-the-tests";
pub(crate) const LIST: &str = "/unified/crm/engagements";

/// A server that answers until it is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) probes: Option<SocketAddr>,
    pub(crate) greeting: String,
    stop: Option<oneshot::Sender<()>>,
    pub(crate) ended: tokio::task::JoinHandle<()>,
}

impl Running {
    pub(crate) fn stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }
}

/// The settings of a test: a free port, the token above.
pub(crate) fn settings() -> Settings {
    Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        api_token: Some(TOKEN.into()),
        // The vendors of the tests are on this machine.
        allow_private_addresses: true,
        // No load balancer must be told that it ends.
        drain: std::time::Duration::ZERO,
        ..Settings::default()
    }
}

pub(crate) async fn start(settings: Settings) -> Running {
    run(Server::start(settings).await.unwrap())
}

pub(crate) async fn start_with(settings: Settings, accounts: MemoryAccounts) -> Running {
    start_over(settings, Arc::new(accounts)).await
}

pub(crate) async fn start_over(settings: Settings, accounts: Arc<dyn Accounts>) -> Running {
    run(Server::start_with(settings, accounts).await.unwrap())
}

/// The sandbox: an account for each integration.
pub(crate) async fn sandbox() -> Running {
    start(Settings {
        sandbox: true,
        ..settings()
    })
    .await
}

fn run(server: Server) -> Running {
    let (stop, stopped) = oneshot::channel::<()>();
    let (address, greeting) = (server.address(), server.greeting().to_owned());
    let probes = server.probes();
    let ended = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    Running {
        address,
        probes,
        greeting,
        stop: Some(stop),
        ended,
    }
}

/// A reply as it came.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        Json::from_slice(&self.bytes)
            .unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The envelope's records.
    pub(crate) fn records(&self) -> Vec<Json> {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()["result"].as_array().unwrap().clone()
    }

    /// The parameters that an error names.
    pub(crate) fn failing(&self) -> Vec<String> {
        let body = self.json();
        let failures = body["details"]["failures"].as_array();
        let failures = failures.unwrap_or_else(|| panic!("no failures: {body}"));
        failures
            .iter()
            .map(|f| f["parameter"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Sends a request exactly as it is written and reads the reply to its end.
pub(crate) async fn send(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // A reply that is sent before the request was read whole may end with a reset.
    let _ = stream.read_to_end(&mut bytes).await;
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Reply {
    let at = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no reply: {}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_lowercase(), value.to_owned())
    });
    let headers: BTreeMap<String, String> = headers.collect();
    let mut body = bytes[at + 4..].to_vec();
    if headers
        .get("transfer-encoding")
        .is_some_and(|v| v == "chunked")
    {
        body = unchunked(&body);
    }
    Reply {
        status: status.parse().unwrap(),
        headers,
        bytes: body,
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let at = bytes.windows(2).position(|w| w == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..at]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend(&bytes[at + 2..at + 2 + size]);
        bytes = &bytes[at + 2 + size + 2..];
    }
}

/// A request with the token of the tests.
pub(crate) async fn ask(address: SocketAddr, verb: &str, path: &str, body: &str) -> Reply {
    ask_as(address, TOKEN, verb, path, body).await
}

pub(crate) async fn ask_as(
    address: SocketAddr,
    token: &str,
    verb: &str,
    path: &str,
    body: &str,
) -> Reply {
    let length = body.len();
    let request = format!(
        "{verb} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    send(address, request.as_bytes()).await
}

pub(crate) async fn get(address: SocketAddr, path: &str) -> Reply {
    ask(address, "GET", path, "").await
}

/// One page of the unified list.
pub(crate) async fn list(address: SocketAddr, query: &str) -> Reply {
    get(address, &format!("{LIST}?{query}")).await
}

/// The ids of the accounts by integration.
pub(crate) async fn account_ids(address: SocketAddr) -> BTreeMap<String, String> {
    let reply = get(address, "/integrated-account?limit=100").await;
    let records = reply.records();
    let text = |record: &Json, key: &str| record[key].as_str().unwrap().to_owned();
    records
        .iter()
        .map(|record| (text(&record["integration"], "name"), text(record, "id")))
        .collect()
}

/// A folder that is removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let own = format!("touchpoint-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(own);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A mapping of an invented vendor.
pub(crate) fn mapping(slug: &str) -> String {
    format!(
        "mapping: 1
integration: {slug}
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth:
    - kind: api_key
      headers: {{ x-key: {{ credential: key }} }}
  rate_limit:
    - limit: {{ header: x-limit }}
      remaining: {{ header: x-left }}
      reset: {{ header: x-reset, form: delay_s }}
  errors: {{ message: $.why }}
list:
  request: GET /calls
  parameters:
    owner.id: {{ send_as: owner }}
  paging: {{ kind: cursor, send_as: after, next: $.next, size: {{ send_as: size, default: 2, max: 5 }} }}
  records: $.calls[*]
  fields:
    id: $.id
    subject: $.title
    start_time: {{ from: $.at, time: rfc3339 }}
    owner: {{ id: $.owner }}
"
    )
}

/// A vendor on a local port: the path and query of each request become status, headers and body.
pub(crate) async fn vendor<F, R>(answer: F) -> SocketAddr
where
    F: Fn(String) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = (u16, &'static str, String)> + Send + 'static,
{
    let path = |request: &str| request.split(' ').nth(1).unwrap_or_default().to_owned();
    vendor_of(move |request| answer(path(&request))).await
}

/// The same, of whole requests as they come.
pub(crate) async fn vendor_of<F, R>(answer: F) -> SocketAddr
where
    F: Fn(String) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = (u16, &'static str, String)> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let answer = answer.clone();
            tokio::spawn(async move {
                let request = request(&mut stream).await;
                let (status, headers, body) = answer(request).await;
                let reply = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(reply.as_bytes()).await;
            });
        }
    });
    address
}

/// One request to its end, by its `content-length`.
async fn request(stream: &mut TcpStream) -> String {
    let mut whole = Vec::new();
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = stream.read(&mut bytes).await.unwrap_or(0);
        whole.extend_from_slice(&bytes[..read]);
        let text = String::from_utf8_lossy(&whole).into_owned();
        let length = text.to_lowercase();
        let length = length.split("content-length: ").nth(1).map_or(0, |rest| {
            rest.split("\r\n").next().unwrap().parse::<usize>().unwrap()
        });
        let ended = text
            .split_once("\r\n\r\n")
            .is_some_and(|(_, body)| body.len() >= length);
        if ended || read == 0 {
            return text;
        }
    }
}

/// An account of the invented vendor at an address.
pub(crate) fn account(id: &str, integration: &str, at: SocketAddr) -> touchpoint::Account {
    touchpoint::Account {
        id: id.to_owned(),
        integration: integration.to_owned(),
        base_url: Some(format!("http://{at}")),
        credentials: [("key".to_owned(), "a-secret-key".into())].into(),
        ..touchpoint::Account::default()
    }
}

/// An admin of a workspace.
pub(crate) fn admin(workspace: &str) -> Caller {
    Caller {
        token: "t".to_owned(),
        workspace: workspace.to_owned(),
        account: None,
        admin: true,
    }
}

/// A server over invented vendors, in its own folder of mappings.
pub(crate) async fn invented(
    name: &str,
    accounts: Vec<touchpoint::Account>,
    change: impl FnOnce(&mut Settings),
) -> (Running, Folder) {
    let folder = Folder::new(name);
    let mut slugs: Vec<&str> = accounts.iter().map(|a| a.integration.as_str()).collect();
    slugs.sort_unstable();
    slugs.dedup();
    for slug in slugs {
        folder.write(&format!("{slug}.yaml"), &mapping(slug));
    }
    let mut settings = Settings {
        mappings: vec![folder.0.clone()],
        ..settings()
    };
    change(&mut settings);
    let mut kept = MemoryAccounts::default().with_token(TOKEN, admin("w"));
    for account in accounts {
        kept = kept.with_account("w", account);
    }
    (start_with(settings, kept).await, folder)
}
