//! What a caller may ask of the list, and the page that comes back.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{LIST, TOKEN, send};
use conformance::json;
use touchpoint_language::json::Json;

#[tokio::test]
async fn a_page_is_the_envelope_with_the_vendor_s_own_bytes() {
    let world = World::new("page").await;
    let reply = world.list("limit=2").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    let text = String::from_utf8(reply.bytes.clone()).unwrap();
    assert!(text.contains(r#""remote_data":{"id":90071992547409931,"title":"First","at":"2026-03-02T10:00:00Z","owner":7,"price":1.10}"#), "{text}");
    let body = reply.json();
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "result",
            "next_cursor",
            "prev_cursor",
            "result_count",
            "warnings"
        ]
    );
    assert_eq!(body["prev_cursor"], Json::Null);
    assert_eq!(body["result_count"], json!(2));
    let mut first = body["result"][0].clone();
    first.as_object_mut().unwrap().shift_remove("remote_data");
    assert_eq!(
        first,
        json!({
            "id": "90071992547409931", "owner": { "id": "7" }, "subject": "First",
            "start_time": "2026-03-02T10:00:00Z",
        })
    );
    // An unreadable date is null and a warning, never a lost record.
    assert_eq!(body["result"][1]["start_time"], Json::Null);
    assert_eq!(body["warnings"][0]["field"], "start_time");
    assert_eq!(body["warnings"][0]["record"], json!(1));
    assert_eq!(reply.header("ratelimit-limit"), "100");
    assert_eq!(reply.header("ratelimit-remaining"), "99");
    assert_eq!(reply.header("ratelimit-reset"), "7");
    assert_eq!(world.seen(), ["/calls?size=2"]);
}

#[tokio::test]
async fn the_cursor_leads_to_the_end_and_serves_nobody_else() {
    let world = World::new("cursor").await;
    let first = world.list("limit=2").await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    assert!(
        cursor
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
        "{cursor}"
    );
    let second = world.list(&format!("limit=2&next_cursor={cursor}")).await;
    let body = second.json();
    assert_eq!(body["result"][0]["id"], "3");
    assert_eq!(body["result"][0]["start_time"], "2026-03-04T08:00:00.500Z");
    assert_eq!(body["result"][0]["subject"], Json::Null);
    assert_eq!(body["next_cursor"], Json::Null);
    world.seen();
    let changed = cursor.replacen(
        &cursor[20..21],
        if &cursor[20..21] == "A" { "B" } else { "A" },
        1,
    );
    for (query, word) in [
        (format!("limit=2&next_cursor={changed}"), "T202"),
        ("next_cursor=nonsense".to_owned(), "T202"),
        (format!("owner[id]=7&next_cursor={cursor}"), "T202"),
    ] {
        let reply = world.list(&query).await;
        assert_eq!(
            (reply.status, reply.json()["code"].as_str().unwrap()),
            (400, word),
            "{query}"
        );
        assert_eq!(reply.failing(), ["next_cursor"]);
    }
    assert!(world.seen().is_empty(), "a bad cursor reached the vendor");
}

#[tokio::test]
async fn every_spelling_of_a_filter_is_one_thing() {
    let world = World::new("spelling").await;
    for spelling in [
        "owner[id]=7",
        "owner=7",
        "owner%5Bid%5D=7",
        "owner[]=7",
        "owner[0]=7",
        "owner[][id]=7",
        "owner[0][id]=7",
        "owner[id][eq]=7",
        "owner%5B%5D%5Bid%5D=7",
    ] {
        let reply = world.list(spelling).await;
        assert_eq!(reply.status, 200, "{spelling}: {}", reply.json());
        assert_eq!(
            reply.header("touchpoint-filters"),
            "owner.id=pushed",
            "{spelling}"
        );
        assert_eq!(world.seen(), ["/calls?owner=7&size=2"], "{spelling}");
    }
}

#[tokio::test]
async fn a_client_that_sends_as_the_reference_s_sdk_does_is_served() {
    let world = World::new("sdk").await;
    // As its TypeScript SDK encodes page one: brackets encoded, arrays by index, an empty cursor.
    let query = "next_cursor=&limit=2&truto_exclude_fields%5B0%5D=subject&truto_exclude_fields%5B1%5D=owner&owner%5Bid%5D=7&created_at=";
    let path = format!("{LIST}?integrated_account_id=a1&{query}");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nAuthorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\naccept: application/json\r\n\r\n"
    );
    let reply = send(world.at(), request.as_bytes()).await;
    let records = reply.records();
    assert_eq!(
        records[0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["id", "start_time", "remote_data"]
    );
    assert!(reply.json()["next_cursor"].is_string());
    // It waits as `retry-after` says, in seconds.
    let limited = world.list("owner[id]=limited").await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "12"));
}

#[tokio::test]
async fn a_filter_is_pushed_checked_or_refused_and_never_dropped() {
    let world = World::new("filters").await;
    let reply = world.list("subject[like]=%25irst&owner[id]=7").await;
    assert_eq!(
        reply.header("touchpoint-filters"),
        "subject=checked, owner.id=pushed"
    );
    assert_eq!(reply.records().len(), 1);
    assert_eq!(
        world.seen(),
        ["/calls?owner=7&size=2", "/calls?owner=7&size=2&after=c2"],
        "a checked filter makes a page short, and does not end the list"
    );
    assert_eq!(reply.json()["next_cursor"], Json::Null);
    let refused = world.list("account[id]=1").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.failing(), ["account.id"]);
    assert!(world.seen().is_empty());
    let ignored = world
        .list("account[id]=1&unsupported_filters=ignore&colour=red")
        .await;
    assert_eq!(ignored.records().len(), 2);
    let named = ignored.header("touchpoint-ignored");
    assert!(
        named.contains("account") && named.contains("colour"),
        "{named}"
    );
    let sorted = world.list("sort_by[created_at]=desc").await;
    assert_eq!(
        (sorted.status, sorted.failing()),
        (400, vec!["sort_by[created_at]".to_owned()])
    );
}

#[tokio::test]
async fn all_violations_come_at_once_before_any_call() {
    let world = World::new("violations").await;
    let reply = world
        .list("limit=0&created_at=tomorrow&truto_ignore_limit=yes&ownr=1&sort_by[created_at]=up&account[id]=1&contact[name]=x")
        .await;
    assert_eq!(reply.status, 400);
    let body = reply.json();
    assert_eq!(body["statusCode"], json!(400));
    assert_eq!(body["error"], "Bad Request");
    assert_eq!(body["code"], "T201");
    let mut failing = reply.failing();
    failing.sort();
    assert_eq!(
        failing,
        [
            "account.id",
            "contact[name]",
            "created_at",
            "limit",
            "ownr",
            "sort_by[created_at]",
            "truto_ignore_limit",
        ]
    );
    let of = |name: &str| {
        let failures = body["details"]["failures"].as_array().unwrap();
        failures
            .iter()
            .find(|f| f["parameter"] == name)
            .unwrap()
            .clone()
    };
    assert!(
        of("ownr")["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `owner`?")
    );
    assert_eq!(of("limit")["came"], "0");
    assert_eq!(of("sort_by[created_at]")["allowed"], json!(["asc", "desc"]));
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn nesting_that_cannot_be_read_is_refused() {
    let world = World::new("nesting").await;
    let deep = format!("remote_query{}=1", "[a]".repeat(9));
    for query in [
        "owner=1&owner[id][x]=2",
        "a[b=1",
        deep.as_str(),
        &"a=1&".repeat(257),
    ] {
        assert_eq!(world.list(query).await.status, 400, "{query}");
    }
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn remote_query_reaches_the_vendor_as_it_is() {
    let world = World::new("remote").await;
    let reply = world
        .list("remote_query[owner]=9&remote_query[deep][x]=1&owner[id]=7&limit=2")
        .await;
    assert_eq!(reply.status, 200);
    let seen = world.seen();
    // The owner that would have been sent is written over: it is checked, and the list is read on.
    assert_eq!(reply.header("touchpoint-filters"), "owner.id=checked");
    let mut pairs: Vec<&str> = seen[0].split_once('?').unwrap().1.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["deep%5Bx%5D=1", "owner=9", "size=2"]);
}

#[tokio::test]
async fn limits_are_the_mapping_s() {
    let world = World::new("limits").await;
    for (query, sent) in [
        ("", "/calls?size=2"),
        ("limit=", "/calls?size=2"),
        ("limit=4", "/calls?size=4"),
        ("limit=1000", "/calls?size=5"),
        ("limit=4&truto_ignore_limit=true", "/calls"),
    ] {
        assert_eq!(world.list(query).await.status, 200, "{query}");
        assert_eq!(world.seen(), [sent], "{query}");
    }
}

#[tokio::test]
async fn formats_and_shaping() {
    let world = World::new("shaping").await;
    let raw = world.list("truto_response_format=raw").await;
    assert_eq!(
        raw.records()[1],
        json!({ "id": 2, "title": "Second", "at": "soon", "owner": 8 })
    );
    assert!(raw.json()["next_cursor"].is_string());

    let normalized = world.list("truto_response_format=normalized").await;
    let record = normalized.records()[0].clone();
    let record = record.as_object().unwrap();
    assert_eq!(record["contact"], json!([]));
    assert_eq!(record["account"], Json::Null);
    assert!(!record.contains_key("remote_data"));

    let keyed = world
        .list("truto_key_by=owner.id&truto_ignore_remote_data=true")
        .await
        .json();
    assert_eq!(
        keyed["result"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["7", "8"]
    );
    assert_eq!(keyed["result_count"], json!(2));
    assert!(keyed["result"]["7"].get("remote_data").is_none());
    assert_eq!(
        world.list("truto_key_by=contact").await.failing(),
        ["truto_key_by"]
    );

    let cut = world
        .list("truto_exclude_fields=owner.id,subject,nothing&truto_exclude_fields[]=remote_data")
        .await;
    assert_eq!(
        cut.records()[0],
        json!({ "id": "90071992547409931", "owner": {}, "start_time": "2026-03-02T10:00:00Z" })
    );
    assert_eq!(
        cut.header("touchpoint-ignored"),
        "truto_exclude_fields=nothing"
    );

    let wrong = world.list("truto_response_format=xml").await;
    assert_eq!(wrong.failing(), ["truto_response_format"]);
    assert_eq!(
        wrong.json()["details"]["failures"][0]["allowed"],
        json!(["unified", "raw", "normalized"])
    );

    let empty = world.list("owner[id]=none").await.json();
    assert_eq!(
        empty,
        json!({ "result": [], "next_cursor": null, "prev_cursor": null, "result_count": 0 })
    );
}
