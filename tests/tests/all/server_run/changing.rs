//! Mappings that change under a server, and what its numbers and its health tell.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{account, ask, get, invented, list, mapping, sandbox, send, vendor};
use conformance::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[tokio::test]
async fn mappings_are_swapped_in_when_they_change_and_are_sound() {
    let at = vendor(|_| async { (200, "", page(0..1)) }).await;
    let (running, folder) = invented("watch", vec![account("a1", "acme", at)], |_| {}).await;
    let subject = async || {
        let reply = list(running.address, "integrated_account_id=a1").await;
        reply.records()[0]["subject"].clone()
    };
    let reloads = async |outcome: &str| {
        let text = String::from_utf8(get(running.address, "/metrics").await.bytes).unwrap();
        text.contains(&format!(
            "touchpoint_mapping_reloads_total{{outcome=\"{outcome}\"}} 1"
        ))
    };
    let until = async |outcome: &str| {
        for _ in 0..50 {
            if reloads(outcome).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        unreachable!("no reload is {outcome}");
    };
    assert_eq!(subject().await, json!("t".repeat(500)));
    folder.write(
        "acme.yaml",
        &mapping("acme").replace("subject: $.title", "subject: $.owner"),
    );
    until("swapped").await;
    assert_eq!(subject().await, json!("1"));
    folder.write(
        "acme.yaml",
        &mapping("acme").replace("subject: $.title", "subjct: $.title"),
    );
    until("faulty").await;
    assert_eq!(subject().await, json!("1"), "the old one stays");
}

#[tokio::test]
async fn the_numbers_tell_what_happened() {
    let calls = Arc::new(AtomicUsize::new(0));
    let at = vendor(move |path: String| {
        let n = calls.fetch_add(1, Ordering::SeqCst);
        async move {
            if path.contains("owner=limited") {
                return (429, "retry-after: 7\r\n", "{}".to_owned());
            }
            if n == 0 {
                return (503, "", "{}".to_owned());
            }
            (200, "", r#"{"calls":[{"id":1,"at":"soon"}]}"#.to_owned())
        }
    })
    .await;
    let (running, _folder) = invented("numbers", vec![account("a1", "acme", at)], |_| {}).await;
    assert_eq!(
        list(running.address, "integrated_account_id=a1")
            .await
            .status,
        200
    );
    assert_eq!(
        list(
            running.address,
            "integrated_account_id=a1&owner[id]=limited"
        )
        .await
        .status,
        429
    );
    let metrics = get(running.address, "/metrics").await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let text = String::from_utf8(metrics.bytes).unwrap();
    for line in [
        r#"touchpoint_requests_total{route="/unified/crm/engagements",status="200"} 1"#,
        r#"touchpoint_requests_total{route="/unified/crm/engagements",status="429"} 1"#,
        r#"touchpoint_vendor_calls_total{integration="acme",status="503"} 1"#,
        r#"touchpoint_vendor_calls_total{integration="acme",status="200"} 1"#,
        r#"touchpoint_retries_total{integration="acme"} 1"#,
        r#"touchpoint_rate_limited_total{integration="acme"} 1"#,
        r#"touchpoint_rate_limit_wait_seconds_total{integration="acme"} 7"#,
        r#"touchpoint_vendor_call_seconds_count{integration="acme"} 3"#,
        "touchpoint_requests_in_flight 1",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let warning = text
        .lines()
        .find(|l| l.starts_with("touchpoint_mapping_warnings_total"))
        .unwrap();
    assert!(
        warning.contains(r#"integration="acme",field="start_time",code=""#),
        "{warning}"
    );
    assert!(!text.contains("a1\""), "no account is a label");
}

#[tokio::test]
async fn health_needs_no_token() {
    let running = sandbox().await;
    for path in ["/healthz", "/readyz"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
        let reply = send(running.address, request.as_bytes()).await;
        assert_eq!(
            (reply.status, reply.json()),
            (200, json!({ "status": "ok" }))
        );
    }
    assert_eq!(
        ask(running.address, "POST", "/healthz", "").await.status,
        405
    );
}
