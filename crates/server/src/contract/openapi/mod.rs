//! The server's description in `OpenAPI` 3.1, made from the model and from the types that the
//! routes write, so that it cannot differ from them.
//!
//! By hand: `aide` and `utoipa` describe Rust types, and the parameters and records here come from
//! models that are read at run time.

mod connecting;
mod described;
mod further;
mod more_accounts;
mod operations;
mod parameters;
mod plain;
mod replies;
mod schemas;

use crate::contract::list_path;
pub(crate) use described::Described;
use described::meta_of_one;
use serde_json::{Value, json};

/// The whole document: the lists of each model, and what all integrations share.
pub(crate) fn document(integrations: &[String], lists: &[Described<'_>]) -> Value {
    let [first, further @ ..] = lists else {
        return Value::Null;
    };
    let mut document = of_first(integrations, first);
    for lists in further {
        further::add(&mut document, lists);
    }
    describe(&mut document);
    document
}

fn of_first(integrations: &[String], first: &Described<'_>) -> Value {
    let model = first.model;
    let list = list_path(&model.resource);
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
            list.clone(): { "get": operations::unified(model) },
            format!("{list}/meta"): { "get": operations::open(
                "unified", "metaOfAll", "What every integration supports", "Meta",
            ) },
            format!("{list}/meta/list"): more_accounts::meta("metaOfAccount"),
            one: meta_of_one("metaOfOne", &first.integrations),
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
            "schemas": schemas::schemas(model),
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
    use touchpoint_language::json::Json;
    use touchpoint_language::model::Model;
    use touchpoint_language::unified::models;

    /// The models that ship, and one with the last name of another.
    fn described() -> Value {
        let own = r#"{ "title": "desk/contacts", "properties": { "id": { "type": "string" } } }"#;
        let own = Model::from_schema(&Json::parse(own).unwrap()).unwrap();
        let models: Vec<Model> = models().into_iter().chain([own]).collect();
        let acme = ["acme".to_owned()];
        let lists = models.iter().map(|model| Described {
            model,
            integrations: acme.to_vec(),
        });
        document(&acme, &lists.collect::<Vec<_>>())
    }

    #[test]
    fn each_model_has_all_its_paths_and_a_record_of_its_own() {
        let document = described();
        for list in ["crm/engagements", "crm/contacts", "desk/contacts"] {
            for below in ["", "/meta", "/meta/list", "/{integration}/meta/list"] {
                let path = format!("/unified/{list}{below}");
                assert!(document["paths"].get(&path).is_some(), "{path}");
            }
        }
        let record = &document["components"]["schemas"]["DeskContactsRecord"];
        assert_eq!(
            record["properties"].as_object().unwrap().len(),
            1,
            "{record}"
        );
    }

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
        let document = described();
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
        let document = described();
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
