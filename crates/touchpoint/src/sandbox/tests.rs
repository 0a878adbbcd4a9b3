//! Roads are chosen as described, and a real client reaches them over a local port.

use super::*;
use crate::corpus;
use std::time::{SystemTime, UNIX_EPOCH};
use touchpoint_core::exchange::{Method, Request, Transport};
use touchpoint_http::{Live, LiveOptions};

const HEAD: &str = "GET https://a.example/v1/things";

/// Cases of one vendor: each is a caller's query and its recorded calls; the reply to call `n` of
/// the case `q` is the text `q/n`.
fn cases(of: &[(&str, &[&str])]) -> Vec<Case> {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_nanos();
    let root = std::env::temp_dir().join(format!("roads-{}-{nanos}", std::process::id()));
    for (index, (query, requests)) in of.iter().enumerate() {
        let folder = root.join("acme").join(format!("case-{index}"));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: String, text: String| std::fs::write(folder.join(name), text).unwrap();
        write(
            "case.yaml".into(),
            format!("about: A road.\nquery: '{query}'\nsandbox: true\n"),
        );
        for (index, request) in requests.iter().enumerate() {
            let page = index + 1;
            write(format!("{page}.request.http"), (*request).to_owned());
            let reply = format!("HTTP 200\nx-odd: yes\ncontent-length: 7000\n\n{query}/{page}");
            write(format!("{page}.reply.http"), reply);
            write(format!("{page}.expected.json"), "{}".into());
        }
    }
    let cases = corpus::read_dir(&root).unwrap();
    std::fs::remove_dir_all(&root).unwrap();
    cases
}

fn sandbox(of: &[(&str, &[&str])]) -> Sandbox {
    Sandbox::new(&cases(of), |_| PagingKeys {
        cursor: vec!["cursor".into(), "page.number".into()],
        size: vec!["limit".into()],
    })
}

fn get(query: &[(&str, &str)]) -> IncomingRequest {
    IncomingRequest {
        method: "GET".into(),
        path: "/v1/things".into(),
        query: query
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect(),
        body: vec![],
    }
}

fn answer(sandbox: &Sandbox, incoming: &IncomingRequest) -> String {
    String::from_utf8(sandbox.respond("acme", incoming).body).unwrap()
}

#[test]
fn the_cursor_decides_the_page_and_the_size_decides_nothing() {
    let second = format!("{HEAD}\n? limit = 2\n? cursor = c2");
    let sandbox = sandbox(&[("all", &[&format!("{HEAD}\n? limit = 2"), &second])]);
    assert_eq!(answer(&sandbox, &get(&[("limit", "50")])), "all/1");
    assert_eq!(answer(&sandbox, &get(&[("cursor", "c2")])), "all/2");
    assert_eq!(
        answer(&sandbox, &get(&[])),
        "all/1",
        "as often as it is asked"
    );
    let reply = sandbox.respond("acme", &get(&[("cursor", "c3")]));
    assert_eq!(reply.status, 404);
}

#[test]
fn most_equal_pairs_win_and_a_road_that_asks_for_more_loses() {
    let sandbox = sandbox(&[
        ("kind=call", &[&format!("{HEAD}\n? type = call\n? all = 1")]),
        ("all", &[&format!("{HEAD}\n? all = 1")]),
    ]);
    let call = get(&[("type", "call"), ("all", "1"), ("more", "x")]);
    assert_eq!(answer(&sandbox, &call), "kind=call/1");
    assert_eq!(answer(&sandbox, &get(&[("all", "1")])), "all/1");
}

#[test]
fn the_longest_common_beginning_decides_between_long_texts() {
    let road = |kind: &str| format!("{HEAD}\n? q = SELECT Id FROM T WHERE Kind = '{kind}' LIMIT 2");
    let sandbox = sandbox(&[("email", &[&road("Email")]), ("call", &[&road("Call")])]);
    let text = "SELECT Id FROM T WHERE Kind = 'Call' AND Owner = 'x' LIMIT 50";
    assert_eq!(answer(&sandbox, &get(&[("q", text)])), "call/1");
}

#[test]
fn a_json_body_is_compared_by_its_leaves() {
    let road = |kind: &str, page: u8| {
        format!(
            "POST https://a.example/v1/things\n\n{{\"filter\":{{\"kind\":\"{kind}\"}},\"page\":{{\"number\":{page}}}}}"
        )
    };
    let sandbox = sandbox(&[
        ("call", &[&road("call", 1), &road("call", 2)]),
        ("note", &[&road("note", 1)]),
    ]);
    let post = |body: &str| IncomingRequest {
        method: "POST".into(),
        body: body.into(),
        ..get(&[])
    };
    let body = r#"{"page":{"number":1,"size":9},"filter":{"kind":"note"}}"#;
    assert_eq!(answer(&sandbox, &post(body)), "note/1");
    let body = r#"{"page":{"number":2},"filter":{"kind":"call"}}"#;
    assert_eq!(answer(&sandbox, &post(body)), "call/2");
    assert_eq!(sandbox.respond("acme", &post("{}")).status, 404);
}

#[test]
fn without_a_road_the_queries_that_work_are_named() {
    let sandbox = sandbox(&[("kind=call", &[HEAD]), ("", &[HEAD])]);
    let mut elsewhere = get(&[]);
    elsewhere.path = "/v1/others".into();
    assert_eq!(
        answer(&sandbox, &elsewhere),
        "{\"message\":\"the sandbox has no such road; queries that work: `kind=call` · (no query)\"}"
    );
    assert_eq!(
        sandbox.respond("nobody", &elsewhere).body,
        b"{\"message\":\"the sandbox has no roads for `nobody`\"}"
    );
    let shaped = sandbox.refuse_with(|slug, _| Reply {
        status: 400,
        body: slug.into(),
        ..Reply::default()
    });
    assert_eq!(shaped.respond("acme", &elsewhere).status, 400);
}

#[tokio::test]
async fn a_real_client_reaches_it_until_it_is_dropped() {
    let road = format!("{HEAD}/a%20b\n? q = x & y");
    let listener = listen(sandbox(&[("all", &[&road])])).unwrap();
    let origin = listener.origin("acme").unwrap();
    assert_eq!(listener.origin("acme").unwrap(), origin);
    assert_ne!(listener.origin("other").unwrap(), origin);
    let live = Live::new(LiveOptions::default()).unwrap();
    let request = Request {
        method: Method::Get,
        url: format!("{origin}/v1/things/a%20b"),
        query: vec![("q".into(), "x & y".into())],
        headers: vec![],
        body: None,
        origins: vec![origin],
    };
    let reply = live.send(&request).await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"all/1"[..]));
    assert_eq!(reply.headers.get("x-odd"), Some("yes"));
    drop(listener);
    // The abort reaches the task at the runtime's next turn.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(live.send(&request).await.is_err());
}
