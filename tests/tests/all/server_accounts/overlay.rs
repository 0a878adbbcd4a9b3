//! An overlay that is stored with an account.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{self, Folder, ask, settings, start, vendor};
use conformance::json;
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

const OVERLAY: &str = "overlay: 1\nof: acme\nlist:\n  fields:\n    subject: $.own_title\n";

#[tokio::test]
async fn an_overlay_of_a_stored_account_changes_its_reply_alone() {
    let reply = r#"{"calls":[{"id":1,"title":"theirs","own_title":"ours"}]}"#;
    let at = vendor(move |_| async move { (200, "", reply.to_owned()) }).await;
    let folder = Folder::new("overlays");
    folder.write("acme.yaml", &server::mapping("acme"));
    let database = format!("sqlite://{}", folder.0.join("a.db").display());
    let running = start(Settings {
        mappings: vec![folder.0.clone()],
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
