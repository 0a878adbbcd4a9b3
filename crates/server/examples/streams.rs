//! All records of an account as NDJSON from a route of one's own: they are read as fast as the client takes them, and
//! a client that goes away ends the reading. Then many clients at once.
//!
//! ```sh
//! cargo run --package touchpoint-server --example streams -- 1000
//! ```

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::TryStreamExt;
use std::error::Error;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use touchpoint::{EngagementType::Call, Touchpoint};

const INTEGRATION: &str = "pipedrive";

async fn calls(State(touchpoint): State<Touchpoint>, Path(integration): Path<String>) -> Response {
    let Some(account) = touchpoint.sandbox_account(&integration) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let records = touchpoint
        .engagements(&account)
        .engagement_type(Call)
        .page_size(50)
        .records();
    let lines = records.map_ok(|call| Bytes::from(format!("{}\n", call.json())));
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    (kind, Body::from_stream(lines)).into_response()
}

/// How many lines a client gets.
async fn client(address: SocketAddr) -> std::io::Result<usize> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /calls/{INTEGRATION} HTTP/1.0\r\nhost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    let lines = reply.lines().filter(|line| line.starts_with(r#"{"id":"#));
    Ok(lines.count())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(10), |n| n.parse())?;
    let builder = Touchpoint::builder().only([INTEGRATION]).sandbox();
    let app = Router::new()
        .route("/calls/{integration}", get(calls))
        .with_state(builder.build().await?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });

    let alone = client(address).await?;
    let began = std::time::Instant::now();
    let mut clients: JoinSet<_> = (0..count).map(|_| client(address)).collect();
    while let Some(lines) = clients.join_next().await {
        if lines?? != alone || alone == 0 {
            return Err("a client got another list".into());
        }
    }
    println!(
        "{count} clients got {alone} lines each in {:?}",
        began.elapsed()
    );
    Ok(())
}
