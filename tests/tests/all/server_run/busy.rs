//! Many callers at once, a vendor that is slow, callers who hang up, and the end.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{
    LIST, TOKEN, account, account_ids, get, invented, list, sandbox, send, vendor,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use touchpoint_server::Limits;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_at_once_are_all_answered() {
    let running = sandbox().await;
    let ids = account_ids(running.address).await;
    let touchpoint = touchpoint::Touchpoint::builder()
        .sandbox()
        .build()
        .await
        .unwrap();
    let queries: Vec<String> = ids
        .iter()
        .map(|(slug, id)| {
            format!(
                "integrated_account_id={id}&{}",
                touchpoint.sandbox_queries(slug)[0]
            )
        })
        .collect();
    let at = running.address;
    let callers = (0..200).map(|n| {
        let query = queries[n % queries.len()].clone();
        tokio::spawn(async move { list(at, &query).await.status })
    });
    for caller in callers.collect::<Vec<_>>() {
        assert_eq!(caller.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn a_slow_vendor_does_not_starve_the_others() {
    let slow = vendor(|_| async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        (200, "", page(0..1))
    })
    .await;
    let quick = vendor(|_| async { (200, "", page(0..1)) }).await;
    let accounts = vec![
        account("slow-1", "sluggish", slow),
        account("slow-2", "sluggish", slow),
        account("quick", "acme", quick),
    ];
    let limits = Limits {
        all: 6,
        integration: 3,
        workspace: 6,
        account: 2,
        waiting: 2,
    };
    let (running, _folder) = invented("slow", accounts, |s| s.limits = limits).await;
    let at = running.address;
    let held: Vec<_> = (0..8)
        .map(|n| {
            let query = format!("integrated_account_id=slow-{}", n % 2 + 1);
            tokio::spawn(async move { list(at, &query).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let start = Instant::now();
    let refused = list(at, "integrated_account_id=slow-1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert_eq!(refused.json()["code"], "T502");
    for _ in 0..5 {
        assert_eq!(list(at, "integrated_account_id=quick").await.status, 200);
    }
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    for caller in held {
        let reply = caller.await.unwrap();
        assert_eq!(reply.status, 200, "who may wait is served at last");
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_frees_the_place() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let at = vendor(move |_| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                tokio::time::sleep(Duration::from_secs(20)).await;
            }
            (200, "", page(0..1))
        }
    })
    .await;
    let limits = Limits {
        account: 1,
        ..Limits::default()
    };
    let (running, _folder) = invented("hang-up", vec![account("a1", "acme", at)], |s| {
        s.limits = limits;
    })
    .await;
    let at = running.address;
    let gone = tokio::spawn(async move { list(at, "integrated_account_id=a1").await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    gone.abort();
    let start = Instant::now();
    assert_eq!(list(at, "integrated_account_id=a1").await.status, 200);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn replies_are_compressed_for_those_who_take_it() {
    let at = vendor(|_| async { (200, "", page(0..5)) }).await;
    let (running, _folder) = invented("gzip", vec![account("a1", "acme", at)], |_| {}).await;
    let asked = async |path: &str, takes: &str| {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: {takes}\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        );
        send(running.address, request.as_bytes()).await
    };
    let path = format!("{LIST}?integrated_account_id=a1&limit=5");
    let plain = get(running.address, &path).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "accept-encoding");
    // RFC 1952, section 2.3.1, and RFC 8878, section 3.1.1.
    let magic: [(&str, &str, &[u8]); 3] = [
        ("gzip, deflate", "gzip", &[0x1f, 0x8b]),
        ("gzip, deflate, br, zstd", "zstd", &[0x28, 0xb5, 0x2f, 0xfd]),
        ("zstd;q=0, *", "gzip", &[0x1f, 0x8b]),
    ];
    for (takes, named, begins) in magic {
        let packed = asked(&path, takes).await;
        assert_eq!(packed.header("content-encoding"), named, "{takes}");
        assert!(packed.bytes.starts_with(begins), "{takes}");
        assert!(packed.bytes.len() * 4 < plain.bytes.len(), "{takes}");
        let length = packed.bytes.len().to_string();
        assert_eq!(packed.header("content-length"), length, "{takes}");
    }
    for described in ["/openapi.json", "/docs/swagger-ui.css"] {
        assert_eq!(
            asked(described, "gzip").await.header("content-encoding"),
            "gzip"
        );
    }
    // What is small goes as it is, an error too.
    for (path, takes) in [
        ("/healthz", "gzip"),
        ("/nowhere", "zstd"),
        (&path, "identity"),
    ] {
        assert_eq!(
            asked(path, takes).await.header("content-encoding"),
            "",
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_runs_may_end_when_the_server_is_told_to_stop() {
    let at = vendor(|_| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        (200, "", page(0..1))
    })
    .await;
    let (mut running, _folder) = invented("stop", vec![account("a1", "acme", at)], |_| {}).await;
    let at = running.address;
    let runs = tokio::spawn(async move { list(at, "integrated_account_id=a1").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.stop();
    assert_eq!(runs.await.unwrap().status, 200);
    tokio::time::timeout(Duration::from_secs(5), running.ended)
        .await
        .unwrap()
        .unwrap();
    assert!(tokio::net::TcpStream::connect(at).await.is_err());
}
