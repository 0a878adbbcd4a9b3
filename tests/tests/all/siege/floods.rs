//! Many at once: workspaces whose vendors hang, callers who send much or do not read, renewals that wait.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    Folder, LIST, Running, TOKEN, account, admin, ask, ask_as, list, mapping, send, settings,
    start_with, vendor,
};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_server::{Limits, Settings};

#[tokio::test]
async fn workspaces_whose_vendors_hang_leave_an_innocent_one_its_turn() {
    let hangs = vendor(|_| async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        (200, "", String::new())
    })
    .await;
    let answers = vendor(|_| async { (200, "", r#"{"calls":[{"id":1}]}"#.to_owned()) }).await;
    let folder = Folder::new("hanging");
    folder.write("acme.yaml", &mapping("acme"));
    let mut accounts = MemoryAccounts::default()
        .with_token("innocent-token-0", admin("innocent"))
        .with_account("innocent", account("innocent", "acme", answers));
    for number in 0..4 {
        let (workspace, token) = (format!("w{number}"), format!("hostile-token-{number}"));
        accounts = accounts
            .with_token(&token, admin(&workspace))
            .with_account(&workspace, account(&workspace, "acme", hangs));
    }
    let limits = Limits {
        all: 48,
        integration: 48,
        workspace: 48,
        account: 48,
        waiting: 48,
    };
    let running = start_with(
        Settings {
            mappings: vec![folder.0.clone()],
            limits,
            ..settings()
        },
        accounts,
    )
    .await;
    let at = running.address;
    let asked = |token: String, account: String| async move {
        let path = format!("{LIST}?integrated_account_id={account}");
        ask_as(at, &token, "GET", &path, "").await.status
    };
    let held: Vec<_> = (0..160)
        .map(|n| {
            let number = n % 4;
            let (token, account) = (format!("hostile-token-{number}"), format!("w{number}"));
            tokio::spawn(asked(token, account))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    for _ in 0..5 {
        let status = asked("innocent-token-0".to_owned(), "innocent".to_owned()).await;
        assert_eq!(status, 200);
    }
    assert!(began.elapsed() < Duration::from_secs(3));
    held.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_body_is_read_only_of_a_caller_who_is_known() {
    let running = start_with(settings(), MemoryAccounts::default()).await;
    // The body never comes.
    let began = Instant::now();
    let head = "POST /integrated-account HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: 60000\r\n\r\n";
    assert_eq!(send(running.address, head.as_bytes()).await.status, 401);
    let nowhere = head.replace("/integrated-account", "/nowhere");
    assert_eq!(send(running.address, nowhere.as_bytes()).await.status, 404);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn the_connection_of_a_large_request_does_not_stay() {
    let running = start_with(settings(), MemoryAccounts::default()).await;
    let asked = async |bytes: usize| {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let much = "a".repeat(bytes);
        let request = format!("GET /healthz HTTP/1.1\r\nhost: test\r\nx-much: {much}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut some = vec![0; 4096];
        let read = stream.read(&mut some).await.unwrap();
        String::from_utf8_lossy(&some[..read]).into_owned()
    };
    let small = asked(1_000).await;
    assert!(small.starts_with("HTTP/1.1 200") && !small.contains("connection: close"));
    let large = asked(30_000).await;
    assert!(large.starts_with("HTTP/1.1 200") && large.contains("connection: close"));
}

/// A server with one account whose token has ended, and whose token URL does not answer.
async fn slow_to_renew(limits: Limits) -> (SocketAddr, (Running, Folder)) {
    let hangs = vendor(|_| async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        (200, "", String::new())
    })
    .await;
    let folder = Folder::new("slow-token");
    let mapping = mapping("acme").replace(
        "    - kind: api_key\n      headers: { x-key: { credential: key } }\n",
        &format!(
            "    - kind: oauth2\n      authorize_url: http://{hangs}/authorize\n      token_url: http://{hangs}/token\n      client_auth: body\n"
        ),
    );
    folder.write("acme.yaml", &mapping);
    let mut slow = account("slow", "acme", hangs);
    slow.credentials = [
        ("client_id", "test"),
        ("access_token", "ended"),
        ("refresh_token", "good"),
        ("expires_at", "2020-01-01T00:00:00Z"),
    ]
    .map(|(name, value)| (name.to_owned(), value.into()))
    .into();
    let accounts = MemoryAccounts::default()
        .with_token(TOKEN, admin("w"))
        .with_account("w", slow);
    let running = start_with(
        Settings {
            mappings: vec![folder.0.clone()],
            limits,
            deadline: Duration::from_secs(4),
            ..settings()
        },
        accounts,
    )
    .await;
    (running.address, (running, folder))
}

#[tokio::test]
async fn renewals_wait_in_the_line_of_their_account_and_end_with_the_deadline() {
    let limits = Limits {
        account: 2,
        waiting: 2,
        ..Limits::default()
    };
    let (at, _running) = slow_to_renew(limits).await;
    let began = Instant::now();
    let asked = (0..12).map(|n| {
        tokio::spawn(async move {
            if n % 2 == 0 {
                return list(at, "integrated_account_id=slow").await;
            }
            let path = "/integrated-account/refresh-credentials";
            ask(at, "POST", path, r#"{"id":"slow"}"#).await
        })
    });
    let mut refused = 0;
    for one in asked.collect::<Vec<_>>() {
        let reply = one.await.unwrap();
        assert!([503, 504].contains(&reply.status), "{}", reply.status);
        if reply.status == 503 {
            assert_eq!(reply.header("retry-after"), "1");
            refused += 1;
        }
    }
    assert!(refused >= 8, "{refused}");
    assert!(began.elapsed() < Duration::from_secs(15));
}
