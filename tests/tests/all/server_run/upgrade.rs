//! What the version of commit c67635b has written works: its database on SQLite and PostgreSQL, its
//! accounts file with the state beside it, an overlay and tokens; a cursor in the middle of a list leads
//! on or is refused as out of date.
//! And a database comes back from its backup.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{Folder, Reply, Running, ask_as, settings, start, vendor_of};
use conformance::{postgres, root};
use std::net::SocketAddr;
use touchpoint_accounts::{Keyring, Scope, Store};
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

/// What `tests/upgrade/stored.json` says of one database.
struct Stored {
    key: String,
    kind: &'static str,
    all: Json,
}

impl Stored {
    fn read(kind: &'static str) -> Stored {
        let text = std::fs::read(root().join("tests/upgrade/stored.json")).unwrap();
        let all = Json::from_slice(&text).unwrap();
        Stored {
            key: all["key"].as_str().unwrap().to_owned(),
            kind,
            all,
        }
    }

    fn get(&self, name: &str) -> &str {
        self.all[self.kind][name].as_str().unwrap()
    }

    fn keys(&self) -> Keyring {
        Keyring::parse(&self.key, "the test").unwrap()
    }
}

/// The vendor of the fixture: six calls. It takes no token but the renewed one, and gives that one.
async fn acme() -> SocketAddr {
    vendor_of(|request| async move {
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        if path == "/token" {
            let renewed = r#"{"access_token":"renewed-access","refresh_token":"renewed-refresh","expires_in":3600,"token_type":"bearer"}"#;
            let known = request.contains("fixture-refresh");
            return if known {
                (200, "", renewed.to_owned())
            } else {
                (400, "", r#"{"error":"invalid_grant"}"#.to_owned())
            };
        }
        let head = request.to_lowercase();
        let good = head.contains("x-key: fixture-key") || head.contains("bearer renewed-access");
        if !good {
            return (401, "", r#"{"why":"ended"}"#.to_owned());
        }
        let from: u32 = path
            .split("after=")
            .nth(1)
            .and_then(|rest| rest.split('&').next()?.parse().ok())
            .unwrap_or(0);
        let calls: Vec<String> = (from + 1..=(from + 2).min(6))
            .map(|id| format!(r#"{{"id":{id},"title":"call {id}","name":"named {id}","owner":1}}"#))
            .collect();
        let next = if from + 2 < 6 { format!(r#""{}""#, from + 2) } else { "null".to_owned() };
        (200, "", format!(r#"{{"calls":[{}],"next":{next}}}"#, calls.join(",")))
    })
    .await
}

/// Where the vendor of the fixture was; an account's variable, which its credentials of that time are
/// not bound to.
const PORT: &str = "45871";

/// A folder with the fixture's files, its accounts led to a vendor of the test; and that one's port.
async fn copied(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    let port = acme().await.port().to_string();
    assert_eq!(port.len(), PORT.len(), "the file keeps its length");
    let from = root().join("tests/upgrade");
    let mut bytes = std::fs::read(from.join("accounts.db")).unwrap();
    for at in 0..bytes.len().saturating_sub(PORT.len()) {
        let part = at..at + PORT.len();
        if &bytes[part.clone()] == PORT.as_bytes() {
            bytes[part].copy_from_slice(port.as_bytes());
        }
    }
    std::fs::write(folder.0.join("accounts.db"), bytes).unwrap();
    std::fs::create_dir(folder.0.join("mappings")).unwrap();
    std::fs::copy(from.join("acme.yaml"), folder.0.join("mappings/acme.yaml")).unwrap();
    (folder, port)
}

async fn serve(folder: &Folder, database: &str, stored: &Stored) -> Running {
    start(Settings {
        database: Some(database.to_owned().into()),
        keys: Some(stored.key.clone().into()),
        mappings: vec![folder.0.join("mappings")],
        ..settings()
    })
    .await
}

async fn page(running: &Running, token: &str, query: &str) -> Reply {
    let path = format!("{}?limit=2&{query}", crate::server::LIST);
    ask_as(running.address, token, "GET", &path, "").await
}

fn texts(reply: &Reply, field: &str) -> Vec<String> {
    let records = reply.records();
    records
        .iter()
        .map(|r| r[field].as_str().unwrap().to_owned())
        .collect()
}

/// Everything that was stored works, and is sealed anew at the first start.
async fn works(folder: &Folder, database: &str, stored: &Stored, port: &str) {
    let running = serve(folder, database, stored).await;
    let (reads, admin) = (stored.get("reads"), stored.get("admin"));
    let query = format!(
        "integrated_account_id={}&owner[id]=1",
        stored.get("with_overlay")
    );
    let first = page(&running, reads, &query).await;
    assert_eq!(
        texts(&first, "subject"),
        ["named 1", "named 2"],
        "the overlay counts"
    );
    let next = format!("{query}&next_cursor={}", stored.get("cursor"));
    let second = page(&running, reads, &next).await;
    // A cursor leads on, or is refused as one that is out of date; it never leads elsewhere.
    if second.status == 200 {
        assert_eq!(texts(&second, "id"), ["3", "4"]);
    } else {
        assert_eq!(
            (second.status, second.json()["code"].clone()),
            (400, "T202".into())
        );
    }
    let renewed = page(
        &running,
        reads,
        &format!("integrated_account_id={}", stored.get("with_tokens")),
    )
    .await;
    assert_eq!(texts(&renewed, "id"), ["1", "2"], "its token was renewed");
    let refused = ask_as(running.address, reads, "POST", "/integrated-account", "{}").await;
    assert_eq!(refused.status, 403, "a token has the rights that it had");
    let body = format!(
        r#"{{"integration":"acme","context":{{"port":"{port}"}},"credentials":{{"key":"fixture-key"}}}}"#
    );
    let added = ask_as(running.address, admin, "POST", "/integrated-account", &body).await;
    assert_eq!(added.status, 201, "{}", added.json());
    // All accounts are bound to what stands beside them, also those that nobody asked for.
    let store = Store::open(database, stored.keys()).await.unwrap();
    assert_eq!(store.rotate_keys().await.unwrap(), 0);
    let scope = Scope::everything();
    let opened = store
        .account(&scope, stored.get("with_overlay"))
        .await
        .unwrap();
    assert!(opened.is_some());
}

#[tokio::test]
async fn an_sqlite_file_of_an_earlier_version_works() {
    let (folder, port) = copied("upgrade").await;
    let stored = Stored::read("sqlite");
    let database = format!("sqlite://{}", folder.0.join("accounts.db").display());
    works(&folder, &database, &stored, &port).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_database_of_an_earlier_version_works_and_a_downgrade_is_refused() {
    let Some(server) = postgres::Server::start() else {
        return;
    };
    let sql = std::fs::read_to_string(root().join("tests/upgrade/accounts.sql")).unwrap();
    let (folder, port) = copied("upgrade-postgres").await;
    server.ask(&sql.replace(PORT, &port));
    let stored = Stored::read("postgres");
    works(&folder, &server.url(), &stored, &port).await;
    server.ask("UPDATE schema_version SET version = 99");
    let refused = Store::open(&server.url(), stored.keys()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the accounts' database has schema 99, this version knows 6; use the newer version"
    );
}

#[tokio::test]
async fn an_accounts_file_and_its_state_work() {
    let folder = Folder::new("upgrade-file");
    let from = root().join("tests/upgrade/file");
    for file in ["accounts.yaml", "tokens.state"] {
        std::fs::copy(from.join(file), folder.0.join(file)).unwrap();
    }
    // Its mapping says where the vendor is.
    let mapping = std::fs::read_to_string(from.join("acme.yaml")).unwrap();
    let mapping = mapping.replace("127.0.0.1:45871", &acme().await.to_string());
    std::fs::create_dir(folder.0.join("mappings")).unwrap();
    folder.write("mappings/acme.yaml", &mapping);
    let stored = Stored::read("sqlite");
    let running = start(Settings {
        accounts: Some(folder.0.join("accounts.yaml")),
        state: Some(folder.0.join("tokens.state")),
        keys: Some(stored.key.clone().into()),
        mappings: vec![folder.0.join("mappings")],
        ..settings()
    })
    .await;
    // The vendor takes the renewed token alone, and would not renew again.
    let reply = page(&running, crate::server::TOKEN, "integrated_account_id=cleo").await;
    assert_eq!(texts(&reply, "id"), ["1", "2"]);
}

#[tokio::test]
async fn a_database_comes_back_from_its_backup() {
    let (folder, _) = copied("backup").await;
    let stored = Stored::read("sqlite");
    let file = folder.0.join("accounts.db");
    let database = format!("sqlite://{}", file.display());
    let running = serve(&folder, &database, &stored).await;
    let admin = stored.get("admin");
    let id = stored.get("with_overlay");
    // As docs/running.md says it, while the server runs.
    let backup = folder.0.join("backup.db");
    let store = Store::open(&database, stored.keys()).await.unwrap();
    store.backup(&backup).await.unwrap();
    let removed = ask_as(
        running.address,
        admin,
        "DELETE",
        &format!("/integrated-account/{id}"),
        "",
    )
    .await;
    assert_eq!(removed.status, 204);
    drop(running);
    let restored = format!("sqlite://{}", backup.display());
    let running = serve(&folder, &restored, &stored).await;
    let reply = page(&running, admin, &format!("integrated_account_id={id}")).await;
    assert_eq!(texts(&reply, "id"), ["1", "2"]);
    // Without the key it is of no use.
    let other = Keyring::parse(&stored.key.replace("Zml4", "Zml5"), "the test").unwrap();
    let store = Store::open(&restored, other).await;
    let opened = match store {
        Ok(store) => store.account(&Scope::everything(), id).await.map(drop),
        Err(fault) => Err(fault),
    };
    assert!(opened.is_err());
}
