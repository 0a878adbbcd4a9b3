//! What clients of the reference ask beside the list: accounts of one customer, what an account can be
//! asked for, tokens of one account, renewal; and what is not here.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    Folder, LIST, account_ids, ask, ask_as, get, mapping, sandbox, settings, start, vendor,
};
use conformance::json;
use touchpoint_server::Settings;

#[tokio::test]
async fn accounts_belong_to_customers_and_keep_what_a_change_does_not_name() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[{"id":1}]}"#.to_owned()) }).await;
    let folder = Folder::new("customers");
    let context = "context:\n  zone: { pattern: '[a-z]+', default: eu }\n  site: { pattern: '[a-z]+', default: a }\nconnection:";
    let with_context = mapping("acme").replace("connection:", context).replace(
        "GET /calls",
        "GET /calls/{{ context.zone }}/{{ context.site }}",
    );
    folder.write("acme.yaml", &with_context);
    let running = start(Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("keys")),
        mappings: vec![folder.0.clone()],
        ..settings()
    })
    .await;
    let at = format!("http://{at}");
    let mut ids = Vec::new();
    for tenant in ["one", "two"] {
        let body = json!({
            "integration": "acme", "base_url": &at, "tenant_id": tenant,
            "context": { "zone": "eu", "site": "b" }, "credentials": { "key": "k" },
        });
        let added = ask(
            running.address,
            "POST",
            "/integrated-account",
            &body.to_string(),
        )
        .await;
        assert_eq!(added.status, 201, "{}", added.json());
        assert_eq!(added.json()["tenant_id"], tenant);
        assert_eq!(added.json()["integration"]["name"], "acme");
        assert_eq!(added.json()["integration"]["label"], "Acme");
        assert_eq!(added.json()["integration"]["category"], "crm");
        assert_eq!(added.json()["is_sandbox"], json!(false));
        ids.push(added.json()["id"].as_str().unwrap().to_owned());
    }
    let of = get(running.address, "/integrated-account?tenant_id=two")
        .await
        .records();
    assert_eq!(of.len(), 1);
    assert_eq!(of[0]["id"], ids[1].as_str());
    assert!(
        get(running.address, "/integrated-account?tenant_id=three")
            .await
            .records()
            .is_empty()
    );
    let wrong = get(running.address, "/integrated-account?tenant=two").await;
    assert_eq!(wrong.json()["details"]["failures"][0]["came"], "two");

    let path = format!("/integrated-account/{}", ids[0]);
    let changed = ask(
        running.address,
        "PATCH",
        &path,
        r#"{"context":{"zone":"us"}}"#,
    )
    .await;
    assert_eq!(
        changed.json()["context"],
        json!({ "zone": "us", "site": "b" })
    );
    let changed = ask(
        running.address,
        "PATCH",
        &path,
        r#"{"context":{"site":null},"tenant_id":null}"#,
    )
    .await;
    assert_eq!(changed.json()["context"]["zone"], "us");
    assert_eq!(changed.json()["tenant_id"], json!(null));

    // A token of one account, and the account alone.
    let body = format!(r#"{{"integrated_account_id":"{}"}}"#, ids[0]);
    let made = ask(running.address, "POST", "/integrated-account/token", &body).await;
    assert_eq!(made.status, 201);
    let token = made.json()["integrated_account_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let seen = ask_as(running.address, &token, "GET", "/integrated-account", "").await;
    assert_eq!(seen.records().len(), 1);
    let listed = ask_as(running.address, &token, "GET", LIST, "").await;
    assert_eq!(listed.status, 200, "it need not name its account");
    let refused = ask_as(
        running.address,
        &token,
        "POST",
        "/integrated-account/token",
        &body,
    )
    .await;
    assert_eq!(refused.status, 403);
    let nobody = r#"{"integrated_account_id":"00000000-0000-4000-8000-000000000000"}"#;
    let missing = ask(running.address, "POST", "/integrated-account/token", nobody).await;
    assert_eq!(missing.status, 404);

    // An API key has nothing to renew, and stays as it is.
    let renew = format!(r#"{{"id":"{}"}}"#, ids[1]);
    let renewed = ask(
        running.address,
        "POST",
        "/integrated-account/refresh-credentials",
        &renew,
    )
    .await;
    assert_eq!(
        (renewed.status, renewed.json()["status"].clone()),
        (200, json!("active"))
    );
}

#[tokio::test]
async fn what_an_account_can_be_asked_for_is_told() {
    let running = sandbox().await;
    let ids = account_ids(running.address).await;
    let (slug, id) = ids.iter().next().unwrap();
    let capabilities = get(
        running.address,
        &format!("/integrated-account/{id}/capabilities"),
    )
    .await
    .json();
    assert_eq!(capabilities["integration"]["name"], slug.as_str());
    assert_eq!(capabilities["account"]["id"], id.as_str());
    assert_eq!(
        (
            capabilities["unified"][0]["model"].clone(),
            capabilities["unified"][0]["resource"].clone()
        ),
        (json!("crm"), json!("engagements"))
    );
    assert_eq!(capabilities["unified"][0]["methods"], json!(["list"]));
    assert!(
        !capabilities["auth"]["formats"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let of_slug = get(
        running.address,
        &format!("/integration/{slug}/capabilities"),
    )
    .await
    .json();
    assert!(of_slug.get("account").is_none());
    assert_eq!(of_slug["auth"], capabilities["auth"]);
    let all = get(running.address, "/integration").await.records();
    assert_eq!(all.len(), ids.len());
    assert_eq!(
        get(running.address, &format!("/integration/{slug}"))
            .await
            .json()["name"],
        slug.as_str()
    );
    let account = get(running.address, &format!("/integrated-account/{id}"))
        .await
        .json();
    assert_eq!(account["is_sandbox"], json!(true));

    let meta = get(
        running.address,
        &format!("{LIST}/meta/list?integrated_account_id={id}"),
    )
    .await
    .json();
    let one = get(running.address, &format!("{LIST}/{slug}/meta/list"))
        .await
        .json();
    let filled = one["response_fields"].as_object().unwrap().iter();
    let filled = filled.filter(|(name, _)| !name.contains('.') && *name != "remote_data");
    let filled = filled.filter(|(_, entry)| {
        entry["supported_in"]
            .as_array()
            .is_some_and(|s| !s.is_empty())
    });
    for (name, _) in filled {
        assert!(
            meta["response_schema"]["properties"].get(name).is_some(),
            "{name}"
        );
    }
    assert!(
        meta["query_schema"]["properties"]
            .as_object()
            .unwrap()
            .len()
            > 1
    );
    assert_eq!(
        get(running.address, &format!("{LIST}/meta/list"))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn what_is_not_here_says_so() {
    let running = sandbox().await;
    for (path, says) in [
        ("/proxy/contacts", "proxy"),
        ("/unified/crm/engagements/17", "only listed"),
        ("/integrated-account/x/tools", "capabilities"),
        ("/link-token", "/connect/{integration}"),
        ("/environment-integration", "workspace"),
        ("/log", "standard error"),
        ("/nothing", "openapi.json"),
    ] {
        let reply = get(running.address, path).await;
        assert_eq!(reply.status, 404, "{path}");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(says), "{path}: {message}");
    }
}
