//! Starters of small samples and documents, by the lines that they have.

use super::{Material, Starter, made_page, starter};
use touchpoint_language::json::Json;
use touchpoint_language::unified::engagement_model;

fn started(material: Material) -> Starter {
    let material = Material {
        slug: "acme".to_owned(),
        base_url: Some("https://api.acme.example".to_owned()),
        beyond_page: true,
        today: "2026-05-01".to_owned(),
        ..material
    };
    starter(&engagement_model(), &material).unwrap()
}

fn has(starter: &Starter, lines: &[&str]) {
    for line in lines {
        assert!(
            starter.mapping.contains(line),
            "{line}: {}",
            starter.mapping
        );
    }
}

#[test]
fn a_post_is_asked_in_its_body() {
    let page = Json::parse(r#"{"data": [{"id": 1, "subject": "Call"}], "next_cursor": "a7"}"#);
    let made = started(Material {
        samples: vec![made_page(&page.unwrap())],
        list: Some("POST /tasks/search".to_owned()),
        ..Material::default()
    });
    has(
        &made,
        &[
            "request: POST /tasks/search",
            "send_as: { body: cursor }",
            "next: $.next_cursor",
            "size: { send_as: { body: limit }, default: 50, max: 100 }",
        ],
    );
}

#[test]
fn an_openapi_file_tells_what_stands_in_the_body() {
    let document = r#"{"openapi": "3.0.0", "paths": {"/tasks/search": {"post": {
        "requestBody": {"content": {"application/json": {"schema": {"properties": {
            "owner_id": {"type": "string"}, "created_after": {"type": "string"},
            "page": {"properties": {"after": {"type": "string"}, "limit": {"type": "integer", "maximum": 200}}}}}}}},
        "responses": {"200": {"content": {"application/json": {"example":
            {"data": [{"id": "a1", "subject": "Call"}], "page": {"next_cursor": "a7"}}}}}}}}}}"#;
    let made = started(Material {
        openapi: Some(Json::parse(document).unwrap()),
        ..Material::default()
    });
    has(
        &made,
        &[
            "request: POST /tasks/search",
            "owner.id: { send_as: { body: owner_id } }",
            "created_at: { gte: { send_as: { body: created_after }, time: rfc3339 } }",
            "send_as: { body: page.after }",
            "size: { send_as: { body: page.limit }, default: 50, max: 200 }",
            "# guess: a usual default",
        ],
    );
}

#[test]
fn a_time_says_its_form_beside_one_that_counts() {
    let page = |modified: &str| {
        let page = format!(
            r#"{{"data": [{{"id": 1, "created": "2026-05-01T10:00:00Z", "modified": {modified}}}]}}"#
        );
        made_page(&Json::parse(&page).unwrap())
    };
    let made = |modified: &str| {
        started(Material {
            samples: vec![page(modified)],
            list: Some("GET /tasks".to_owned()),
            ..Material::default()
        })
    };
    has(
        &made("1777284000000"),
        &[
            "created_at: { from: $.created, time: rfc3339 }",
            "updated_at: { from: $.modified, time: unix_ms }",
        ],
    );
    has(
        &made("\"2026-05-01T10:00:00Z\""),
        &["created_at: $.created"],
    );
}

#[test]
fn what_is_made_of_a_schema_counts_only_where_samples_show_nothing() {
    let document = r#"{"openapi": "3.0.0", "paths": {"/calls": {"get": {"responses": {"200": {"content": {"application/json": {
        "schema": {"properties": {"data": {"type": "array", "items": {"properties": {
            "id": {"type": "string"}, "created_at": {"type": "string"}, "subject": {"type": "string"},
            "type": {"type": "string", "enum": ["CALL", "EMAIL"]}, "note": {"type": "string"},
            "updated_at": {"type": "string", "format": "date-time"}}}}}}}}}}}}}}"#;
    let page = r#"{"data": [{"id": "a1", "created_at": "2026-05-01T10:00:00Z", "subject": "Pilot", "type": "CALL"},
        {"id": "a2", "created_at": "2026-05-02T10:00:00Z", "subject": "Pilot", "type": "CALL"}]}"#;
    let openapi = Some(Json::parse(document).unwrap());
    let made = started(Material {
        openapi: openapi.clone(),
        samples: vec![made_page(&Json::parse(page).unwrap())],
        ..Material::default()
    });
    has(
        &made,
        &[
            "created_at: $.created_at",
            "# guess: its name; \"Pilot\"\n",
            "map: { CALL: call, EMAIL: email }",
            "its name; \"CALL\"\n",
            "updated_at: $.updated_at",
            "its name, `updated_at`, in the schema",
        ],
    );
    assert!(!made.mapping.contains("text 1"), "{}", made.mapping);
    // Without a sample too, nothing that was made up was seen.
    let alone = started(Material {
        openapi,
        ..Material::default()
    });
    assert!(!alone.mapping.contains("text 1"), "{}", alone.mapping);
}
