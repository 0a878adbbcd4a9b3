//! The routes beside the list: accounts, what integrations support, and the server's description.
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
use std::sync::{Arc, Mutex};
use touchpoint_accounts::service::{Accounts, Answer, Found};
use touchpoint_accounts::{
    AccountChange, AccountInfo, Caller, MemoryAccounts, NewAccount, NewToken, Status,
    StoredAccounts,
};
use touchpoint_describe::coverage;
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
    let mappings = Some(folder.0.clone());
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
    assert!(count >= 13);
    assert_eq!(
        get(running.address, "/integrated-account?limit=none&x=1")
            .await
            .failing(),
        ["limit", "x"]
    );
}

#[tokio::test]
async fn meta_says_what_the_mappings_say() {
    let running = sandbox().await;
    let all = get(running.address, &format!("{}/meta", server::LIST))
        .await
        .json();
    let touchpoint = touchpoint::Touchpoint::builder()
        .sandbox()
        .build()
        .await
        .unwrap();
    let model = touchpoint.model().unwrap();
    let coverage = coverage::derive(touchpoint.registry(), model);
    let page = coverage::meta(&coverage, model);
    assert_eq!(all, Json::written(&page));
    let slug = touchpoint.registry().slugs().remove(0);
    let one = get(
        running.address,
        &format!("{}/{slug}/meta/list", server::LIST),
    )
    .await
    .json();
    assert_eq!(one["response_fields"]["id"]["supported_in"], json!([slug]));
    assert_eq!(
        get(
            running.address,
            &format!("{}/nobody/meta/list", server::LIST)
        )
        .await
        .status,
        404
    );
    let integrations = get(running.address, "/integrations").await.records();
    assert_eq!(integrations.len(), touchpoint.registry().slugs().len());
    assert!(
        integrations
            .iter()
            .all(|i| i["credentials"][0]["kind"].is_string())
    );
}

#[tokio::test]
async fn the_description_is_whole_and_its_schemas_hold_for_the_replies() {
    let running = sandbox().await;
    let document = get(running.address, "/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let schema = |name: &str| {
        let mut schema = document.to_value();
        schema["$ref"] = serde_json::json!(format!("#/components/schemas/{name}"));
        schema["$schema"] = serde_json::json!("https://json-schema.org/draft/2020-12/schema");
        jsonschema::validator_for(&schema).unwrap()
    };
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        schema(name);
    }
    let ids = server::account_ids(running.address).await;
    let touchpoint = touchpoint::Touchpoint::builder()
        .sandbox()
        .build()
        .await
        .unwrap();
    let (page, error) = (schema("Page"), schema("Error"));
    for (slug, id) in &ids {
        let query = &touchpoint.sandbox_queries(slug)[0];
        let reply = server::list(
            running.address,
            &format!("integrated_account_id={id}&{query}"),
        )
        .await;
        assert!(page.is_valid(&reply.json().to_value()), "{slug}");
    }
    let refused = server::list(running.address, "limit=0").await.json();
    assert!(error.is_valid(&refused.to_value()), "{refused}");
    assert!(error.is_valid(&get(running.address, "/nothing").await.json().to_value()));
    assert!(
        schema("IntegratedAccounts").is_valid(
            &get(running.address, "/integrated-account")
                .await
                .json()
                .to_value()
        )
    );
    assert!(
        schema("Integrations").is_valid(
            &get(running.address, "/integrations")
                .await
                .json()
                .to_value()
        )
    );
    assert!(
        schema("Meta").is_valid(
            &get(running.address, &format!("{}/meta", server::LIST))
                .await
                .json()
                .to_value()
        )
    );
}

#[tokio::test]
async fn the_page_to_read_loads_nothing_from_elsewhere() {
    let running = sandbox().await;
    let reply = get(running.address, "/docs").await;
    let text = String::from_utf8(reply.bytes.clone()).unwrap();
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(
        reply
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert!(!text.contains("http://") && !text.contains("https://"));
}

const OVERLAY: &str = "overlay: 1\nof: acme\nlist:\n  fields:\n    subject: $.own_title\n";

#[tokio::test]
async fn an_overlay_of_a_stored_account_changes_its_reply_alone() {
    let reply = r#"{"calls":[{"id":1,"title":"theirs","own_title":"ours"}]}"#;
    let at = vendor(move |_| async move { (200, "", reply.to_owned()) }).await;
    let folder = Folder::new("overlays");
    folder.write("acme.yaml", &server::mapping("acme"));
    let database = format!("sqlite://{}", folder.0.join("a.db").display());
    let running = start(Settings {
        mappings: Some(folder.0.clone()),
        database: Some(database.into()),
        key_file: Some(folder.0.join("key")),
        ..settings()
    })
    .await;
    let server = running.address;
    let add = async |overlay: Json| {
        let body = json!({
            "integration": "acme", "base_url": format!("http://{at}"),
            "overlay": overlay, "credentials": { "key": "hush-hush" },
        });
        ask(server, "POST", "/integrated-account", &body.to_string()).await
    };
    let subject = async |account: &Json| {
        let id = account["id"].as_str().unwrap().to_owned();
        let page = server::list(server, &format!("integrated_account_id={id}")).await;
        page.records()[0]["subject"].clone()
    };
    let plain = add(Json::Null).await.json();
    let laid_over = add(json!(OVERLAY)).await.json();
    assert_eq!(subject(&plain).await, "theirs");
    assert_eq!(subject(&laid_over).await, "ours");

    // A faulty one is told with its places, all at once, and nothing is stored.
    let faulty = "overlay: 1\nof: acme\nlist:\n  fields:\n    subjet: $.a\n    subject: $.[\n";
    let refused = add(json!(faulty)).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.failing(), ["overlay", "overlay"]);
    let body = refused.json().to_string();
    assert!(
        body.contains("at line 5") && body.contains("at line 6"),
        "{body}"
    );

    let path = format!("/integrated-account/{}", laid_over["id"].as_str().unwrap());
    let refused = ask(
        server,
        "PATCH",
        &path,
        &json!({ "overlay": faulty }).to_string(),
    )
    .await;
    assert_eq!(refused.status, 400);
    assert_eq!(subject(&laid_over).await, "ours");
    let changed = ask(server, "PATCH", &path, r#"{"overlay":null}"#).await;
    assert_eq!(changed.status, 200);
    assert_eq!(subject(&laid_over).await, "theirs");
}

/// Accounts that note every question they are asked.
struct Noted<A> {
    inner: A,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl<A> Noted<A> {
    fn note(&self, question: &'static str) -> &A {
        self.asked.lock().unwrap().push(question);
        &self.inner
    }
}

impl<A: Accounts> Accounts for Noted<A> {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        self.note("authenticate").authenticate(secret)
    }
    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        self.note("account").account(caller, id)
    }
    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountInfo>, Option<String>)> {
        self.note("list").list(caller, after, limit)
    }
    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: touchpoint::Account,
        label: Option<String>,
    ) -> Answer<'a, AccountInfo> {
        self.note("add").add(caller, account, label)
    }
    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: AccountChange,
    ) -> Answer<'a, Option<AccountInfo>> {
        self.note("change").change(caller, id, change)
    }
    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        self.note("remove").remove(caller, id)
    }
    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        self.note("note_status").note_status(id, status, cause)
    }
    fn use_link<'a>(&'a self, id: &'a str, until: jiff::Timestamp) -> Answer<'a, bool> {
        self.note("use_link").use_link(id, until)
    }
    fn ready(&self) -> Answer<'_, ()> {
        self.note("ready").ready()
    }
}

/// Another workspace's account and one that does not exist: the same replies after the same
/// questions, on every route that takes an id.
async fn cannot_be_told_apart<A: Accounts + 'static>(
    accounts: A,
    (token, foreign): (&str, &str),
    settings: Settings,
) {
    let asked: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let noted = Noted {
        inner: accounts,
        asked: asked.clone(),
    };
    let running = server::start_over(settings, Arc::new(noted)).await;
    let nobody = "00000000-0000-4000-8000-000000000000";
    let mut questions = 0;
    for (verb, path, body) in [
        (
            "GET",
            "/unified/crm/engagements?integrated_account_id=ID",
            "",
        ),
        (
            "GET",
            "/unified/crm/engagements?integrated_account_id=ID&limit=x",
            "",
        ),
        ("GET", "/integrated-account/ID", ""),
        ("PATCH", "/integrated-account/ID", r#"{"label":"x"}"#),
        (
            "PATCH",
            "/integrated-account/ID",
            r#"{"credentials":{"key":"x"}}"#,
        ),
        ("DELETE", "/integrated-account/ID", ""),
    ] {
        let mut seen = Vec::new();
        for id in [foreign, nobody] {
            asked.lock().unwrap().clear();
            let reply = ask_as(running.address, token, verb, &path.replace("ID", id), body).await;
            let body = String::from_utf8(reply.bytes.clone())
                .unwrap()
                .replace(id, "ID");
            let mut headers = reply.headers.clone();
            assert!(headers.remove("x-request-id").is_some());
            headers.remove("date");
            questions += asked.lock().unwrap().len();
            seen.push((reply.status, body, headers, asked.lock().unwrap().clone()));
        }
        assert_eq!(seen[0], seen[1], "{verb} {path} {body}");
        assert!(
            seen[0].0 == 404 || seen[0].0 == 400,
            "{verb} {path}: {:?}",
            seen[0]
        );
    }
    assert!(questions > 12, "the accounts were asked");
}

#[tokio::test]
async fn anothers_account_and_none_are_the_same() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[]}"#.to_owned()) }).await;
    let folder = Folder::new("apart");
    folder.write("acme.yaml", &server::mapping("acme"));
    let with = || Settings {
        mappings: Some(folder.0.clone()),
        ..settings()
    };
    let memory = MemoryAccounts::default()
        .with_token(TOKEN, admin("mine"))
        .with_account("theirs", account("theirs-1", "acme", at));
    cannot_be_told_apart(memory, (TOKEN, "theirs-1"), with()).await;

    let database = Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        ..with()
    };
    let store = touchpoint_server::open_store(&database).await.unwrap();
    let theirs = store.workspace("theirs").await.unwrap();
    let mine = store.workspace("mine").await.unwrap();
    let new = NewAccount {
        workspace: theirs.id,
        integration: "acme".to_owned(),
        base_url: Some(format!("http://{at}")),
        credentials: [("key".to_owned(), "hush".into())].into(),
        ..NewAccount::default()
    };
    let foreign = store.add_account(new).await.unwrap();
    let token = NewToken {
        workspace: mine.id,
        admin: true,
        ..NewToken::default()
    };
    let (_, token) = store.create_token(token).await.unwrap();
    let token = secrecy::ExposeSecret::expose_secret(&token).to_owned();
    let stored = StoredAccounts::new(store);
    cannot_be_told_apart(stored, (&token, &foreign.id), with()).await;
}
