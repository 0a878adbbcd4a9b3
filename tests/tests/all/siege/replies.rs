//! Replies that are larger than a page is, in bytes, in records, in elements.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::SOON;
use crate::server::{TOKEN, account, admin, invented, list, settings, start_with, vendor};
use std::time::Instant;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_server::settings::Memory;

/// A list of so many bytes, of the smallest things there are.
fn zeros(bytes: usize) -> String {
    format!("[0{}]", ",0".repeat(bytes / 2 - 2))
}

#[tokio::test]
async fn a_page_of_too_many_records_is_no_page() {
    let body = format!(r#"{{"calls":{}}}"#, zeros(7 * 1024 * 1024));
    let at = vendor(move |_| {
        let body = body.clone();
        async move { (200, "", body) }
    })
    .await;
    let (running, _folder) = invented("too-many", vec![account("a", "acme", at)], |_| {}).await;
    let began = Instant::now();
    let reply = list(running.address, "integrated_account_id=a").await;
    assert_eq!(
        (reply.status, reply.json()["code"].as_str()),
        (502, Some("T304"))
    );
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("more than 50000 records"), "{message}");
    assert!(reply.bytes.len() < 8_000, "{}", reply.bytes.len());
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_reply_beyond_the_setting_is_refused() {
    let at = vendor(|_| async { (200, "", zeros(300_000)) }).await;
    let (running, _folder) = invented("too-large", vec![account("a", "acme", at)], |s| {
        s.memory = Memory {
            reply: 200_000,
            ..Memory::default()
        };
    })
    .await;
    let reply = list(running.address, "integrated_account_id=a").await;
    assert_eq!(reply.status, 502);
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("200000 bytes"), "{message}");
}

#[tokio::test]
async fn an_error_that_is_large_is_shown_cut() {
    let body = format!(r#"{{"why":"no","more":{}}}"#, zeros(4 * 1024 * 1024));
    let at = vendor(move |_| {
        let body = body.clone();
        async move { (400, "", body) }
    })
    .await;
    let (running, _folder) = invented("large-error", vec![account("a", "acme", at)], |_| {}).await;
    let reply = list(running.address, "integrated_account_id=a").await;
    assert_eq!(reply.status, 400);
    let json = reply.json();
    assert_eq!(json["message"].as_str(), Some("no"));
    assert_eq!(
        json["raw_response"].as_str().unwrap().chars().count(),
        2_000
    );
}

#[tokio::test]
async fn a_record_with_many_participants_holds_up_nobody() {
    let people: Vec<String> = (0..60_000)
        .map(|id| format!(r#"{{"person_id":{id}}}"#))
        .collect();
    let body = format!(
        r#"{{"success":true,"data":[{{"id":1,"type":"call","participants":[{}]}}]}}"#,
        people.join(",")
    );
    let at = vendor(move |_| {
        let body = body.clone();
        async move { (200, "", body) }
    })
    .await;
    let own = touchpoint::Account {
        context: [("company_domain".to_owned(), "acme".to_owned())].into(),
        credentials: [("api_token".to_owned(), "a-secret-key".into())].into(),
        ..account("a", "pipedrive", at)
    };
    let accounts = MemoryAccounts::default()
        .with_token(TOKEN, admin("w"))
        .with_account("w", own);
    let running = start_with(settings(), accounts).await;
    let began = Instant::now();
    let reply = list(
        running.address,
        "integrated_account_id=a&engagement_type=call",
    )
    .await;
    let records = reply.records();
    assert_eq!(records[0]["contact"].as_array().unwrap().len(), 10_000);
    let warnings = reply.json()["warnings"].to_string();
    assert!(warnings.contains("cut_list"), "{warnings}");
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}
