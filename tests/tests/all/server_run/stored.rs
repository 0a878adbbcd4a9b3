//! What is kept over starts, and settings that contradict each other.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{Folder, ask, get, list, mapping, settings, start, vendor};
use conformance::json;
use touchpoint_server::Settings;

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
        mappings: vec![folder.0.clone()],
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
        mappings: vec![folder.0.clone()],
        state: state.map(|name| folder.0.join(name)),
        key_file: Some(folder.0.join("keys")),
        ..settings()
    };
    let refused = refusal(with(None)).await;
    assert!(refused.contains("--state"), "{refused}");
    start(with(Some("state"))).await;
}
