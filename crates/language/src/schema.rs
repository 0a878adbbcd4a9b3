//! The mapping language as a JSON Schema: the written types, with the unified model's names filled
//! in. Editors, CI and our own structure check read this one schema.

mod examples;
mod several;

pub use several::mappings_schema;
pub(crate) use several::one_list_schema;

use crate::json::fields;
use crate::model::{Field, Kind, Model, Operator, Scalar};
use crate::written::{self, Mapping};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of mappings onto this model.
///
/// ```
/// let model = touchpoint_language::unified::engagement_model();
/// let schema = touchpoint_language::schema::mapping_schema(&model);
/// assert!(schema.pointer("/$defs/Fields/properties/owner").is_some());
/// ```
pub fn mapping_schema(model: &Model) -> Value {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Mapping>();
    let mut schema = Value::from(schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), "Touchpoint mapping, version 1".into());
        root.remove("format");
        root.insert("x-order".to_owned(), json!(order()));
    }
    tell_null_apart(&mut schema);
    bound(&mut schema);
    examples::put(&mut schema, model);
    put(&mut schema, "/properties/resource", |resource| {
        resource.insert("enum".to_owned(), json!([model.resource]));
        resource.insert("x-names".to_owned(), "resource".into());
    });
    put(&mut schema, "/$defs/Fields", |fields| {
        fields.extend(fields_schema(model));
    });
    let names = json!(parameter_names(model));
    put(&mut schema, "/$defs/Parameters", |parameters| {
        let each = parameters
            .remove("additionalProperties")
            .unwrap_or_default();
        parameters.insert("properties".to_owned(), described(model, &each));
        parameters.insert("additionalProperties".to_owned(), false.into());
        parameters.insert("x-names".to_owned(), "parameter".into());
    });
    put(&mut schema, "/$defs/ParameterCondition", |condition| {
        parameter_condition(model, condition);
    });
    let name_or_remote = json!({
        "type": "string", "description": "A unified parameter, or `remote_query.x` for what the caller hands to the vendor.",
        "x-names": "parameter",
        "if": { "pattern": "^remote_query\\." }, "then": true, "else": { "enum": names }
    });
    for place in [
        "/$defs/Rule/properties/required",
        "/$defs/Rule/properties/at_least_one_of/items",
        "/$defs/Rule/properties/exactly_one_of/items",
        "/$defs/Rule/properties/needs/additionalProperties",
        "/$defs/Parameter/properties/pushed_with",
        "/$defs/FieldObject/properties/query",
        "/$defs/Chosen/properties/query",
    ] {
        put(&mut schema, place, |slot| {
            let description = slot.get("description").cloned();
            slot.clear();
            slot.extend(name_or_remote.as_object().cloned().unwrap_or_default());
            if let Some(description) = description {
                slot.insert("description".to_owned(), description);
            }
        });
    }
    schema
}

/// The keys of the larger nouns in the order of the call, for lists of what may stand somewhere.
fn order() -> Vec<&'static str> {
    let field = written::FieldObject::names();
    let nouns = [
        fields::<Mapping>(),
        fields::<written::Case>(),
        fields::<written::Connection>(),
        fields::<written::Lookup>(),
        &field,
        fields::<written::Rule>(),
    ];
    let mut order = Vec::new();
    for key in nouns.into_iter().flatten() {
        if !order.contains(key) {
            order.push(*key);
        }
    }
    order
}

/// `anyOf: [X, null]`, which is derived for "X or `~`", becomes a choice by type: then a fault
/// inside X is reported as what it is.
fn tell_null_apart(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(branches)) = map.remove("anyOf") {
                let is_null = |b: &Value| b.get("type").and_then(Value::as_str) == Some("null");
                let branch = branches
                    .into_iter()
                    .find(|b| !is_null(b))
                    .unwrap_or(Value::Bool(true));
                map.insert("if".to_owned(), json!({ "type": "null" }));
                map.insert("then".to_owned(), true.into());
                map.insert("else".to_owned(), branch);
            }
            map.values_mut().for_each(tell_null_apart);
        }
        Value::Array(items) => items.iter_mut().for_each(tell_null_apart),
        _ => {}
    }
}

/// Bounds an integer by the type that reads it.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("format").and_then(Value::as_str) == Some("uint32") {
                map.entry("maximum").or_insert_with(|| u32::MAX.into());
            }
            map.values_mut().for_each(bound);
        }
        Value::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}

/// Every name that a mapping may declare as a parameter.
fn parameter_names(model: &Model) -> Vec<String> {
    model.filterable_names()
}

/// A condition on parameters names them, with or without an operator, and `merge`; so does each of its
/// alternatives.
fn parameter_condition(model: &Model, condition: &mut Map<String, Value>) {
    let each = condition.remove("additionalProperties").unwrap_or_default();
    condition.remove("propertyNames");
    let words = Operator::ALL.map(Operator::word).join("|");
    let names = parameter_names(model).join("|").replace('.', "\\.");
    let with_operator = format!("^({names})\\.({words})$");
    let mut properties = described(model, &each);
    if let Some(properties) = properties.as_object_mut() {
        let merge = json!({ "type": "boolean", "description": "Whether the list is read as one of several, in a merge." });
        properties.insert("merge".to_owned(), merge);
    }
    let mut of_account = each.clone();
    if let Some(of_account) = of_account.as_object_mut() {
        let says = "What the account's variable must be; it is declared under `context`.";
        of_account.insert("description".to_owned(), says.into());
    }
    let operators = json!({
        with_operator.as_str(): {
            "enum": ["given", "absent"],
            "description": "Whether the caller filters with this operator."
        },
        "^context\\.": of_account
    });
    let alternatives = condition.remove("properties");
    let mut alternatives =
        alternatives.and_then(|mut properties| Some(properties.get_mut("any")?.take()));
    let close = |map: &mut Map<String, Value>| {
        map.insert("properties".to_owned(), properties.clone());
        map.insert("patternProperties".to_owned(), operators.clone());
        map.insert("additionalProperties".to_owned(), false.into());
        map.insert("x-names".to_owned(), "parameter".into());
    };
    if let Some(items) = alternatives
        .as_mut()
        .and_then(|any| any.get_mut("items")?.as_object_mut())
    {
        let mut bare = parameter_names(model);
        bare.push("merge".to_owned());
        let bare = json!({
            "x-names": "parameter",
            "if": { "pattern": with_operator }, "then": true, "else": { "enum": bare }
        });
        items.insert("then".to_owned(), bare);
        let mut map = Map::new();
        map.insert("minProperties".to_owned(), 1.into());
        close(&mut map);
        items.insert("else".to_owned(), map.into());
    }
    close(condition);
    if let Some(properties) = condition
        .get_mut("properties")
        .and_then(Value::as_object_mut)
    {
        properties.extend(alternatives.map(|any| ("any".to_owned(), any)));
    }
}

fn described(model: &Model, each: &Value) -> Value {
    let mut properties = Map::new();
    for name in parameter_names(model) {
        let description = model.parameter(&name).map(|p| p.description.as_str());
        let description =
            description.or_else(|| model.field(&name).map(|f| f.description.as_str()));
        let mut schema = each.clone();
        if let (Some(schema), Some(text)) = (schema.as_object_mut(), description) {
            schema.insert("description".to_owned(), text.into());
        }
        properties.insert(name, schema);
    }
    Value::Object(properties)
}

fn fields_schema(model: &Model) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in &model.fields {
        properties.insert(field.name.clone(), field_schema(field));
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    let about = format!(
        "Unified field of {} ← where it comes from. `~` takes a shared one away.",
        model.resource
    );
    schema.insert("description".to_owned(), about.into());
    schema.insert("x-names".to_owned(), "field".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

fn field_schema(field: &Field) -> Value {
    match &field.kind {
        Kind::Scalar(scalar) => {
            let mut schema = json!({
                "description": field.description, "type": ["string", "object", "null"],
                "if": { "type": "null" }, "then": true, "else": { "$ref": "#/$defs/Field" }
            });
            if let (Scalar::Word(words), Some(schema)) = (scalar, schema.as_object_mut()) {
                schema.insert("x-words".to_owned(), json!(words));
            }
            schema
        }
        Kind::Object(members) => {
            let mut schema = source_schema(members, false);
            schema.insert("type".to_owned(), json!(["object", "null"]));
            schema.insert("x-member".to_owned(), examples::member(members).into());
            schema.insert("x-example".to_owned(), examples::of_member(members).into());
            schema.insert("description".to_owned(), field.description.clone().into());
            Value::Object(schema)
        }
        Kind::List(members) | Kind::Values(members) => json!({
            "description": field.description, "type": ["object", "array", "null"],
            "x-member": examples::member(members), "x-example": examples::of_member(members),
            "if": { "type": "array" },
            "then": { "minItems": 1, "items": source_schema(members, true) },
            "else": { "if": { "type": "null" }, "then": true, "else": source_schema(members, true) }
        }),
    }
}

/// The schema of an object's members, or of one source of a list.
fn source_schema(members: &[Field], of_list: bool) -> Map<String, Value> {
    let mut properties = Map::new();
    let condition = |text: &str| json!({ "$ref": "#/$defs/RecordCondition", "description": text });
    if of_list {
        properties.insert("each".to_owned(), json!({
            "type": "string", "format": "touchpoint-path",
            "description": "The path of the elements. In the members, `$` is the element and `record.$` the record."
        }));
        properties.insert("more".to_owned(), json!({
            "type": "string", "format": "touchpoint-path",
            "description": "Where the record says that the list goes on beyond the elements of `each`. Where something stands there, but for `false` and an empty text, the page is partial and says so."
        }));
        properties.insert(
            "where".to_owned(),
            condition("Only the elements of which this holds."),
        );
    }
    properties.insert(
        "when".to_owned(),
        condition("Only for records of which this holds."),
    );
    properties.insert("lookup".to_owned(), json!({
        "type": "string", "description": "The table that the element is looked up in; in the members, `$` is the entry found."
    }));
    properties.insert("by".to_owned(), json!({
        "type": "array", "minItems": 1, "items": { "type": "string", "format": "touchpoint-path" },
        "description": "The paths of the lookup's key, on the element."
    }));
    if of_list {
        properties.insert("then_each".to_owned(), json!({
            "type": "string", "format": "touchpoint-path",
            "description": "After `lookup`: the path of the elements in the entry found. In the members, `$` is then such an element."
        }));
    }
    for member in members {
        properties.insert(
            member.name.clone(),
            json!({ "$ref": "#/$defs/Field", "description": member.description }),
        );
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("x-names".to_owned(), "field".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("minProperties".to_owned(), 1.into());
    schema
}

fn put(schema: &mut Value, place: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(slot) = schema.pointer_mut(place).and_then(Value::as_object_mut) {
        change(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unified::engagement_model;

    fn visit(value: &Value, at: &str, seen: &mut impl FnMut(&str, &Map<String, Value>)) {
        match value {
            Value::Object(map) => {
                seen(at, map);
                for (key, child) in map {
                    visit(child, &format!("{at}/{key}"), seen);
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    visit(child, &format!("{at}/{index}"), seen);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_object_with_named_keys_is_closed_and_every_key_is_described() {
        let schema = mapping_schema(&engagement_model());
        let mut faults = Vec::new();
        visit(&schema, "", &mut |at, map| {
            if map.contains_key("examples") && map.get("examples").is_some_and(|e| !e.is_array()) {
                faults.push(format!("{at}: examples is no list"));
            }
            let condition = at.ends_with("/if");
            if let Some(properties) = map.get("properties").and_then(Value::as_object) {
                let chosen = map.contains_key("allOf");
                // A branch that only says which keys may not stand beside another one.
                let forbids = properties.values().all(|key| *key == Value::Bool(false));
                if forbids {
                    return;
                }
                if !condition
                    && !chosen
                    && map.get("additionalProperties").is_none()
                    && !at.ends_with("/properties")
                {
                    faults.push(format!("{at}: open"));
                }
                for (key, property) in properties {
                    let described =
                        property.get("description").is_some() || property.get("const").is_some();
                    if !condition && !at.ends_with("/properties") && !described {
                        faults.push(format!("{at}/properties/{key}: no description"));
                    }
                }
            }
        });
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn there_is_no_any_of() {
        let schema = mapping_schema(&engagement_model());
        let mut found = Vec::new();
        visit(&schema, "", &mut |at, map| {
            if map.contains_key("anyOf") {
                found.push(at.to_owned());
            }
        });
        assert!(found.is_empty(), "{found:#?}");
    }
}
