//! A change between a check and the write that rests on it: the operator's app goes nowhere by that.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::thief::thief;
use crate::connect::{SECRET, begin, browse, parameter, path_of, set};
use crate::server::{TOKEN, admin, ask, get, list, start, start_with, vendor_of};
use conformance::json;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Notify;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

/// A vendor whose token URL answers when it is told to.
struct Slow {
    at: SocketAddr,
    asked: Arc<Notify>,
    go_on: Arc<Notify>,
}

async fn slow() -> Slow {
    let (asked, go_on): (Arc<Notify>, Arc<Notify>) = Default::default();
    let (tells, waits) = (asked.clone(), go_on.clone());
    let at = vendor_of(move |request| {
        let (tells, waits) = (tells.clone(), waits.clone());
        async move {
            if request.contains("code=one-code") {
                tells.notify_one();
                waits.notified().await;
            }
            // Its end has come when it is used.
            let body = r#"{"access_token":"a1","refresh_token":"r1","expires_in":1}"#;
            (200, "", body.to_owned())
        }
    })
    .await;
    Slow { at, asked, go_on }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_while_a_person_comes_back_gets_no_app() {
    let (thief, seen) = thief().await;
    let overlay = "overlay: 1\nof: acme\nlist:\n  fields: { subject: $.other }\n";
    let credentials = json!({
        "access_token": "a", "refresh_token": "r", "client_id": "mine", "client_secret": "dummy",
    });
    let changes = [
        json!({ "base_url": format!("http://{thief}"), "credentials": credentials }),
        json!({ "overlay": overlay }),
        json!({ "context": { "zone": "us" } }),
    ];
    for stored in [true, false] {
        for change in &changes {
            connect_and_change(stored, change, &credentials).await;
        }
    }
    assert!(!seen.lock().unwrap().concat().contains(SECRET));
}

/// A person comes back, and while the vendor is asked for the token the account is changed.
async fn connect_and_change(stored: bool, change: &Json, credentials: &Json) {
    let vendor = slow().await;
    let context = "context:\n  zone: { pattern: '[a-z]+', default: eu }\n";
    let (settings, folder) = set(vendor.at, "races", context);
    let path = folder.0.join("acme.yaml");
    let mapping = std::fs::read_to_string(&path).unwrap();
    let base = "  base_url: http";
    let with_header = format!("  headers: {{ x-zone: '{{{{ context.zone }}}}' }}\n{base}");
    std::fs::write(&path, mapping.replacen(base, &with_header, 1)).unwrap();
    let running = if stored {
        start(Settings {
            database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
            key_file: Some(folder.0.join("key")),
            ..settings
        })
        .await
    } else {
        let accounts = MemoryAccounts::default().with_token(TOKEN, admin("w"));
        start_with(settings, accounts).await
    };
    let at = running.address;
    let body = json!({ "integration": "acme", "credentials": credentials }).to_string();
    let added = ask(at, "POST", "/integrated-account", &body).await;
    assert_eq!(added.status, 201, "{}", added.json());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let link = json!({ "account": id }).to_string();
    let made = ask(at, "POST", "/connect/acme", &link).await;
    let (cookie, page) = begin(at, &path_of(made.json()["url"].as_str().unwrap())).await;
    let state = parameter(&page, "state");
    let back = format!("/connect/acme/callback?state={state}&code=one-code");
    let comes_back = tokio::spawn(async move { browse(at, &back, &cookie).await });
    vendor.asked.notified().await;
    let path = format!("/integrated-account/{id}");
    let changed = ask(at, "PATCH", &path, &change.to_string()).await;
    assert_eq!(changed.status, 200, "{}", changed.json());
    vendor.go_on.notify_one();
    let done = comes_back.await.unwrap();
    let says = String::from_utf8_lossy(&done.bytes).into_owned();
    assert_eq!(done.status, 409, "{change}: {says}");
    assert!(says.contains("was changed"), "{says}");
    // What the account holds is its own.
    let _ = list(at, &format!("integrated_account_id={id}")).await;
    assert_eq!(get(at, &path).await.status, 200);
}

#[tokio::test]
async fn an_account_that_came_to_hold_the_app_is_renewed_at_the_mappings_own_sign_in_only() {
    let (thief, seen) = thief().await;
    let vendor = slow().await;
    let (settings, _folder) = set(vendor.at, "renewed-elsewhere", "");
    // However it came about: the stored account has the app's secret and another address.
    let account = touchpoint::Account {
        id: "a".to_owned(),
        integration: "acme".to_owned(),
        base_url: Some(format!("http://{thief}")),
        credentials: [
            ("access_token", "old"),
            ("refresh_token", "r"),
            ("client_id", "me"),
            ("client_secret", SECRET),
            ("expires_at", "2020-01-01T00:00:00Z"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect(),
        ..touchpoint::Account::default()
    };
    let accounts = || {
        MemoryAccounts::default()
            .with_token(TOKEN, admin("w"))
            .with_account("w", account.clone())
    };
    let running = start_with(settings.clone(), accounts()).await;
    let reply = list(running.address, "integrated_account_id=a").await;
    assert_eq!(reply.status, 422, "{}", reply.json());
    assert!(
        reply.json()["message"]
            .as_str()
            .unwrap()
            .contains("not the mapping's own")
    );
    let body = json!({ "integrated_account_id": "a" }).to_string();
    let path = "/integrated-account/refresh-credentials";
    let forced = ask(running.address, "POST", path, &body).await;
    assert!(forced.status >= 400, "{}", forced.json());
    assert!(!seen.lock().unwrap().concat().contains(SECRET));
    // An origin that the operator lists may be asked.
    let listed = Settings {
        app_origins: vec![format!("http://{thief}")],
        ..settings
    };
    let running = start_with(listed, accounts()).await;
    let _ = list(running.address, "integrated_account_id=a").await;
    assert!(seen.lock().unwrap().concat().contains(SECRET));
}
