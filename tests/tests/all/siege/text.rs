//! Texts that are not quite text: one of them must not block a list for ever.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{account, invented, list, vendor};

/// The reply to a page that came so.
async fn reply(body: &str, headers: &'static str) -> crate::server::Reply {
    let body = body.to_owned();
    let at = vendor(move |_| {
        let body = body.clone();
        async move { (200, headers, body) }
    })
    .await;
    let (running, _folder) = invented("text", vec![account("a", "acme", at)], |_| {}).await;
    list(running.address, "integrated_account_id=a").await
}

#[tokio::test]
async fn half_a_character_is_told_and_stays_as_it_came_in_the_remote_data() {
    let body =
        r#"{"calls":[{"id":1,"title":"whole"},{"id":2,"title":"half \ud83d","b":"\ude00"}]}"#;
    let came = reply(body, "").await;
    assert_eq!(came.status, 200);
    let text = String::from_utf8(came.bytes.clone()).unwrap();
    // The fields are text; what came beside them need not be.
    assert!(text.contains(r#""subject":"whole""#), "{text}");
    assert!(text.contains(r#""subject":"half \ufffd""#), "{text}");
    assert!(
        text.contains(r#""title":"half \ud83d","b":"\ude00""#),
        "{text}"
    );
    let (_, warnings) = text.split_once(r#""warnings""#).unwrap();
    assert!(warnings.contains("not_quite_text") && warnings.contains(r#""record":1"#));
    assert!(!warnings.contains(r#""record":0"#));
}

#[tokio::test]
async fn a_control_character_and_a_mark_are_read() {
    let came = reply("\u{feff}{\"calls\":[{\"id\":1,\"title\":\"a\tb\"}]}", "").await;
    assert_eq!(came.records()[0]["subject"], "a\tb");
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_named() {
    let came = reply("\u{8}\u{3}", "content-encoding: br\r\n").await;
    assert_eq!(came.status, 502);
    let message = came.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("`br`"), "{message}");
}

#[tokio::test]
async fn a_next_page_that_cannot_be_read_is_no_end() {
    let came = reply(r#"{"calls":[{"id":1}],"next":["c2"]}"#, "").await;
    assert_eq!(
        (came.status, came.json()["code"].as_str()),
        (502, Some("T304"))
    );
    let came = reply(r#"{"calls":[{"id":1}],"next":null}"#, "").await;
    assert!(came.json()["next_cursor"].is_null());
}
