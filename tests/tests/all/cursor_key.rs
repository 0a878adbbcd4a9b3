//! What cursors are signed with: one key for all servers that share a database, made once and kept;
//! or the key of the settings. A cursor goes on at another server, and after all have ended.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{self, Folder, Running, ask, settings, start, vendor};
use serde_json::json;
use std::net::SocketAddr;
use touchpoint_server::Settings;

/// A vendor of six calls, two on a page.
async fn six_calls() -> SocketAddr {
    vendor(|path| async move {
        let after = path.split("after=").nth(1).unwrap_or("0");
        let from: u32 = after.split('&').next().unwrap().parse().unwrap();
        let next = (from < 4).then(|| (from + 2).to_string());
        let page = json!({ "calls": [{ "id": from }, { "id": from + 1 }], "next": next });
        (200, "", page.to_string())
    })
    .await
}

struct World {
    folder: Folder,
    vendor: SocketAddr,
}

impl World {
    async fn new(name: &str) -> World {
        let folder = Folder::new(name);
        folder.write("acme.yaml", &server::mapping("acme"));
        World {
            folder,
            vendor: six_calls().await,
        }
    }

    /// A server on the database, with a key of its settings or without.
    async fn server(&self, cursor_key: Option<&str>) -> Running {
        start(Settings {
            mappings: vec![self.folder.0.join("acme.yaml")],
            database: Some(format!("sqlite://{}", self.folder.0.join("a.db").display()).into()),
            key_file: Some(self.folder.0.join("key")),
            cursor_key: cursor_key.map(Into::into),
            ..settings()
        })
        .await
    }

    async fn account(&self, at: SocketAddr) -> String {
        let body = json!({
            "integration": "acme", "base_url": format!("http://{}", self.vendor),
            "credentials": { "key": "hush-hush" },
        });
        let added = ask(at, "POST", "/integrated-account", &body.to_string()).await;
        assert_eq!(added.status, 201, "{}", added.json());
        added.json()["id"].as_str().unwrap().to_owned()
    }
}

/// One page after a cursor: the ids, and the next cursor.
async fn page(at: SocketAddr, account: &str, cursor: &str) -> (Vec<String>, String) {
    let query = format!("integrated_account_id={account}&next_cursor={cursor}");
    let reply = server::list(at, &query).await;
    let ids = reply.records();
    let ids = ids.iter().map(|record| record["id"].as_str().unwrap());
    let ids = ids.map(str::to_owned).collect();
    let next = reply.json()["next_cursor"].as_str().map(str::to_owned);
    (ids, next.unwrap_or_default())
}

#[tokio::test]
async fn a_cursor_goes_on_at_another_server_and_after_all_have_ended() {
    let world = World::new("cursor-key").await;
    let (mut first, mut second) = (world.server(None).await, world.server(None).await);
    let account = world.account(first.address).await;
    let (ids, cursor) = page(first.address, &account, "").await;
    assert_eq!(ids, ["0", "1"]);
    let (ids, cursor) = page(second.address, &account, &cursor).await;
    assert_eq!(ids, ["2", "3"]);
    for server in [&mut first, &mut second] {
        server.stop();
        let _ = (&mut server.ended).await;
    }
    let third = world.server(None).await;
    // The key is the store's own: the account's secrets may change under a list.
    let path = format!("/integrated-account/{account}");
    let changed = ask(
        third.address,
        "PATCH",
        &path,
        r#"{"credentials":{"key":"k2"}}"#,
    )
    .await;
    assert_eq!(changed.status, 200);
    let (ids, cursor) = page(third.address, &account, &cursor).await;
    assert_eq!((ids, cursor.as_str()), (vec!["4".into(), "5".into()], ""));
}

#[tokio::test]
async fn the_key_of_the_settings_counts_and_another_key_takes_no_cursor() {
    let world = World::new("cursor-keys").await;
    let shared = world.server(Some("the-key-of-two-servers")).await;
    let same = world.server(Some("the-key-of-two-servers")).await;
    let other = world.server(None).await;
    let account = world.account(shared.address).await;
    let (_, cursor) = page(shared.address, &account, "").await;
    assert_eq!(page(same.address, &account, &cursor).await.0, ["2", "3"]);
    let query = format!("integrated_account_id={account}&next_cursor={cursor}");
    let refused = server::list(other.address, &query).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.failing(), ["next_cursor"]);
}
