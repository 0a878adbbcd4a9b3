//! Accounts over HTTP: added, changed, removed and listed, by those who may.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    self, Folder, TOKEN, account, admin, ask, ask_as, get, mapping, sandbox, settings, start,
    start_with, vendor,
};
use conformance::json;
use touchpoint_accounts::{Caller, MemoryAccounts};
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

#[tokio::test]
async fn an_admin_adds_changes_and_removes_accounts() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[{"id":1}]}"#.to_owned()) }).await;
    let (running, _folder) =
        server::invented("admin", vec![account("a1", "acme", at)], |_| {}).await;
    let at_server = running.address;
    let body = json!({
        "integration": "acme", "label": "Second", "base_url": format!("http://{at}"),
        "credentials": { "key": "hush-hush" },
    });
    let added = ask(at_server, "POST", "/integrated-account", &body.to_string()).await;
    assert_eq!(added.status, 201, "{}", added.json());
    let account = added.json();
    let id = account["id"].as_str().unwrap().to_owned();
    assert_eq!(
        (id.len(), &account["status"], &account["label"]),
        (36, &json!("active"), &json!("Second"))
    );
    assert_eq!(
        server::list(at_server, &format!("integrated_account_id={id}"))
            .await
            .records()
            .len(),
        1
    );

    let path = format!("/integrated-account/{id}");
    let changed = ask(
        at_server,
        "PATCH",
        &path,
        r#"{"label":null,"credentials":{"key":"other"}}"#,
    )
    .await;
    assert_eq!(
        (changed.status, &changed.json()["label"]),
        (200, &Json::Null)
    );
    let moved = ask(
        at_server,
        "PATCH",
        &path,
        r#"{"base_url":"https://evil.example"}"#,
    )
    .await;
    assert_eq!(
        moved.failing(),
        ["base_url"],
        "stored secrets are not sent elsewhere"
    );
    let shown = get(at_server, &path).await;
    for reply in [
        &added,
        &changed,
        &shown,
        &get(at_server, "/integrated-account").await,
    ] {
        let text = String::from_utf8_lossy(&reply.bytes);
        assert!(
            !text.contains("hush") && !text.contains("credentials"),
            "{text}"
        );
    }
    assert_eq!(ask(at_server, "DELETE", &path, "").await.status, 204);
    assert_eq!(get(at_server, &path).await.status, 404);
    assert_eq!(ask(at_server, "DELETE", &path, "").await.status, 404);
}

#[tokio::test]
async fn an_account_that_lacks_something_is_refused_without_repeating_secrets() {
    let at = vendor(|_| async { (200, "", "{}".to_owned()) }).await;
    let (running, _folder) =
        server::invented("lacks", vec![account("a1", "acme", at)], |_| {}).await;
    for (body, says) in [
        (
            r#"{"integration":"acme","credentials":{"kye":"hush"}}"#,
            "kye",
        ),
        (r#"{"integration":"acme"}"#, "credentials"),
        (r#"{"integration":"acmee"}"#, "no mapping"),
        (
            r#"{"integration":"acme","credentials":"hush"}"#,
            "does not fit",
        ),
        (
            r#"{"integration":"acme","credential":{"key":"hush"}}"#,
            "credential",
        ),
        ("hush", "no JSON"),
        ("", "no JSON"),
    ] {
        let reply = ask(running.address, "POST", "/integrated-account", body).await;
        let text = String::from_utf8_lossy(&reply.bytes).into_owned();
        assert_eq!(reply.status, 400, "{text}");
        assert!(
            text.contains(says) && !text.contains("hush"),
            "{body}: {text}"
        );
        assert!(!reply.failing().is_empty());
    }
    let taken = r#"{"id":"a1","integration":"acme","credentials":{"key":"k"}}"#;
    assert_eq!(
        ask(running.address, "POST", "/integrated-account", taken)
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn only_admins_change_accounts_and_files_are_not_changed_over_http() {
    let at = vendor(|_| async { (200, "", "{}".to_owned()) }).await;
    let folder = Folder::new("roles");
    folder.write("acme.yaml", &mapping("acme"));
    let reader = Caller {
        admin: false,
        ..admin("w")
    };
    let accounts = MemoryAccounts::default()
        .with_token(TOKEN, reader)
        .with_account("w", account("a1", "acme", at));
    let mappings = vec![folder.0.clone()];
    let running = start_with(
        Settings {
            mappings: mappings.clone(),
            ..settings()
        },
        accounts,
    )
    .await;
    assert_eq!(
        get(running.address, "/integrated-account/a1").await.status,
        200
    );
    for (verb, path) in [
        ("POST", "/integrated-account"),
        ("PATCH", "/integrated-account/a1"),
        ("DELETE", "/integrated-account/a1"),
    ] {
        let reply = ask(running.address, verb, path, "{}").await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (403, &json!("T205")),
            "{verb}"
        );
        assert_eq!(
            ask_as(running.address, "wrong", verb, path, "{}")
                .await
                .status,
            401
        );
    }

    let text = format!(
        "accounts:\n- {{ id: f1, integration: acme, base_url: 'http://{at}', credentials: {{ key: k }} }}\n"
    );
    let file = folder.write("accounts.yml.txt", &text);
    let running = start(Settings {
        accounts: Some(file),
        mappings,
        ..settings()
    })
    .await;
    let reply = ask(running.address, "DELETE", "/integrated-account/f1", "").await;
    assert_eq!(reply.status, 409);
    assert!(reply.json()["message"].as_str().unwrap().contains("file"));
    assert_eq!(
        get(running.address, "/integrated-account").await.records()[0]["id"],
        "f1"
    );
}

#[tokio::test]
async fn the_list_of_accounts_goes_on_to_its_end() {
    let running = sandbox().await;
    let mut cursor = String::new();
    let mut ids = Vec::new();
    loop {
        let reply = get(
            running.address,
            &format!("/integrated-account?limit=5&next_cursor={cursor}"),
        )
        .await;
        ids.extend(
            reply
                .records()
                .iter()
                .map(|record| record["id"].to_string()),
        );
        match reply.json()["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(count >= conformance::mappings().unwrap().len());
    assert_eq!(
        get(running.address, "/integrated-account?limit=none&x=1")
            .await
            .failing(),
        ["limit", "x"]
    );
}
