//! The contract inside a server of one's own: it has a route besides, and asks itself once.
//!
//! ```sh
//! cargo run --package touchpoint-server --example mount
//! ```

use axum::Router;
use axum::routing::get;
use std::error::Error;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use touchpoint::Touchpoint;
use touchpoint_accounts::{Caller, MemoryAccounts, sandbox_accounts};

const TOKEN: &str = "a-token-of-my-own";

fn main() -> Result<(), Box<dyn Error>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let engine = Touchpoint::builder()
        .names(touchpoint_server::NAMES)
        .sandbox()
        .build()
        .await?;
    // Who may read which account is yours to say: implement `touchpoint_accounts::service::Accounts`
    // over your own tables. Here they are in memory.
    let caller = Caller {
        workspace: "mine".to_owned(),
        ..Caller::default()
    };
    let mut accounts = MemoryAccounts::default().with_token(TOKEN, caller);
    let played = sandbox_accounts(&engine);
    let account = played
        .iter()
        .find(|account| account.integration == "pipedrive");
    let account = account.ok_or("there is no such mapping")?.id.clone();
    for account in played {
        accounts = accounts.with_account("mine", account);
    }
    let app: Router = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .nest(
            "/crm",
            touchpoint_server::router(engine, Arc::new(accounts)),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });

    let mut stream = TcpStream::connect(address).await?;
    let path = format!("/crm/unified/crm/engagements?integrated_account_id={account}&limit=2");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    println!("{reply}");
    if !reply.starts_with("HTTP/1.1 200 ") {
        return Err("the list was not answered".into());
    }
    Ok(())
}
