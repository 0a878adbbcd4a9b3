//! Secrets: of an account in the vendor's words, of the operator's app at a tenant's host, of a
//! neighbour behind an address.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::connect::{SECRET, browse, path_of, running, set, token_server};
use crate::server::{account, ask, get, invented, list, start, vendor, vendor_of};
use conformance::json;
use std::sync::{Arc, Mutex};
use touchpoint_server::Settings;

#[tokio::test]
async fn a_vendor_that_repeats_a_key_does_not_tell_it() {
    let at = vendor_of(|request| async move {
        let key = request
            .split("x-key: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next();
        let body = json!({ "why": format!("{} is no key", key.unwrap()), "sent": [key.unwrap()] });
        (401, "", body.to_string())
    })
    .await;
    let (server, _folder) = invented("repeats", vec![account("a", "acme", at)], |_| {}).await;
    let reply = list(server.address, "integrated_account_id=a").await;
    assert_eq!(reply.status, 401);
    let shown = get(server.address, "/integrated-account/a").await;
    for text in [&reply.bytes, &shown.bytes] {
        let text = String::from_utf8_lossy(text);
        assert!(!text.contains("a-secret-key"), "{text}");
        assert!(text.contains("•••• is no key"), "{text}");
    }
}

#[tokio::test]
async fn the_operators_app_is_shown_to_no_host_of_a_tenant() {
    let (own, _) = token_server().await;
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = seen.clone();
    let thief = vendor_of(move |request| {
        told.lock().unwrap().push(request);
        async {
            (
                200,
                "",
                r#"{"access_token":"x","refresh_token":"y"}"#.to_owned(),
            )
        }
    })
    .await;
    let (server, _folder) = running(own, "thief").await;
    let body = json!({
        "integration": "acme", "base_url": format!("http://{thief}"),
        "credentials": { "access_token": "a", "refresh_token": "r", "client_id": "c", "client_secret": "dummy" },
    });
    let added = ask(
        server.address,
        "POST",
        "/integrated-account",
        &body.to_string(),
    )
    .await;
    assert_eq!(added.status, 201, "{}", added.json());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let link = json!({ "account": id }).to_string();
    let made = ask(server.address, "POST", "/connect/acme", &link).await;
    assert_eq!(made.status, 409, "{}", made.json());
    assert!(
        made.json()["message"]
            .as_str()
            .unwrap()
            .contains("app_origins")
    );
    assert!(!seen.lock().unwrap().concat().contains(SECRET));
}

#[tokio::test]
async fn a_link_ends_with_the_token_that_made_it() {
    let (vendor, _) = token_server().await;
    let (settings, folder) = set(vendor, "revoked", "");
    let database = format!("sqlite://{}", folder.0.join("a.db").display());
    let settings = Settings {
        database: Some(database.clone().into()),
        key_file: Some(folder.0.join("key")),
        ..settings
    };
    let store = touchpoint_server::open_store(&settings).await.unwrap();
    let server = start(settings).await;
    let workspace = store.workspace("default").await.unwrap();
    let (info, secret) = store
        .create_token(touchpoint_accounts::NewToken {
            workspace: workspace.id.clone(),
            name: "maker".to_owned(),
            admin: true,
            ..touchpoint_accounts::NewToken::default()
        })
        .await
        .unwrap();
    let secret = secrecy::ExposeSecret::expose_secret(&secret).to_owned();
    let made = crate::server::ask_as(server.address, &secret, "POST", "/connect/acme", "{}").await;
    assert_eq!(made.status, 201, "{}", made.json());
    let path = path_of(made.json()["url"].as_str().unwrap());
    assert_eq!(browse(server.address, &path, "").await.status, 302);
    let scope = touchpoint_accounts::Scope::workspace(&workspace.id);
    assert!(store.revoke_token(&scope, &info.id).await.unwrap());
    assert_eq!(browse(server.address, &path, "").await.status, 400);
}

#[tokio::test]
async fn an_account_of_a_stranger_does_not_lead_home() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[{"id":1}]}"#.to_owned()) }).await;
    let folder = crate::server::Folder::new("home");
    folder.write("acme.yaml", &crate::server::mapping("acme"));
    let with = |allow| Settings {
        mappings: vec![folder.0.clone()],
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        allow_private_addresses: allow,
        ..crate::server::settings()
    };
    let body = |url: &str| {
        let body = json!({ "integration": "acme", "base_url": url, "credentials": { "key": "hush-hush" } });
        body.to_string()
    };
    let strict = start(with(false)).await;
    let spellings = [
        format!("http://{at}"),
        format!("http://localhost:{}", at.port()),
        format!("http://2130706433:{}", at.port()),
        "https://10.0.0.1".to_owned(),
        "https://[::ffff:169.254.169.254]".to_owned(),
    ];
    for url in &spellings {
        let refused = ask(strict.address, "POST", "/integrated-account", &body(url)).await;
        assert_eq!(
            (refused.status, refused.failing()),
            (400, vec!["base_url".to_owned()]),
            "{url}"
        );
    }
    let open = start(with(true)).await;
    let added = ask(
        open.address,
        "POST",
        "/integrated-account",
        &body(&spellings[0]),
    )
    .await;
    assert_eq!(added.status, 201, "{}", added.json());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let query = format!("integrated_account_id={id}");
    assert_eq!(list(open.address, &query).await.status, 200);
    // One that was stored before is not called either.
    let refused = list(strict.address, &query).await;
    assert_eq!(refused.status, 502, "{}", refused.json());
    assert!(
        refused.json()["message"]
            .as_str()
            .unwrap()
            .contains("within this network")
    );
}
