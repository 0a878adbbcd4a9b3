//! A server as its operator meets it: what it refuses to start with, what it prints, many callers
//! at once, a vendor that is slow, mappings that change under it, and its end.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    self, Folder, LIST, TOKEN, account, account_ids, ask, get, invented, list, mapping, sandbox,
    send, settings, start, vendor,
};
use conformance::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use touchpoint_server::{Limits, Server, Settings};

fn page(ids: std::ops::Range<u32>) -> String {
    let calls: Vec<String> = ids
        .map(|id| {
            format!(
                r#"{{"id":{id},"title":"{}","at":null,"owner":1}}"#,
                "t".repeat(500)
            )
        })
        .collect();
    format!(r#"{{"calls":[{}]}}"#, calls.join(","))
}

async fn refusal(settings: Settings) -> String {
    Server::start(settings)
        .await
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

#[tokio::test]
async fn what_cannot_be_served_is_not_started() {
    let none = refusal(settings()).await;
    assert!(none.contains("--sandbox"), "{none}");
    let open = refusal(Settings {
        listen: "0.0.0.0:0".parse().unwrap(),
        api_token: None,
        sandbox: true,
        ..settings()
    })
    .await;
    assert!(
        open.contains("without a token") && open.contains("TOUCHPOINT_API_TOKEN"),
        "{open}"
    );
    let short = refusal(Settings {
        api_token: Some("hush".into()),
        sandbox: true,
        ..settings()
    })
    .await;
    assert!(
        short.contains("too short") && !short.contains("hush"),
        "{short}"
    );
    let folder = Folder::new("start");
    folder.write("acme.yaml", "mapping: 1\nintegraton: acme\n");
    let faulty = refusal(Settings {
        mappings: Some(folder.0.clone()),
        sandbox: true,
        ..settings()
    })
    .await;
    assert!(
        faulty.contains("acme.yaml") && faulty.contains("integration"),
        "{faulty}"
    );
    let accounts = folder.write(
        "accounts.yaml",
        "accounts:\n- { id: a, integration: nobody }\n- { integration: x }\n",
    );
    let faulty = refusal(Settings {
        accounts: Some(accounts),
        ..settings()
    })
    .await;
    assert!(
        faulty.contains("`nobody`") && faulty.lines().count() == 2,
        "{faulty}"
    );
}

#[tokio::test]
async fn the_sandbox_greets_with_a_line_that_works() {
    let running = start(Settings {
        sandbox: true,
        api_token: None,
        ..settings()
    })
    .await;
    let greeting = &running.greeting;
    let line = greeting
        .lines()
        .find(|line| line.trim_start().starts_with("curl"))
        .unwrap();
    let token = line
        .split("Bearer ")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(token.len() > 40, "{greeting}");
    let url = line.split('\'').nth(1).unwrap();
    let path = url
        .strip_prefix(&format!("http://{}", running.address))
        .unwrap();
    let reply = server::ask_as(running.address, token, "GET", path, "").await;
    assert!(!reply.records().is_empty());
    assert_eq!(
        get(running.address, path).await.status,
        401,
        "another token than the one that was made"
    );
    // The accounts' ids stay over every start.
    let again = sandbox().await;
    let ids = account_ids(again.address).await;
    assert!(ids.len() >= 13, "{ids:?}");
    for (integration, id) in &ids {
        assert!(
            greeting.contains(&format!("{id}  {integration}")),
            "{greeting}"
        );
    }
    assert!(
        !again.greeting.contains(TOKEN),
        "a token that was set is not repeated"
    );
}

#[tokio::test]
async fn every_sandbox_account_answers_its_queries() {
    let running = sandbox().await;
    let ids = account_ids(running.address).await;
    let touchpoint = touchpoint::Touchpoint::builder()
        .sandbox()
        .build()
        .await
        .unwrap();
    let mut asked = 0;
    for slug in touchpoint.registry().slugs() {
        for query in touchpoint.sandbox_queries(&slug) {
            let reply = list(
                running.address,
                &format!("integrated_account_id={}&{query}", ids[&slug]),
            )
            .await;
            assert_eq!(reply.status, 200, "{slug} {query}: {}", reply.json());
            assert!(!reply.records().is_empty(), "{slug} {query}");
            asked += 1;
        }
    }
    assert!(asked >= 13);
}

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
    let path = format!("{LIST}?integrated_account_id=a1&limit=5");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: gzip\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
    );
    let packed = send(running.address, request.as_bytes()).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.bytes[..2], [0x1f, 0x8b]);
    let plain = get(running.address, &path).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert!(packed.bytes.len() * 4 < plain.bytes.len());
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

#[tokio::test]
async fn a_database_keeps_accounts_over_starts_and_for_several_servers() {
    let at =
        vendor(|_| async { (200, "", r#"{"calls":[{"id":1}],"next":"c2"}"#.to_owned()) }).await;
    let folder = Folder::new("database");
    folder.write("acme.yaml", &mapping("acme"));
    let file = folder.0.join("accounts.db");
    let with_database = || Settings {
        database: Some(format!("sqlite://{}", file.display()).into()),
        key_file: Some(folder.0.join("keys")),
        mappings: Some(folder.0.clone()),
        ..settings()
    };
    let first = start(with_database()).await;
    let body = json!({ "integration": "acme", "base_url": format!("http://{at}"), "credentials": { "key": "a-secret-key" } });
    let added = ask(
        first.address,
        "POST",
        "/integrated-account",
        &body.to_string(),
    )
    .await;
    assert_eq!(added.status, 201, "{}", added.json());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let second = start(with_database()).await;
    let page = list(first.address, &format!("integrated_account_id={id}")).await;
    assert_eq!(page.records().len(), 1);
    // Servers that share a store share what cursors are signed with.
    let cursor = page.json()["next_cursor"].as_str().unwrap().to_owned();
    let next = list(
        second.address,
        &format!("integrated_account_id={id}&next_cursor={cursor}"),
    )
    .await;
    assert_eq!(
        next.json()["code"],
        "T305",
        "the cursor is taken; the vendor repeats itself"
    );
    let renamed = ask(
        second.address,
        "PATCH",
        &format!("/integrated-account/{id}"),
        r#"{"label":"Acme"}"#,
    )
    .await;
    assert_eq!(renamed.json()["label"], "Acme");
    assert_eq!(
        get(first.address, &format!("/integrated-account/{id}"))
            .await
            .json()["label"],
        "Acme"
    );
    assert_eq!(
        get(first.address, "/integrated-account?next_cursor=nonsense")
            .await
            .failing(),
        ["next_cursor"]
    );
    assert_eq!(get(first.address, "/readyz").await.status, 200);
    let stored = std::fs::read(&file).unwrap();
    assert!(
        !stored.windows(12).any(|w| w == b"a-secret-key"),
        "credentials are sealed"
    );
    assert_eq!(
        ask(
            first.address,
            "DELETE",
            &format!("/integrated-account/{id}"),
            ""
        )
        .await
        .status,
        204
    );
    assert_eq!(
        get(second.address, &format!("/integrated-account/{id}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let database = || Some("sqlite::memory:".into());
    let both = refusal(Settings {
        database: database(),
        sandbox: true,
        ..settings()
    })
    .await;
    assert!(both.contains("choose one"), "{both}");
    let unkeyed = refusal(Settings {
        database: database(),
        ..settings()
    })
    .await;
    assert!(unkeyed.contains("TOUCHPOINT_KEYS"), "{unkeyed}");
    let alone = refusal(Settings {
        state: Some("state".into()),
        sandbox: true,
        ..settings()
    })
    .await;
    assert!(alone.contains("--accounts"), "{alone}");
}

#[tokio::test]
async fn tokens_that_rotate_need_a_place_to_be_kept() {
    let folder = Folder::new("rotates");
    let oauth = mapping("acme").replace(
        "    - kind: api_key\n      headers: { x-key: { credential: key } }\n",
        "    - kind: oauth2\n      authorize_url: https://api.acme.example/authorize\n      token_url: https://api.acme.example/token\n      client_auth: basic\n      refresh_token: { rotates: true }\n",
    );
    folder.write("acme.yaml", &oauth);
    let accounts = folder.write(
        "accounts.txt",
        "accounts:\n- { id: a, integration: acme, credentials: { access_token: x, refresh_token: y, client_id: c, client_secret: s } }\n",
    );
    let with = |state: Option<&str>| Settings {
        accounts: Some(accounts.clone()),
        mappings: Some(folder.0.clone()),
        state: state.map(|name| folder.0.join(name)),
        key_file: Some(folder.0.join("keys")),
        ..settings()
    };
    let refused = refusal(with(None)).await;
    assert!(refused.contains("--state"), "{refused}");
    start(with(Some("state"))).await;
}
