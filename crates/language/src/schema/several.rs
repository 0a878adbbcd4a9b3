//! One schema for mappings onto several models, for editors and CI: the schema of the first model, in
//! which `lists` has a list for each, and `list` is that of `resource`.

use super::mapping_schema;
use crate::lists::KEY;
use crate::model::Model;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The JSON Schema of mappings onto these models. With one model it is that of
/// [`mapping_schema`](super::mapping_schema), and there are no `lists`.
///
/// ```
/// let models = touchpoint_language::unified::models();
/// let schema = touchpoint_language::schema::mappings_schema(&models);
/// let lists = &schema["properties"]["lists"]["properties"];
/// assert!(lists.get("crm/contacts").is_some() && lists.get("crm/engagements").is_some());
/// ```
pub fn mappings_schema(models: &[Model]) -> Value {
    let Some((first, further)) = models.split_first() else {
        return Value::Bool(false);
    };
    let mut schema = mapping_schema(first);
    if further.is_empty() {
        return schema;
    }
    let mut lists = Map::new();
    lists.insert(first.resource.clone(), list("List"));
    let mut of_resource = vec![when_of(&first.resource, "List")];
    for model in further {
        let suffix = model.resource.replace('/', ".");
        add_definitions(&mut schema, &mapping_schema(model), &suffix);
        let name = format!("List.{suffix}");
        lists.insert(model.resource.clone(), list(&name));
        of_resource.push(when_of(&model.resource, &name));
    }
    let resources: Vec<&str> = models.iter().map(|model| model.resource.as_str()).collect();
    if let Some(root) = schema.as_object_mut() {
        root.insert(
            "required".to_owned(),
            json!(["mapping", "integration", "label", "connection"]),
        );
        root.insert(
            "dependentRequired".to_owned(),
            json!({ "resource": ["list"], "list": ["resource"] }),
        );
        root.insert("if".to_owned(), json!({ "required": ["lists"] }));
        root.insert("then".to_owned(), true.into());
        root.insert(
            "else".to_owned(),
            json!({ "required": ["resource", "list"] }),
        );
        root.insert("allOf".to_owned(), of_resource.into());
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let resource = properties
            .get_mut("resource")
            .and_then(Value::as_object_mut);
        if let Some(resource) = resource {
            resource.insert("enum".to_owned(), json!(resources));
        }
        let about = "How the records are asked for and what they become: one case, or `cases` laid over `shared`.";
        properties.insert(
            "list".to_owned(),
            json!({ "description": about, "type": "object" }),
        );
        properties.insert("lists".to_owned(), json!({
            "description": "Lists of several unified resources in one file: resource → its list. Context, connection and lookups stand once for all. `resource` with `list` is the short form of one, and may stand beside it.",
            "type": "object", "minProperties": 1, "properties": lists, "additionalProperties": false
        }));
    }
    schema
}

/// The schema by which one list of a file is judged. The other lists are taken away before, so `lists` is
/// still there only where it is no map.
pub(crate) fn one_list_schema(model: &Model) -> Value {
    let mut schema = mapping_schema(model);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let about = "Lists of several unified resources in one file: resource → its list.";
        let lists = json!({ "description": about, "type": "object" });
        properties.insert(KEY.to_owned(), lists);
    }
    schema
}

/// With this resource, `list` is a list of it.
fn when_of(resource: &str, name: &str) -> Value {
    json!({
        "if": { "properties": { "resource": { "const": resource } }, "required": ["resource"] },
        "then": { "properties": { "list": list(name) } }
    })
}

fn list(name: &str) -> Value {
    let about = "The list of this resource.";
    json!({ "description": about, "$ref": format!("#/$defs/{name}") })
}

/// Adds the definitions of another model that differ from those that are there, each with a suffix;
/// the others are shared.
fn add_definitions(schema: &mut Value, other: &Value, suffix: &str) {
    let Some(Value::Object(own)) = other.get("$defs").cloned() else {
        return;
    };
    let Some(Value::Object(known)) = schema.get_mut("$defs") else {
        return;
    };
    let mut differing: BTreeSet<String> = own
        .iter()
        .filter(|(name, definition)| known.get(*name) != Some(definition))
        .map(|(name, _)| name.clone())
        .collect();
    // What refers to one that differs, differs too.
    loop {
        let more = own.iter().filter(|(name, definition)| {
            !differing.contains(*name) && differing.iter().any(|of| refers(definition, of))
        });
        let more: Vec<String> = more.map(|(name, _)| name.clone()).collect();
        if more.is_empty() {
            break;
        }
        differing.extend(more);
    }
    for (name, mut definition) in own {
        if differing.contains(&name) {
            rename(&mut definition, &differing, suffix);
            known.insert(format!("{name}.{suffix}"), definition);
        }
    }
}

fn refers(schema: &Value, name: &str) -> bool {
    match schema {
        Value::Object(map) => {
            let here = map.get("$ref").and_then(Value::as_str);
            here.and_then(|to| to.strip_prefix("#/$defs/")) == Some(name)
                || map.values().any(|below| refers(below, name))
        }
        Value::Array(items) => items.iter().any(|item| refers(item, name)),
        _ => false,
    }
}

fn rename(schema: &mut Value, names: &BTreeSet<String>, suffix: &str) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get_mut("$ref")
                && to
                    .strip_prefix("#/$defs/")
                    .is_some_and(|name| names.contains(name))
            {
                *to = format!("{to}.{suffix}");
            }
            map.values_mut()
                .for_each(|below| rename(below, names, suffix));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| rename(item, names, suffix)),
        _ => {}
    }
}
