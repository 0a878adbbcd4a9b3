//! The contract of the unified list, over real HTTP: what a caller may send, what comes back, and
//! who must act when something fails. The vendor is invented, so every expectation is known.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop"
)]

use crate::server::{
    self, LIST, Reply, Running, TOKEN, account, admin, ask, ask_as, get, invented, list, send,
    settings, start_with, vendor,
};
use conformance::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use touchpoint_accounts::{Caller, MemoryAccounts};
use touchpoint_language::json::Json;

type Answer = (u16, &'static str, String);

/// Three records on two pages, and errors by the owner that is asked for.
fn answer(path: &str) -> Answer {
    let good = |body: &str| {
        (
            200,
            "x-limit: 100\r\nx-left: 99\r\nx-reset: 7\r\n",
            body.to_owned(),
        )
    };
    let one = r#"{"id":90071992547409931,"title":"First","at":"2026-03-02T10:00:00Z","owner":7,"price":1.10}"#;
    let two = r#"{"id":2,"title":"Second","at":"soon","owner":8}"#;
    let three = r#"{"id":3,"title":null,"at":"2026-03-04T10:00:00.5+02:00","owner":7}"#;
    let asked = |name: &str| {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let value = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        value.unwrap_or_default().to_owned()
    };
    match asked("owner").as_str() {
        "limited" => {
            return (
                429,
                "retry-after: 12\r\nx-left: 0\r\nx-limit: 100\r\n",
                r#"{"why":"slow down"}"#.into(),
            );
        }
        "forbidden" => return (403, "", r#"{"why":"not yours"}"#.into()),
        "key" => return (401, "", r#"{"why":"bad key"}"#.into()),
        "broken" => return (200, "", "<html>".into()),
        "failing" => return (500, "", r#"{"why":"oh no"}"#.into()),
        "none" => return good(r#"{"calls":[]}"#),
        _ => {}
    }
    match (asked("after").as_str(), asked("size").as_str()) {
        ("c2", _) => good(&format!(r#"{{"calls":[{three}]}}"#)),
        (_, "1") => good(&format!(r#"{{"calls":[{one}],"next":"c1"}}"#)),
        _ => good(&format!(r#"{{"calls":[{one},{two}],"next":"c2"}}"#)),
    }
}

struct World {
    running: Running,
    _folder: server::Folder,
    seen: Arc<Mutex<Vec<String>>>,
}

impl World {
    async fn new(name: &str) -> World {
        let (at, seen) = recording().await;
        let accounts = vec![account("a1", "acme", at)];
        let (running, folder) = invented(name, accounts, |_| {}).await;
        World {
            running,
            _folder: folder,
            seen,
        }
    }

    fn at(&self) -> SocketAddr {
        self.running.address
    }

    async fn list(&self, query: &str) -> Reply {
        list(self.at(), &format!("integrated_account_id=a1&{query}")).await
    }

    /// The paths that the vendor was asked for since the last time.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

async fn recording() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    let at = vendor(move |path| {
        kept.lock().unwrap().push(path.clone());
        std::future::ready(answer(&path))
    })
    .await;
    (at, seen)
}

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
    assert_eq!(seen.len(), 1);
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
            mappings: Some(folder.0.clone()),
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
        nobody.json()["truto_error_insight"],
        json!({ "missing_required_query_parameters": ["integrated_account_id"] })
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
