//! Who must act when something fails: the caller, the owner of the account, the vendor.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{LIST, account, ask_as, get, invented, list, send, vendor};
use conformance::json;
use touchpoint_language::json::Json;

#[tokio::test]
async fn who_must_act_can_be_told_from_the_status() {
    let world = World::new("errors").await;
    let limited = world.list("owner[id]=limited").await;
    assert_eq!(limited.status, 429);
    assert_eq!(limited.header("retry-after"), "12");
    assert_eq!(limited.header("ratelimit-remaining"), "0");
    let body = limited.json();
    assert_eq!(body["truto_is_remote_error"], json!(true));
    assert_eq!(body["raw_response"], json!({ "why": "slow down" }));
    assert_eq!(body["code"], "T302");
    assert_eq!(
        world.seen().len(),
        1,
        "a rate limit is never retried inside a request"
    );
    for (owner, status, code) in [
        ("forbidden", 403, "T301"),
        ("key", 401, "T303"),
        ("broken", 502, "T304"),
        ("failing", 502, "T301"),
    ] {
        let reply = world.list(&format!("owner[id]={owner}")).await;
        let body = reply.json();
        assert_eq!(
            (reply.status, &body["code"]),
            (status, &json!(code)),
            "{owner}"
        );
        assert_eq!(body["statusCode"], json!(status));
        assert_eq!(body["truto_is_remote_error"], json!(true));
    }
    let forbidden = world.list("owner[id]=forbidden").await.json();
    assert!(forbidden["message"].as_str().unwrap().contains("not yours"));
}

#[tokio::test]
async fn an_account_whose_key_is_refused_needs_to_be_connected_again() {
    let world = World::new("reauth").await;
    let status = async || get(world.at(), "/integrated-account/a1").await.json();
    assert_eq!(status().await["status"], "active");
    world.list("owner[id]=key").await;
    let after = status().await;
    assert_eq!(after["status"], "needs_reauth");
    assert!(after["cause"].as_str().unwrap().contains("bad key"));
    world.list("").await;
    assert_eq!(status().await["status"], "active");
    assert_eq!(status().await["cause"], Json::Null);
}

#[tokio::test]
async fn a_vendor_that_does_not_answer() {
    // Nothing listens on a port that was just given back.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let slow = vendor(|_| async {
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
        answer("/calls")
    })
    .await;
    let accounts = vec![account("gone", "acme", gone), account("slow", "acme", slow)];
    let deadline = std::time::Duration::from_secs(1);
    let (running, _folder) = invented("no-answer", accounts, |s| s.deadline = deadline).await;
    let reply = list(running.address, "integrated_account_id=gone").await;
    assert_eq!((reply.status, &reply.json()["code"]), (502, &json!("T401")));
    let reply = list(running.address, "integrated_account_id=slow").await;
    assert_eq!((reply.status, &reply.json()["code"]), (504, &json!("T401")));
    assert!(!String::from_utf8_lossy(&reply.bytes).contains("a-secret-key"));
}

#[tokio::test]
async fn without_a_token_nothing_is_told() {
    let world = World::new("auth").await;
    let path = format!("{LIST}?integrated_account_id=a1");
    for header in [
        "",
        "Authorization: Bearer wrong\r\n",
        "Authorization: Basic dDp0\r\n",
        "Authorization: Bearer\r\n",
    ] {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{header}\r\n");
        let reply = send(world.at(), request.as_bytes()).await;
        assert_eq!(
            (reply.status, reply.header("www-authenticate")),
            (401, "Bearer"),
            "{header}"
        );
        assert_eq!(reply.json()["error"], "Unauthorized");
    }
    // The token comes before everything else that may be wrong.
    assert_eq!(
        ask_as(world.at(), "wrong", "GET", &format!("{LIST}?limit=0"), "")
            .await
            .status,
        401
    );
    assert!(world.seen().is_empty());
}
