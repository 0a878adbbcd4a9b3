//! The server's description in `OpenAPI` 3.1, made from the model and from the types that the
//! routes write, so that it cannot differ from them.
//!
//! By hand: `aide` and `utoipa` describe Rust types, and the parameters and records here come from
//! models that are read at run time.

mod connecting;
mod further;
mod more_accounts;
mod operations;
mod parameters;
mod plain;
mod replies;
mod schemas;

use serde_json::{Value, json};
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;

/// The whole document, for these integrations, with the lists of further models.
pub(crate) fn document(integrations: &[String], model: &Model, further: &[Json]) -> Value {
    let mut document = of_first(integrations, model);
    for schema in further {
        further::add(&mut document, schema);
    }
    describe(&mut document);
    document
}

fn of_first(integrations: &[String], model: &Model) -> Value {
    let list = crate::contract::LIST;
    let one = format!("{list}/{{integration}}/meta/list");
    let accounts = operations::accounts();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Touchpoint",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "CRM activity as one: a list of unified records, read through mappings.",
            "contact": { "name": "Touchpoint", "url": env!("CARGO_PKG_REPOSITORY") },
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "unified", "description": "The unified list, and what each integration supports." },
            { "name": "accounts", "description": "The connections that are read." },
            { "name": "server", "description": "The server itself." },
        ],
        "paths": {
            list: { "get": operations::unified(model) },
            format!("{list}/meta"): { "get": operations::open(
                "unified", "metaOfAll", "What every integration supports", "Meta",
            ) },
            format!("{list}/meta/list"): more_accounts::meta(),
            one: {
                "parameters": [{
                    "name": "integration", "in": "path", "required": true,
                    "description": "The integration.",
                    "schema": { "type": "string", "enum": integrations },
                }],
                "get": operations::open_or_not_found(
                    "unified", "metaOfOne", "What one integration supports", "Meta",
                ),
            },
            "/integrated-account": accounts.collection,
            "/integrated-account/{id}": accounts.item,
            "/integrated-account/{id}/capabilities": more_accounts::capabilities(),
            "/integrated-account/token": more_accounts::token(),
            "/integrated-account/refresh-credentials": more_accounts::refresh(),
            "/integration": { "get": operations::open(
                "accounts", "integrationsInShort", "The integrations in short", "KnownIntegrations",
            ) },
            "/integration/{integration}": more_accounts::of_integration(
                integrations, "integrationInShort", "One integration in short", "KnownIntegration",
            ),
            "/integration/{integration}/capabilities": more_accounts::of_integration(
                integrations, "capabilitiesOfIntegration", "What an integration can be asked for", "Capabilities",
            ),
            "/connect/{integration}": connecting::link(integrations),
            "/connect/{integration}/callback": connecting::callback(integrations),
            "/integrations": { "get": operations::open(
                "accounts", "listIntegrations", "The integrations, and what their accounts must bring",
                "Integrations",
            ) },
            "/openapi.json": { "get": operations::open(
                "server", "openapi", "This description", "Anything",
            ) },
            "/docs": { "get": operations::text("docs", "This description, to read", "text/html; charset=utf-8") },
            "/healthz": { "get": operations::open("server", "healthz", "Whether the server lives", "Health") },
            "/readyz": { "get": operations::ready() },
            "/metrics": { "get": operations::text(
                "metrics", "Numbers in Prometheus' text format", "text/plain; version=0.0.4; charset=utf-8",
            ) },
        },
        "components": {
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer",
                "description": "A token of a workspace, or of one account.",
            } },
            "headers": replies::headers(),
            "responses": replies::responses(),
            "schemas": schemas::schemas(),
        },
    })
}

/// Gives each operation that has no longer words its summary as a description: generators make
/// comments of it.
fn describe(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.values_mut())
        .filter_map(Value::as_object_mut)
        .filter(|operation| !operation.contains_key("description"));
    for operation in operations {
        if let Some(summary) = operation.get("summary").and_then(Value::as_str) {
            let says = format!("{summary}.");
            operation.insert("description".to_owned(), says.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::{engagement_model, further_schemas};

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(
                    members
                        .get("$ref")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                );
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document(
            &["acme".to_owned()],
            &engagement_model(),
            &further_schemas(),
        );
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_tells_every_status() {
        let document = document(
            &["acme".to_owned()],
            &engagement_model(),
            &further_schemas(),
        );
        let mut names = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (verb, operation) in item
                .as_object()
                .unwrap()
                .iter()
                .filter(|(k, _)| *k != "parameters")
            {
                names.push(operation["operationId"].as_str().unwrap().to_owned());
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.contains_key("500"), "{verb} {path}");
                assert!(
                    responses
                        .keys()
                        .any(|status| status.starts_with(['2', '3'])),
                    "{verb} {path}"
                );
            }
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
