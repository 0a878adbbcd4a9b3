//! Turns types into the document's schemas: all definitions side by side, with the references
//! changed accordingly.

use super::plain::plain;
use crate::contract::{
    AccountToRenew, AccountToken, AccountsPage, Capabilities, ConnectLink, IntegratedAccount,
    IntegratedAccountChange, Integrations, KnownIntegrations, NewAccountToken,
    NewIntegratedAccount, NewLink,
};
use schemars::schema_for;
use serde_json::{Map, Value, json};
use touchpoint_contract::ErrorBody;
use touchpoint_language::model::Model;

/// The deepest nesting of a schema that is followed; ours has five.
const MAX_DEPTH: usize = 64;

/// Every schema by name.
pub(super) fn schemas(model: &Model) -> Value {
    let mut all = Map::new();
    let mut record = model.schema().to_value();
    if let Some(members) = record.as_object_mut() {
        members.remove("x-parameters");
    }
    if let Some(Value::Object(fields)) = record.pointer_mut("/properties") {
        fields.insert("custom".into(), json!({
            "type": ["object", "null"], "additionalProperties": true,
            "description": "The account's own fields, which its overlay names; absent where it names none.",
        }));
    }
    add(&mut all, "Record", record);
    add(&mut all, "Error", schema_for!(ErrorBody).into());
    add(
        &mut all,
        "IntegratedAccount",
        schema_for!(IntegratedAccount).into(),
    );
    add(
        &mut all,
        "IntegratedAccounts",
        schema_for!(AccountsPage).into(),
    );
    add(
        &mut all,
        "NewIntegratedAccount",
        schema_for!(NewIntegratedAccount).into(),
    );
    add(
        &mut all,
        "IntegratedAccountChange",
        schema_for!(IntegratedAccountChange).into(),
    );
    add(&mut all, "NewConnectLink", schema_for!(NewLink).into());
    add(&mut all, "ConnectLink", schema_for!(ConnectLink).into());
    add(&mut all, "Integrations", schema_for!(Integrations).into());
    add(
        &mut all,
        "NewAccountToken",
        schema_for!(NewAccountToken).into(),
    );
    add(&mut all, "AccountToken", schema_for!(AccountToken).into());
    add(
        &mut all,
        "AccountToRenew",
        schema_for!(AccountToRenew).into(),
    );
    add(
        &mut all,
        "KnownIntegrations",
        schema_for!(KnownIntegrations).into(),
    );
    add(&mut all, "Capabilities", schema_for!(Capabilities).into());
    all.insert("AccountMeta".into(), json!({
        "type": "object",
        "description": "What an account's list takes and gives, as JSON Schemas.",
        "required": ["query_schema", "response_schema"],
        "properties": {
            "query_schema": { "type": "object", "description": "The parameters that it takes." },
            "response_schema": { "type": "object", "description": "The fields that it fills." },
        },
    }));
    all.insert("Page".into(), page_of("Record"));
    all.insert("Warning".into(), warning());
    all.insert("Meta".into(), json!({
        "type": "object",
        "description": "For each parameter and each field, which integrations support it.",
        "required": ["query_parameters", "response_fields"],
        "properties": {
            "query_parameters": { "type": "object", "additionalProperties": { "type": "object" } },
            "response_fields": { "type": "object", "additionalProperties": { "type": "object" } },
            "extras": { "type": "object", "description": "What goes beyond the reference's page." },
        },
    }));
    all.insert(
        "Health".into(),
        json!({
            "type": "object",
            "required": ["status"],
            "properties": { "status": { "type": "string", "const": "ok" } },
        }),
    );
    all.insert("Anything".into(), json!({ "type": "object" }));
    all.values_mut().for_each(plain);
    Value::Object(all)
}

/// A page of these records.
pub(super) fn page_of(record: &str) -> Value {
    let record = format!("#/components/schemas/{record}");
    json!({
        "type": "object",
        "description": "One page of the list.",
        "required": ["result", "next_cursor", "prev_cursor", "result_count"],
        "properties": {
            "result": {
                "description": "The records; an object under `truto_key_by`. Under `truto_response_format=raw`, the CRM's own.",
                "anyOf": [
                    { "type": "array", "items": { "anyOf": [{ "$ref": record }, {}] } },
                    { "type": "object", "additionalProperties": true },
                ],
            },
            "next_cursor": { "type": ["string", "null"], "description": "Where the list goes on; null at its end." },
            "prev_cursor": { "type": ["string", "null"], "description": "Always null." },
            "result_count": { "type": "integer", "minimum": 0 },
            "is_partial_response": { "type": "boolean", "description": "There when this page lacks data that the CRM has." },
            "warnings": { "type": "array", "items": { "$ref": "#/components/schemas/Warning" } },
        },
    })
}

fn warning() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong without stopping the reply.",
        "required": ["code", "message"],
        "properties": {
            "code": { "type": "string" },
            "message": { "type": "string" },
            "record": { "type": "integer", "description": "The record it is about, from 0." },
            "pointer": { "type": "string", "description": "Where in the CRM's record." },
            "field": { "type": "string", "description": "The unified field, dotted." },
            "place": { "type": "string", "description": "Where in the mapping." },
            "count": { "type": "integer", "description": "How many records it is about; absent for one." },
            "records": {
                "type": "array", "items": { "type": "integer" },
                "description": "The first of these records; absent for one.",
            },
        },
    })
}

/// Adds a schema and what it defines.
fn add(all: &mut Map<String, Value>, name: &str, schema: Value) {
    add_as(all, name, schema, "");
}

/// Adds a schema and what it defines, each definition with a prefix of its name.
pub(super) fn add_as(all: &mut Map<String, Value>, name: &str, mut schema: Value, prefix: &str) {
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
        if let Some(Value::Object(definitions)) = members.remove("$defs") {
            for (name, mut definition) in definitions {
                turn_references(&mut definition, prefix, 0);
                all.insert(format!("{prefix}{name}"), definition);
            }
        }
    }
    turn_references(&mut schema, prefix, 0);
    all.insert(name.to_owned(), schema);
}

fn turn_references(schema: &mut Value, prefix: &str, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/components/schemas/{prefix}{name}");
            }
            members
                .values_mut()
                .for_each(|value| turn_references(value, prefix, depth + 1));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|value| turn_references(value, prefix, depth + 1)),
        _ => {}
    }
}
