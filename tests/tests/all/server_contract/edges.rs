//! What a caller may not see, and what every reply has.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{
    self, LIST, Reply, TOKEN, account, admin, ask, ask_as, get, invented, list, send, settings,
    start_with,
};
use conformance::json;
use touchpoint_accounts::{Caller, MemoryAccounts};

#[tokio::test]
async fn another_workspace_s_account_is_as_one_that_does_not_exist() {
    let (at, seen) = recording().await;
    let bound = Caller {
        account: Some("mine".to_owned()),
        ..admin("w")
    };
    let accounts = MemoryAccounts::default()
        .with_token(TOKEN, admin("w"))
        .with_token("bound-token", bound)
        .with_account("w", account("mine", "acme", at))
        .with_account("w", account("second", "acme", at))
        .with_account("other", account("theirs", "acme", at));
    let folder = server::Folder::new("workspaces");
    folder.write("acme.yaml", &server::mapping("acme"));
    let running = start_with(
        touchpoint_server::Settings {
            mappings: vec![folder.0.clone()],
            ..settings()
        },
        accounts,
    )
    .await;
    let at = running.address;
    let without_id = |reply: Reply| {
        (
            reply.status,
            reply.bytes,
            reply.headers.keys().cloned().collect::<Vec<_>>(),
        )
    };
    for verb_path in [
        format!("{LIST}?integrated_account_id=ID&limit=0"),
        "/integrated-account/ID".to_owned(),
    ] {
        let foreign = get(at, &verb_path.replace("ID", "theirs")).await;
        let missing = get(at, &verb_path.replace("ID", "nobody")).await;
        assert_eq!(foreign.status, 404);
        assert_eq!(without_id(foreign), without_id(missing));
    }
    assert!(seen.lock().unwrap().is_empty());
    // A token that is bound to one account may leave its id out, and sees no other.
    assert_eq!(
        ask_as(at, "bound-token", "GET", LIST, "")
            .await
            .records()
            .len(),
        2
    );
    let other = format!("{LIST}?integrated_account_id=second");
    assert_eq!(
        ask_as(at, "bound-token", "GET", &other, "").await.status,
        404
    );
    let nobody = get(at, LIST).await;
    assert_eq!(nobody.status, 400);
    assert_eq!(
        nobody.json()["truto_error_insight"]["missing_required_query_parameters"]["value"],
        json!(["integrated_account_id"])
    );
}

#[tokio::test]
async fn the_edges_answer_in_the_contract_s_body() {
    let world = World::new("edges").await;
    let code = |reply: &Reply| {
        let body = reply.json();
        assert_eq!(body["statusCode"], json!(reply.status));
        assert!(body["message"].is_string());
        body["code"].as_str().unwrap().to_owned()
    };
    let missing = get(world.at(), "/nothing/here").await;
    assert_eq!((missing.status, code(&missing).as_str()), (404, "T207"));
    let method = ask(world.at(), "POST", LIST, "").await;
    assert_eq!(
        (
            method.status,
            code(&method).as_str(),
            method.header("allow")
        ),
        (405, "T208", "GET, HEAD")
    );
    let long = world
        .list(&format!("subject={}", "x".repeat(16 * 1024)))
        .await;
    assert_eq!((long.status, code(&long).as_str()), (400, "T201"));
    assert_eq!(long.failing(), ["query"]);
    let longer = world
        .list(&format!("subject={}", "x".repeat(32 * 1024)))
        .await;
    assert_eq!((longer.status, code(&longer).as_str()), (414, "T211"));
    let large = ask(
        world.at(),
        "POST",
        "/integrated-account",
        &"x".repeat(65 * 1024),
    )
    .await;
    assert_eq!((large.status, code(&large).as_str()), (413, "T210"));
    let head = ask(
        world.at(),
        "HEAD",
        &format!("{LIST}?integrated_account_id=a1"),
        "",
    )
    .await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
}

#[tokio::test]
async fn every_reply_has_a_request_id_of_its_own_or_the_caller_s() {
    let world = World::new("request-id").await;
    let path = format!("{LIST}?integrated_account_id=a1");
    let with = |id: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx-request-id: {id}\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        )
    };
    let taken = send(world.at(), with("trace-1.2").as_bytes()).await;
    assert_eq!(taken.header("x-request-id"), "trace-1.2");
    let made = send(world.at(), with("not fit {}").as_bytes()).await;
    assert_eq!(made.header("x-request-id").len(), 32);
    assert_ne!(
        get(world.at(), "/healthz").await.header("x-request-id"),
        get(world.at(), "/healthz").await.header("x-request-id")
    );
    assert!(
        !get(world.at(), "/no")
            .await
            .header("x-request-id")
            .is_empty()
    );
}

#[tokio::test]
async fn a_server_may_be_lenient_by_default() {
    let (at, _) = recording().await;
    let (running, _folder) = invented("lenient", vec![account("a1", "acme", at)], |s| {
        s.unsupported_filters = touchpoint::Unsupported::Ignore;
    })
    .await;
    let reply = list(running.address, "integrated_account_id=a1&colour=red").await;
    assert_eq!(
        (reply.status, reply.header("touchpoint-ignored")),
        (200, "colour")
    );
    let strict = list(
        running.address,
        "integrated_account_id=a1&colour=red&unsupported_filters=refuse",
    )
    .await;
    assert_eq!(strict.failing(), ["colour"]);
}
