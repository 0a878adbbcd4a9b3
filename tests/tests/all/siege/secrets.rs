//! Secrets: of an account in the vendor's words, of the operator's app at a tenant's host, of a
//! neighbour behind an address.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::thief::thief;
use crate::connect::{SECRET, begin, browse, parameter, path_of, running, set, token_server};
use crate::server::{account, ask, get, invented, list, start, vendor, vendor_of};
use conformance::json;
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
    let (thief, seen) = thief().await;
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
    let (cookie, page) = begin(server.address, &path).await;
    let scope = touchpoint_accounts::Scope::workspace(&workspace.id);
    // Whoever made a link is named for what it does.
    let again = crate::server::ask_as(server.address, &secret, "POST", "/connect/acme", "{}").await;
    let state = parameter(&page, "state");
    let back = format!("/connect/acme/callback?state={state}&code=one-code");
    assert_eq!(browse(server.address, &back, &cookie).await.status, 200);
    let audit = store.audit(&scope, 1).await.unwrap();
    assert_eq!(
        (audit[0].actor.as_str(), audit[0].action.as_str()),
        (info.id.as_str(), "account.add")
    );
    let path = path_of(again.json()["url"].as_str().unwrap());
    assert_eq!(browse(server.address, &path, "").await.status, 302);
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

/// A key with all that is written in another way somewhere.
const KEY: &str = "k3y~/+=!&\"quoted q";

/// What a vendor may make of it.
fn spellings() -> Vec<String> {
    let percent = |form: fn(u8) -> String| {
        let one = |byte: u8| {
            let plain = byte.is_ascii_alphanumeric();
            if plain {
                char::from(byte).to_string()
            } else {
                form(byte)
            }
        };
        KEY.bytes().map(one).collect::<String>()
    };
    let base64 = |text: String| {
        // Three bytes at a time, by the alphabet of RFC 4648.
        const SIGNS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let groups = text.as_bytes().chunks(3).flat_map(|group| {
            let number = group
                .iter()
                .fold(0, |sum, byte| sum << 8 | u32::from(*byte));
            let number = number << (8 * (3 - group.len()));
            [18, 12, 6, 0].map(|shift| char::from(SIGNS[(number >> shift & 63) as usize]))
        });
        groups.collect::<String>()
    };
    let spelt = |letter: fn(char) -> String| KEY.chars().map(letter).collect::<String>();
    vec![
        KEY.to_owned(),
        percent(|byte| format!("%{byte:02X}")),
        percent(|byte| format!("%{byte:02x}")),
        percent(|byte| format!("%{byte:02X}")).replace("%20", "+"),
        json!(KEY).to_string().trim_matches('"').to_owned(),
        spelt(|c| format!("\\u{:04x}", c as u32)),
        KEY.replace('&', "&amp;").replace('"', "&quot;"),
        spelt(|c| format!("&#{};", c as u32)),
        KEY.to_uppercase(),
        KEY.replace("3y~", "3y~\n "),
        base64(KEY.to_owned()),
        base64(format!("a{KEY}")),
        base64(format!("ab{KEY}"))
            .replace('+', "-")
            .replace('/', "_"),
    ]
}

/// No part of the key that is long enough to be of use.
fn assert_none(text: &str, spelling: &str, way: &str) {
    let lower = text.to_lowercase();
    let letters: Vec<char> = spelling.to_lowercase().chars().collect();
    // Eight letters of the key, in this spelling.
    let enough = letters.len() * 8 / KEY.len();
    for part in letters.windows(enough) {
        let part: String = part.iter().collect();
        assert!(
            !lower.contains(&part),
            "{way}: `{spelling}` shows as `{part}` in {text}"
        );
    }
}

#[tokio::test]
async fn no_spelling_of_a_key_comes_back_on_any_way() {
    for spelling in spellings() {
        let written = spelling.clone();
        let at = vendor(move |path| {
            let written = written.clone();
            async move {
                let way = path.split("owner=").nth(1).unwrap_or_default();
                let way = way.split('&').next().unwrap_or_default().to_owned();
                let (status, body) = match way.as_str() {
                    "message" => (403, json!({ "why": written, "more": { written.clone(): [written] } }).to_string()),
                    // Cut by us in its middle.
                    "page" => (500, format!("<title>{}{written}</title>{}{written}", "t".repeat(285), "x".repeat(1_670))),
                    "broken" => (200, format!("{{\"calls\": {written}")),
                    "value" => (200, json!({ "calls": [{ "id": 1, "at": format!("at {written}") }, { "id": 2, "at": format!("{}{written}", "z".repeat(25)) }] }).to_string()),
                    "link" => (200, json!({ "calls": [{ "id": 1 }], "next": [written] }).to_string()),
                    _ => (200, "{}".to_owned()),
                };
                (status, "", body)
            }
        })
        .await;
        let mut held = account("a", "acme", at);
        held.credentials.insert("key".to_owned(), KEY.into());
        let (running, _folder) = invented("spelled", vec![held], |_| {}).await;
        for way in ["message", "page", "broken", "value", "link"] {
            let query =
                format!("integrated_account_id=a&owner[id]={way}&truto_ignore_remote_data=true");
            let reply = list(running.address, &query).await;
            let text = String::from_utf8_lossy(&reply.bytes).into_owned();
            // Of a long spelling, too little stands in a short warning.
            let short = way == "value" && spelling.len() > 3 * KEY.len();
            assert!(short || text.contains("••••"), "{way}: {text}");
            assert_none(&text, &spelling, way);
            // As it stands in the text of our reply.
            let escaped = json!(spelling).to_string();
            assert_none(&text, escaped.trim_matches('"'), way);
        }
    }
}

#[tokio::test]
async fn a_redirect_to_a_host_that_holds_a_key_does_not_tell_it() {
    let at = vendor(|_| async {
        (
            302,
            "location: https://Abcd-SecretKey-0123.thief.example/x\r\n",
            String::new(),
        )
    });
    let mut held = account("a", "acme", at.await);
    held.credentials
        .insert("key".to_owned(), "abcd-secretkey-0123".into());
    let (running, _folder) = invented("redirects", vec![held], |_| {}).await;
    let reply = list(running.address, "integrated_account_id=a").await;
    let text = String::from_utf8_lossy(&reply.bytes).to_lowercase();
    assert_eq!(reply.status, 502, "{text}");
    assert!(
        !text.contains("secretkey") && text.contains("••••"),
        "{text}"
    );
}

#[tokio::test]
async fn a_limit_that_is_a_key_is_no_limit() {
    let headers = "x-limit: 8675309123\r\nx-left: 8675309123\r\n";
    let at = vendor(move |_| async move { (200, headers, r#"{"calls":[{"id":1}]}"#.to_owned()) });
    let mut held = account("a", "acme", at.await);
    held.credentials
        .insert("key".to_owned(), "8675309123".into());
    let (running, _folder) = invented("limits", vec![held], |_| {}).await;
    let reply = list(running.address, "integrated_account_id=a").await;
    assert_eq!(reply.status, 200);
    assert!(!format!("{:?}", reply.headers).contains("8675309123"));
}
