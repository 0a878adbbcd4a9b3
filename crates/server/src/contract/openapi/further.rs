//! The lists of further models: a path, its page and its record for each, made from the model's schema.

use super::operations;
use super::plain::plain;
use super::schemas::{add_as, page_of};
use serde_json::{Value, json};
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;

/// Adds the list of one further model to the document.
pub(super) fn add(document: &mut Value, schema: &Json) {
    let Ok(model) = Model::from_schema(schema) else {
        return;
    };
    let name = named(&model.resource);
    let list = format!("/unified/{}", model.resource);
    let mut record = schema.to_value();
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
    let mut operation = operations::unified(&model);
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
    }
}

/// The last part of a resource's name as a type has it: `crm/contacts` → `Contacts`.
fn named(resource: &str) -> String {
    let last = resource.rsplit('/').next().unwrap_or_default();
    let mut letters = last.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
