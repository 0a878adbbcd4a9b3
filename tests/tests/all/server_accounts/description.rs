//! What integrations support, and what the server says of itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{self, get, sandbox};
use conformance::json;
use touchpoint_describe::coverage;
use touchpoint_language::json::Json;

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
    let model = touchpoint.model();
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
    let loaded = text.split(['"']).filter(|part| part.starts_with("docs/"));
    let mut count = 0;
    for path in loaded {
        let file = get(running.address, &format!("/{path}")).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.bytes.len() > 100, "{path}");
        count += 1;
    }
    assert_eq!(count, 4);
    assert_eq!(get(running.address, "/docs/nothing.js").await.status, 404);
}
