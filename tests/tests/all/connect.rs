//! An account connected by a person's consent: an admin's link, the vendor's page, the way back. A
//! link works once, in one browser, for a time, and tells no secret.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    self, Folder, Reply, Running, ask, get, send, settings, start, start_with, vendor_of,
};
use conformance::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use touchpoint_accounts::MemoryAccounts;
use touchpoint_core::oauth::challenge;
use touchpoint_language::json::Json;
use touchpoint_server::{OAuthApp, Settings};

const SECRET: &str = "the-apps-own-secret";

/// A vendor that gives one token for `one-code`, and what it was asked.
async fn token_server() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = asked.clone();
    let at = vendor_of(move |request| {
        seen.lock().unwrap().push(request.clone());
        async move {
            if request.starts_with("GET /calls") {
                let signed = request.contains("authorization: Bearer a1");
                let body = r#"{"calls":[{"id":1,"title":"hello"}]}"#.to_owned();
                return (if signed { 200 } else { 401 }, "", body);
            }
            if request.contains("code=one-code") && request.contains(SECRET) {
                let body = r#"{"access_token":"a1","refresh_token":"r1","expires_in":7200}"#;
                return (200, "", body.to_owned());
            }
            (400, "", r#"{"error":"invalid_grant"}"#.to_owned())
        }
    })
    .await;
    (at, asked)
}

/// The settings of a server with an app at that vendor, and its folder. `context` stands in the
/// mapping.
fn set(at: SocketAddr, name: &str, context: &str) -> (Settings, Folder) {
    let folder = Folder::new(name);
    let mapping =
        server::mapping("acme").replace("https://api.acme.example", &format!("http://{at}"));
    let key = "    - kind: api_key\n      headers: { x-key: { credential: key } }\n";
    assert!(mapping.contains(key));
    let oauth = format!(
        "    - kind: oauth2\n      authorize_url: http://{at}/authorize\n      token_url: http://{at}/token\n      client_auth: body\n      scopes: [read]\n      refresh_token: {{ rotates: true }}\n"
    );
    let mapping = mapping.replace(key, &oauth);
    let mapping = mapping.replace("connection:\n", &format!("{context}connection:\n"));
    folder.write("acme.yaml", &mapping);
    let app = OAuthApp {
        client_id: "me".to_owned(),
        client_secret: Some(SECRET.into()),
    };
    let settings = Settings {
        mappings: Some(folder.0.clone()),
        apps: [("acme".to_owned(), app)].into(),
        ..settings()
    };
    (settings, folder)
}

/// The same, running on a database.
async fn running(at: SocketAddr, name: &str) -> (Running, Folder) {
    let (settings, folder) = set(at, name, "");
    let settings = Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        ..settings
    };
    (start(settings).await, folder)
}

/// What a browser gets, with its cookie.
async fn browse(at: SocketAddr, path: &str, cookie: &str) -> Reply {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncookie: other=1; {cookie}\r\n\r\n"
    );
    send(at, request.as_bytes()).await
}

fn path_of(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    format!("/{}", rest.split_once('/').unwrap().1)
}

fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let pairs = touchpoint_core::query::brackets::parse(query).unwrap();
    match &pairs[name] {
        touchpoint_core::query::brackets::Node::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

async fn link(at: SocketAddr, body: Json) -> String {
    let made = ask(at, "POST", "/connect/acme", &body.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.json());
    assert!(made.json()["expires_at"].is_string());
    path_of(made.json()["url"].as_str().unwrap())
}

/// A browser at the vendor's page: the cookie it has, and where it was sent.
async fn begin(at: SocketAddr, link: &str) -> (String, String) {
    let reply = browse(at, link, "").await;
    assert_eq!(reply.status, 302);
    let cookie = reply.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (cookie, reply.header("location").to_owned())
}

#[tokio::test]
async fn a_person_connects_an_account() {
    let (vendor, asked) = token_server().await;
    let (running, _folder) = running(vendor, "connect").await;
    let at = running.address;
    let (cookie, page) = begin(at, &link(at, json!({ "label": "Ada's" })).await).await;
    assert!(
        page.starts_with(&format!("http://{vendor}/authorize?")),
        "{page}"
    );
    assert!(!page.contains(SECRET));
    let redirect = parameter(&page, "redirect_uri");
    assert_eq!(redirect, format!("http://{at}/connect/acme/callback"));
    let (state, challenged) = (
        parameter(&page, "state"),
        parameter(&page, "code_challenge"),
    );
    let back = format!("{}?state={state}&code=one-code", path_of(&redirect));

    let done = browse(at, &back, &cookie).await;
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.bytes));
    let request = asked.lock().unwrap().last().unwrap().clone();
    let verifier = request
        .split("code_verifier=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert_eq!(challenge(verifier), challenged);
    let accounts = get(at, "/integrated-account").await.records();
    assert_eq!(
        (accounts.len(), &accounts[0]["label"]),
        (1, &json!("Ada's"))
    );
    let id = accounts[0]["id"].as_str().unwrap();
    let page = server::list(at, &format!("integrated_account_id={id}")).await;
    assert_eq!(page.records()[0]["subject"], "hello");

    // The link worked once.
    let again = browse(at, &back, &cookie).await;
    assert_eq!(again.status, 400);
    assert!(String::from_utf8_lossy(&again.bytes).contains("used before"));
    assert_eq!(get(at, "/integrated-account").await.records().len(), 1);
}

#[tokio::test]
async fn what_is_not_this_browsers_own_connects_nothing() {
    let (vendor, _) = token_server().await;
    let (running, _folder) = running(vendor, "connect-not").await;
    let at = running.address;
    let link = link(at, json!({})).await;
    let (mine, page) = begin(at, &link).await;
    let (other, _) = begin(at, &link).await;
    assert_ne!(mine, other);
    let state = parameter(&page, "state");
    let callback = "/connect/acme/callback";
    let cases = [
        (
            format!("{callback}?state={state}&code=one-code"),
            other.as_str(),
            400,
            "another browser",
        ),
        (
            format!("{callback}?state={state}&code=one-code"),
            "",
            400,
            "another browser",
        ),
        (
            format!("{callback}?state=x{state}&code=one-code"),
            mine.as_str(),
            400,
            "changed",
        ),
        (
            format!("{callback}?state={state}&error=access_denied&error_description=%3Cb%3E"),
            mine.as_str(),
            400,
            "access_denied: &lt;b&gt;",
        ),
        (
            format!("{callback}?state={state}&code=wrong"),
            mine.as_str(),
            502,
            "invalid_grant",
        ),
        (callback.to_owned(), mine.as_str(), 400, "changed"),
        (format!("{link}x"), "", 400, "changed"),
        ("/connect/acme".to_owned(), "", 400, "changed"),
    ];
    for (path, cookie, status, says) in cases {
        let reply = browse(at, &path, cookie).await;
        let text = String::from_utf8_lossy(&reply.bytes).into_owned();
        assert_eq!(reply.status, status, "{path}: {text}");
        assert!(text.contains(says), "{path}: {text}");
        assert!(!text.contains(SECRET));
    }
    assert!(get(at, "/integrated-account").await.records().is_empty());
    // Nothing of this used the link up.
    let done = browse(
        at,
        &format!("{callback}?state={state}&code=one-code"),
        &mine,
    )
    .await;
    assert_eq!(done.status, 200);
}

#[tokio::test]
async fn links_are_made_by_admins_for_apps_that_are_set_and_end() {
    let (vendor, _) = token_server().await;
    let (running, _folder) = running(vendor, "connect-links").await;
    let at = running.address;
    let path = link(
        at,
        json!({ "expires_in": 1, "return_url": "https://us.example/done?x=1" }),
    )
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let late = browse(at, &path, "").await;
    assert_eq!(late.status, 400);
    assert!(String::from_utf8_lossy(&late.bytes).contains("ended"));

    let (cookie, page) = begin(
        at,
        &link(at, json!({ "return_url": "https://us.example/done?x=1" })).await,
    )
    .await;
    let state = parameter(&page, "state");
    let done = browse(
        at,
        &format!("/connect/acme/callback?state={state}&code=one-code"),
        &cookie,
    )
    .await;
    let id = get(at, "/integrated-account").await.records()[0]["id"].clone();
    let expected = format!(
        "https://us.example/done?x=1&account_id={}",
        id.as_str().unwrap()
    );
    assert_eq!(
        (done.status, done.header("location")),
        (302, expected.as_str())
    );

    for (path, body, status, names) in [
        (
            "/connect/acme",
            json!({ "expires_in": 0 }),
            400,
            "expires_in",
        ),
        (
            "/connect/acme",
            json!({ "return_url": "javascript:alert(1)" }),
            400,
            "return_url",
        ),
        ("/connect/acme", json!({ "secret": "x" }), 400, "secret"),
        ("/connect/nobody", json!({}), 404, ""),
    ] {
        let reply = ask(at, "POST", path, &body.to_string()).await;
        assert_eq!(reply.status, status, "{path} {body}");
        assert!(reply.json()["message"].as_str().unwrap().contains(names));
    }
    let integrations = get(at, "/integrations").await.records();
    assert_eq!(integrations[0]["connect"], true);
    let nobody = server::ask_as(at, "not-a-token", "POST", "/connect/acme", "{}").await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test]
async fn an_account_that_lost_its_consent_is_connected_again() {
    let (vendor, _) = token_server().await;
    let (running, _folder) = running(vendor, "connect-again").await;
    let at = running.address;
    let body = json!({
        "integration": "acme", "label": "Ada's",
        "credentials": { "access_token": "worn-out" },
    });
    let added = ask(at, "POST", "/integrated-account", &body.to_string()).await;
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let list = async || server::list(at, &format!("integrated_account_id={id}")).await;
    assert_eq!(list().await.status, 401);
    let shown = async || get(at, &format!("/integrated-account/{id}")).await.json();
    assert_eq!(shown().await["status"], "needs_reauth");

    let link = link(at, json!({ "account": id })).await;
    let (cookie, page) = begin(at, &link).await;
    let state = parameter(&page, "state");
    let back = format!("/connect/acme/callback?state={state}&code=one-code");
    assert_eq!(browse(at, &back, &cookie).await.status, 200);
    let account = shown().await;
    assert_eq!(
        (&account["status"], &account["label"]),
        (&json!("active"), &json!("Ada's"))
    );
    assert_eq!(list().await.records()[0]["subject"], "hello");
    assert_eq!(get(at, "/integrated-account").await.records().len(), 1);

    let nobody = json!({ "account": "00000000-0000-4000-8000-000000000000" }).to_string();
    assert_eq!(ask(at, "POST", "/connect/acme", &nobody).await.status, 404);
    // Who follows a link to an account that is gone is told so.
    let path = self::link(at, json!({ "account": id })).await;
    let removed = ask(at, "DELETE", &format!("/integrated-account/{id}"), "").await;
    assert_eq!(removed.status, 204);
    let reply = browse(at, &path, "").await;
    assert_eq!(reply.status, 400);
    assert!(String::from_utf8_lossy(&reply.bytes).contains("removed"));
}

#[tokio::test]
async fn what_would_fail_after_the_consent_is_told_to_who_makes_the_link() {
    let (vendor, asked) = token_server().await;
    let context = "context:\n  zone: { pattern: '[a-z]+', example: eu }\n";
    let (settings, _folder) = set(vendor, "connect-lacks", context);
    let headers = "  base_url: http";
    let path = settings.mappings.clone().unwrap().join("acme.yaml");
    let mapping = std::fs::read_to_string(&path).unwrap();
    let with_header = format!("  headers: {{ x-zone: '{{{{ context.zone }}}}' }}\n{headers}");
    std::fs::write(&path, mapping.replace(headers, &with_header)).unwrap();
    let accounts = || MemoryAccounts::default().with_token(server::TOKEN, server::admin("w"));
    let changeable = start_with(settings.clone(), accounts()).await;
    for (body, says) in [
        (json!({}), "context.zone"),
        (json!({ "context": { "zone": "E1" } }), "context.zone"),
        (
            json!({ "context": { "zone": "eu", "more": "x" } }),
            "context.more",
        ),
    ] {
        let reply = ask(
            changeable.address,
            "POST",
            "/connect/acme",
            &body.to_string(),
        )
        .await;
        assert_eq!((reply.status, reply.failing().len()), (400, 1), "{body}");
        assert!(reply.json().to_string().contains(says), "{}", reply.json());
    }
    link(changeable.address, json!({ "context": { "zone": "eu" } })).await;

    let fixed = start_with(settings, accounts().read_only("change the file")).await;
    let integrations = get(fixed.address, "/integrations").await.records();
    assert_eq!(integrations[0]["connect"], false);
    let body = json!({ "context": { "zone": "eu" } }).to_string();
    let reply = ask(fixed.address, "POST", "/connect/acme", &body).await;
    assert_eq!(reply.status, 409);
    assert_eq!(reply.json()["message"], "change the file");
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_link_of_one_server_is_followed_at_another() {
    let (vendor, _) = token_server().await;
    let (settings, folder) = set(vendor, "connect-two", "");
    let settings = Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        public_url: Some("https://us.example/".to_owned()),
        ..settings
    };
    let (one, other) = (start(settings.clone()).await, start(settings).await);
    let made = ask(one.address, "POST", "/connect/acme", "{}").await.json();
    let url = made["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://us.example/connect/acme?link="),
        "{url}"
    );
    let reply = browse(other.address, &path_of(url), "").await;
    let cookie = reply.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let page = reply.header("location").to_owned();
    assert_eq!(
        parameter(&page, "redirect_uri"),
        "https://us.example/connect/acme/callback"
    );
    let state = parameter(&page, "state");
    let back = format!("/connect/acme/callback?state={state}&code=one-code");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(browse(one.address, &back, cookie).await.status, 200);
    let again = browse(other.address, &back, cookie).await;
    assert!(String::from_utf8_lossy(&again.bytes).contains("used before"));
    let accounts = get(other.address, "/integrated-account").await.records();
    assert_eq!(accounts.len(), 1);
}
