//! Clients written for the reference API work unchanged: the small one in `tests/drop_in`, with the
//! library that such clients encode their queries with, and the reference's own SDK for Python, read
//! what we read ourselves.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    TOKEN, account, account_ids, invented, list, sandbox, settings, start, vendor,
};
use conformance::json;
use conformance::skipped;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

/// The client, where its library is installed: `npm ci` does that, and no test.
fn client() -> Option<Command> {
    let folder = conformance::root().join("tests/drop_in");
    let node = Command::new("node").arg("--version").output().is_ok();
    if node && folder.join("node_modules/qs").exists() {
        let mut node = Command::new("node");
        node.arg("client.mjs").current_dir(folder);
        return Some(node);
    }
    skipped(
        "the client of the reference API needs Node.js and its library: `npm ci --ignore-scripts --prefix tests/drop_in`",
    );
    None
}

/// The reference's own SDK for Python, where it is installed.
fn sdk() -> Option<Command> {
    let folder = conformance::root().join("tests/drop_in");
    let python = conformance::root().join("target/python/drop-in/bin/python");
    if python.exists() {
        let mut client = Command::new(python);
        client.arg("client.py").current_dir(folder);
        return Some(client);
    }
    skipped("the reference's SDK for Python is installed by `tests/drop_in/install.sh`");
    None
}

/// What the client answers to these questions.
async fn ask(mut client: Command, at: SocketAddr, questions: Json) -> Vec<Json> {
    let answered = tokio::task::spawn_blocking(move || {
        client.arg(format!("http://{at}")).arg(TOKEN);
        let mut node = client
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = node.stdin.take().unwrap();
        input.write_all(questions.to_string().as_bytes()).unwrap();
        drop(input);
        let output = node.wait_with_output().unwrap();
        assert!(output.status.success());
        Json::from_slice(&output.stdout)
            .unwrap()
            .as_array()
            .unwrap()
            .clone()
    });
    answered.await.unwrap()
}

/// The ids that we read ourselves, page by page.
async fn own_ids(at: SocketAddr, query: &str) -> Vec<Json> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(at, &format!("{query}&next_cursor={cursor}")).await;
        ids.extend(
            page.records()
                .into_iter()
                .map(|record| record["id"].clone()),
        );
        match page.json()["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return ids,
        }
    }
}

/// A query's text as the nested object that a client holds.
fn nested(query: &str) -> Json {
    use touchpoint_core::query::brackets::{Node, parse};
    fn value(node: &Node) -> Json {
        match node {
            Node::Text(text) => json!(text),
            Node::List(items) => items.iter().map(value).collect(),
            Node::Map(members) => {
                let members = members.iter();
                let members = members.map(|(name, node)| (name.clone(), value(node)));
                Json::Object(members.collect())
            }
        }
    }
    let tree = parse(query).unwrap();
    let members = tree.iter();
    let members = members.map(|(name, node)| (name.clone(), value(node)));
    Json::Object(members.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn it_reads_every_sandbox_account_to_its_end() {
    let Some(client) = client() else { return };
    let running = sandbox().await;
    let ids = account_ids(running.address).await;
    let (mut questions, mut expected) = (Vec::new(), Vec::new());
    for case in touchpoint_corpus::built_in().unwrap() {
        let pages = case.expected.len();
        let Some(account) = ids.get(&case.slug).filter(|_| case.sandbox && pages > 1) else {
            continue;
        };
        let query = format!("integrated_account_id={account}&{}", case.query);
        expected.push(own_ids(running.address, &query).await);
        questions.push(nested(&query));
    }
    let answers = ask(client, running.address, json!(questions)).await;
    assert!(answers.len() >= 10, "{}", answers.len());
    for ((question, answer), expected) in questions.iter().zip(&answers).zip(expected) {
        assert_eq!(answer["ids"], json!(expected), "{question}: {answer}");
        assert!(!expected.is_empty(), "{question}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tries_again_what_passes_and_tells_what_does_not() {
    let Some(client) = client() else { return };
    let asked = Arc::new(AtomicUsize::new(0));
    let at = vendor(move |path| {
        let turn = asked.fetch_add(1, Ordering::Relaxed);
        async move {
            match (path.contains("owner=9"), turn) {
                (true, _) => (403, "", r#"{"why":"not yours"}"#.to_owned()),
                (_, 0) => (429, "retry-after: 1\r\n", r#"{"why":"slower"}"#.to_owned()),
                _ => (200, "", r#"{"calls":[{"id":1},{"id":2}]}"#.to_owned()),
            }
        }
    })
    .await;
    let (running, _folder) = invented("drop-in", vec![account("a", "acme", at)], |_| {}).await;
    let started = std::time::Instant::now();
    let of = |more: Json| {
        let mut query =
            json!({ "integrated_account_id": "a", "truto_exclude_fields": ["subject", "owner"] });
        query
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        query
    };
    let questions = json!([
        of(json!({})),
        of(json!({ "owner": { "id": "9" } })),
        of(json!({ "owner": [{ "id": "1" }] })),
        of(json!({ "limit": "none" })),
    ]);
    let answers = ask(client, running.address, questions).await;
    assert_eq!(answers[0], json!({ "ids": ["1", "2"], "tries": 2 }));
    assert!(
        started.elapsed() >= std::time::Duration::from_secs(1),
        "it waited"
    );
    assert_eq!(answers[1]["status"], 403);
    assert!(
        answers[1]["message"]
            .as_str()
            .unwrap()
            .contains("not yours")
    );
    assert_eq!(answers[2]["ids"], json!(["1", "2"]));
    assert_eq!(answers[3]["status"], 400);
    assert!(answers[3]["message"].as_str().unwrap().contains("limit"));
}

/// The unified types of an account, as its description names them.
async fn types(at: SocketAddr, slug: &str) -> Vec<Json> {
    let path = format!("{}/{slug}/meta/list", crate::server::LIST);
    let meta = crate::server::get(at, &path).await.json();
    let of = &meta["query_parameters"]["engagement_type"]["enum_by_integration"][slug];
    of.as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_s_sdk_for_python_reads_every_type_to_its_end() {
    let Some(sdk) = sdk() else { return };
    // It takes an empty page for the end; here no limit of a played vendor ends the reading.
    let running = start(Settings {
        sandbox: true,
        fill_pages: 1_000,
        ..settings()
    })
    .await;
    let at = running.address;
    let (mut questions, mut expected) = (Vec::new(), Vec::new());
    let ids = account_ids(at).await;
    for (slug, account) in &ids {
        let queries: Vec<String> = types(at, slug)
            .await
            .iter()
            .filter_map(Json::as_str)
            .flat_map(|kind| {
                [
                    format!("engagement_type={kind}&limit=7"),
                    // Python writes times without a zone.
                    format!("engagement_type={kind}&limit=50&updated_at[gte]=2020-01-01T00:00:00"),
                ]
            })
            .collect();
        for query in queries {
            let query = format!("integrated_account_id={account}&{query}");
            let first = list(at, &query).await;
            expected.push(if first.status == 200 {
                json!({ "ids": own_ids(at, &query).await })
            } else {
                json!({ "status": first.status })
            });
            let mut question = nested(&query);
            if let Some(time) = question
                .get_mut("updated_at")
                .and_then(|at| at.get_mut("gte"))
            {
                *time = json!("@time:2020-01-01T00:00:00");
            }
            questions.push(question);
        }
    }
    let read = questions.len();
    assert!(read > 2 * ids.len(), "{read}");
    questions.push(json!({ "@accounts": { "limit": 5 } }));
    expected.push(json!({ "ids": ids.values().map(|id| json!(id)).collect::<Vec<_>>() }));
    questions.push(json!({ "@accounts": { "tenant_id": "nobody" } }));
    expected.push(json!({ "ids": [] }));
    let answers = ask(sdk, at, json!(questions)).await;
    let good = expected.iter().filter(|e| e.get("ids").is_some()).count();
    assert!(good > ids.len(), "{good}");
    for ((question, answer), expected) in questions.iter().zip(&answers).zip(&expected) {
        let sorted = |all: &Json| {
            let mut all: Vec<String> = all["ids"]
                .as_array()
                .map(|ids| ids.iter().map(ToString::to_string).collect())
                .unwrap_or_default();
            all.sort();
            all
        };
        if question.get("@accounts").is_some() {
            assert_eq!(sorted(answer), sorted(expected), "{question}");
        } else {
            assert_eq!(answer, expected, "{question}");
        }
    }
}

/// The members of a refusal's insight.
fn insight(answer: &Json) -> Vec<String> {
    let insight = answer["insight"].as_object();
    insight.map_or_else(Vec::new, |insight| {
        insight.iter().map(|(name, _)| name.clone()).collect()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_s_sdk_for_python_reads_a_page_a_record_and_a_refusal_at_default_settings() {
    let Some(sdk) = sdk() else { return };
    let running = sandbox().await;
    let at = running.address;
    let ids = account_ids(at).await;
    let (mut questions, mut expected) = (Vec::new(), Vec::new());
    for (slug, account) in &ids {
        let Some(kind) = types(at, slug)
            .await
            .first()
            .and_then(Json::as_str)
            .map(str::to_owned)
        else {
            continue;
        };
        let query = format!("integrated_account_id={account}&engagement_type={kind}");
        let page = list(at, &query).await;
        if page.status != 200 {
            continue;
        }
        let records = page.records();
        questions.push(json!({ "@first": nested(&query) }));
        expected.push(json!({ "first": records.first().map(|record| record["id"].clone()) }));
        let keyed = format!("{query}&limit=1&truto_key_by=id&truto_ignore_remote_data=true");
        let own = list(at, &keyed).await.json();
        questions.push(json!({ "@page": nested(&keyed) }));
        expected.push(json!({
            "page": own["result"], "goes_on": own["next_cursor"].is_string(),
        }));
    }
    assert!(questions.len() > ids.len(), "{}", questions.len());
    // One record a page, to the end, of a few.
    for (slug, account) in ids.iter().take(3) {
        for kind in types(at, slug)
            .await
            .iter()
            .filter_map(Json::as_str)
            .take(1)
        {
            let query = format!("integrated_account_id={account}&engagement_type={kind}&limit=1");
            if list(at, &query).await.status == 200 {
                questions.push(nested(&query));
                expected.push(json!({ "ids": own_ids(at, &query).await }));
            }
        }
    }
    let answers = ask(sdk, at, json!(questions)).await;
    for ((question, answer), expected) in questions.iter().zip(&answers).zip(&expected) {
        assert_eq!(answer, expected, "{question}");
    }

    let Some(sdk) = self::sdk() else { return };
    let hubspot = &ids["hubspot"];
    let of = |more: Json| {
        let mut query = json!({ "integrated_account_id": hubspot });
        query
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "@refusal": query })
    };
    let refused = ask(
        sdk,
        at,
        json!([of(json!({})), of(json!({ "engagement_type": "visit" }))]),
    )
    .await;
    assert_eq!(
        (&refused[0]["status"], &refused[1]["status"]),
        (&json!(400), &json!(400))
    );
    assert_eq!(
        insight(&refused[0]),
        ["conditionally_required_query_parameters"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_s_sdk_for_python_is_told_what_the_vendor_refused() {
    let Some(sdk) = sdk() else { return };
    let at = vendor(|path| async move {
        match path
            .split("owner=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
        {
            Some("forbidden") => (403, "", r#"{"why":"not yours"}"#.to_owned()),
            Some("limited") => (429, "retry-after: 7\r\n", r#"{"why":"slower"}"#.to_owned()),
            _ => (422, "", r#"{"why":"no such thing"}"#.to_owned()),
        }
    })
    .await;
    let (running, _folder) = invented("insight", vec![account("a", "acme", at)], |_| {}).await;
    let of = |owner: &str| json!({ "@refusal": { "integrated_account_id": "a", "owner": { "id": owner } } });
    let questions = json!([of("forbidden"), of("limited"), of("other")]);
    let answers = ask(sdk, running.address, questions).await;
    for (answer, status, name) in [
        (&answers[0], 403, "forbidden_error"),
        (&answers[1], 429, "rate_limit_error"),
        (&answers[2], 422, "remote_error"),
    ] {
        assert_eq!(answer["status"], status);
        assert!(insight(answer).contains(&name.to_owned()), "{answer}");
    }
}
