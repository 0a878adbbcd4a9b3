//! What a server refuses to start with, and how it greets.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{self, Folder, TOKEN, account_ids, get, list, sandbox, settings, start};
use touchpoint_server::Settings;

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
        mappings: vec![folder.0.clone()],
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
async fn an_account_that_is_wrong_leaves_the_others_served() {
    let folder = Folder::new("one-is-wrong");
    let text = "accounts:\n\
        - { id: good, integration: close, credentials: { api_key: k } }\n\
        - { id: elsewhere, integration: salesforce, credentials: { access_token: hush },\n    \
            context: { instance_url: 'https://evil.example.com' } }\n\
        - { id: overlaid, integration: close, credentials: { api_key: k },\n    \
            overlay: overlay.yaml }\n";
    folder.write("overlay.yaml", "list: { fields: { nonsense: $.x } }\n");
    let running = start(Settings {
        accounts: Some(folder.write("accounts.yaml", text)),
        ..settings()
    })
    .await;
    let ids = account_ids(running.address).await;
    assert_eq!(ids.values().collect::<Vec<_>>(), ["good"]);
    for id in ["elsewhere", "overlaid"] {
        let reply = list(running.address, &format!("integrated_account_id={id}")).await;
        assert_eq!(reply.status, 404, "{id}");
    }
    let greeting = &running.greeting;
    assert!(
        greeting.contains("left out") && greeting.contains("account `elsewhere`"),
        "{greeting}"
    );
    assert!(
        greeting.contains("nonsense") && !greeting.contains("hush"),
        "{greeting}"
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
    assert!(
        ids.len() >= conformance::mappings().unwrap().len(),
        "{ids:?}"
    );
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
    assert!(asked >= ids.len());
}
