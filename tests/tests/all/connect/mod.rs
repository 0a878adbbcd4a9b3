//! An account connected by a person's consent: an admin's link, the vendor's page, the way back. A
//! link works once, in one browser, for a time, and tells no secret.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod consent;
mod links;

use crate::server::{self, Folder, Reply, Running, ask, send, settings, start, vendor_of};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use touchpoint_language::json::Json;
use touchpoint_server::{OAuthApp, Settings};

pub(crate) const SECRET: &str = "the-apps-own-secret";

/// A vendor that gives one token for `one-code`, and what it was asked.
pub(crate) async fn token_server() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
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
pub(crate) fn set(at: SocketAddr, name: &str, context: &str) -> (Settings, Folder) {
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
        mappings: vec![folder.0.clone()],
        apps: [("acme".to_owned(), app)].into(),
        ..settings()
    };
    (settings, folder)
}

/// The same, running on a database.
pub(crate) async fn running(at: SocketAddr, name: &str) -> (Running, Folder) {
    let (settings, folder) = set(at, name, "");
    let settings = Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        ..settings
    };
    (start(settings).await, folder)
}

/// What a browser gets, with its cookie.
pub(crate) async fn browse(at: SocketAddr, path: &str, cookie: &str) -> Reply {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncookie: other=1; {cookie}\r\n\r\n"
    );
    send(at, request.as_bytes()).await
}

pub(crate) fn path_of(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    format!("/{}", rest.split_once('/').unwrap().1)
}

pub(crate) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let pairs = touchpoint_core::query::brackets::parse(query).unwrap();
    match &pairs[name] {
        touchpoint_core::query::brackets::Node::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

pub(super) async fn link(at: SocketAddr, body: Json) -> String {
    let made = ask(at, "POST", "/connect/acme", &body.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.json());
    assert!(made.json()["expires_at"].is_string());
    path_of(made.json()["url"].as_str().unwrap())
}

/// A browser at the vendor's page: the cookie it has, and where it was sent.
pub(crate) async fn begin(at: SocketAddr, link: &str) -> (String, String) {
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
