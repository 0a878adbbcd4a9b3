//! Who makes links, for what, how long they hold, and at which server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::*;
use crate::server::{self, ask, get, start, start_with};
use conformance::json;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_server::Settings;

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
    let path = settings.mappings[0].join("acme.yaml");
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
