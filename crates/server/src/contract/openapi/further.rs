//! The lists of further models: a path, its page and its record for each, made from the model's schema.

use super::described::{Described, meta_of_one};
use super::plain::plain;
use super::schemas::{add_as, page_of};
use super::{more_accounts, operations};
use crate::contract::list_path;
use serde_json::{Value, json};

/// Adds the list of one further model to the document.
pub(super) fn add(document: &mut Value, lists: &Described<'_>) {
    let model = lists.model;
    let name = name_of(&model.resource, document);
    let list = list_path(&model.resource);
    let mut record = model.schema().to_value();
    if let Some(members) = record.as_object_mut() {
        members.remove("x-parameters");
    }
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        let known: Vec<String> = schemas.keys().cloned().collect();
        add_as(schemas, &format!("{name}Record"), record, &name);
        schemas.insert(format!("{name}Page"), page_of(&format!("{name}Record")));
        let new = schemas.iter_mut().filter(|(name, _)| !known.contains(name));
        new.for_each(|(_, schema)| plain(schema));
    }
    let mut operation = operations::unified(model);
    if let Some(operation) = operation.as_object_mut() {
        operation.insert(
            "operationId".to_owned(),
            format!("listUnified{name}").into(),
        );
    }
    let page = operation.pointer_mut("/responses/200/content/application~1json");
    if let Some(page) = page {
        *page = operations::schema(&format!("{name}Page"));
    }
    let all = format!("metaOfAll{name}");
    let meta = operations::open("unified", &all, "What every integration supports", "Meta");
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        paths.insert(list.clone(), json!({ "get": operation }));
        paths.insert(format!("{list}/meta"), json!({ "get": meta }));
        let account = more_accounts::meta(&format!("metaOfAccount{name}"));
        paths.insert(format!("{list}/meta/list"), account);
        let one = meta_of_one(&format!("metaOfOne{name}"), &lists.integrations);
        paths.insert(format!("{list}/{{integration}}/meta/list"), one);
    }
}

/// The name of a resource's types: `crm/contacts` → `Contacts`; `CrmContacts` where the first is taken.
fn name_of(resource: &str, document: &Value) -> String {
    let last = resource.rsplit('/').next().unwrap_or_default();
    let short = named(last);
    let schemas = document.pointer("/components/schemas");
    let is_taken = |schemas: &Value| schemas.get(format!("{short}Record")).is_some();
    if schemas.is_some_and(is_taken) {
        return resource.split('/').map(named).collect();
    }
    short
}

/// A word as a type has it: `contacts` → `Contacts`.
fn named(word: &str) -> String {
    let mut letters = word.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
