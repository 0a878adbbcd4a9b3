//! The way of a person: the link, the vendor's page, the way back in the same browser.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{self, get};
use conformance::json;
use touchpoint_core::oauth::challenge;

#[tokio::test]
async fn a_person_connects_an_account() {
    let (vendor, asked) = token_server().await;
    let (running, _folder) = running(vendor, "connect").await;
    let at = running.address;
    let (cookie, page) = begin(at, &link(at, json!({ "label": "Ada's" })).await).await;
    assert!(
        page.starts_with(&format!("http://{vendor}/authorize?")),
        "{page}"
    );
    assert!(!page.contains(SECRET));
    let redirect = parameter(&page, "redirect_uri");
    assert_eq!(redirect, format!("http://{at}/connect/acme/callback"));
    let (state, challenged) = (
        parameter(&page, "state"),
        parameter(&page, "code_challenge"),
    );
    let back = format!("{}?state={state}&code=one-code", path_of(&redirect));

    // A program that looks ahead asks by HEAD: that uses nothing up.
    let head = format!(
        "HEAD {back} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n"
    );
    assert_eq!(send(at, head.as_bytes()).await.status, 200);
    assert!(asked.lock().unwrap().is_empty());

    let done = browse(at, &back, &cookie).await;
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.bytes));
    let request = asked.lock().unwrap().last().unwrap().clone();
    let verifier = request
        .split("code_verifier=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert_eq!(challenge(verifier), challenged);
    let accounts = get(at, "/integrated-account").await.records();
    assert_eq!(
        (accounts.len(), &accounts[0]["label"]),
        (1, &json!("Ada's"))
    );
    let id = accounts[0]["id"].as_str().unwrap();
    let page = server::list(at, &format!("integrated_account_id={id}")).await;
    assert_eq!(page.records()[0]["subject"], "hello");

    // The link worked once.
    let again = browse(at, &back, &cookie).await;
    assert_eq!(again.status, 400);
    assert!(String::from_utf8_lossy(&again.bytes).contains("used before"));
    assert_eq!(get(at, "/integrated-account").await.records().len(), 1);
}

#[tokio::test]
async fn what_is_not_this_browsers_own_connects_nothing() {
    let (vendor, _) = token_server().await;
    let (running, _folder) = running(vendor, "connect-not").await;
    let at = running.address;
    let link = link(at, json!({})).await;
    let (mine, page) = begin(at, &link).await;
    let (other, _) = begin(at, &link).await;
    assert_ne!(mine, other);
    let state = parameter(&page, "state");
    let callback = "/connect/acme/callback";
    let cases = [
        (
            format!("{callback}?state={state}&code=one-code"),
            other.as_str(),
            400,
            "another browser",
        ),
        (
            format!("{callback}?state={state}&code=one-code"),
            "",
            400,
            "another browser",
        ),
        (
            format!("{callback}?state=x{state}&code=one-code"),
            mine.as_str(),
            400,
            "changed",
        ),
        (
            format!("{callback}?state={state}&error=access_denied&error_description=%3Cb%3E"),
            mine.as_str(),
            400,
            "access_denied: &lt;b&gt;",
        ),
        (
            format!("{callback}?state={state}&code=wrong"),
            mine.as_str(),
            502,
            "invalid_grant",
        ),
        (callback.to_owned(), mine.as_str(), 400, "changed"),
        (format!("{link}x"), "", 400, "changed"),
        ("/connect/acme".to_owned(), "", 400, "changed"),
    ];
    for (path, cookie, status, says) in cases {
        let reply = browse(at, &path, cookie).await;
        let text = String::from_utf8_lossy(&reply.bytes).into_owned();
        assert_eq!(reply.status, status, "{path}: {text}");
        assert!(text.contains(says), "{path}: {text}");
        assert!(!text.contains(SECRET));
    }
    assert!(get(at, "/integrated-account").await.records().is_empty());
    // Nothing of this used the link up.
    let done = browse(
        at,
        &format!("{callback}?state={state}&code=one-code"),
        &mine,
    )
    .await;
    assert_eq!(done.status, 200);
}
