//! The JSON Schema of a settings file, made from the table of settings.

use super::forms::FORMS;
use super::names::{NAMES, Written, written};
use serde_json::{Map, Value, json};

/// The JSON Schema of the file that `serve --settings` reads.
///
/// ```
/// let schema = touchpoint_server::settings::schema();
/// assert_eq!(schema["properties"]["sandbox"]["type"], "boolean");
/// ```
pub fn schema() -> Value {
    let mut properties = Map::new();
    for (key, about) in NAMES {
        let mut property = match key {
            "mappings" => json!({ "type": ["string", "array"], "items": { "type": "string" } }),
            "apps" => json!({ "type": "object", "additionalProperties": app() }),
            "app_origins" => json!({ "type": "array", "items": { "type": "string" } }),
            "log" => json!({ "enum": ["json", "text"] }),
            "unsupported_filters" => json!({ "enum": ["refuse", "ignore"] }),
            _ => match written(key) {
                Written::Text => json!({ "type": "string" }),
                Written::Number => json!({ "type": "integer", "minimum": 0 }),
                Written::Boolean => json!({ "type": "boolean" }),
                Written::Json => json!({ "type": ["array", "object"] }),
            },
        };
        if let Some(property) = property.as_object_mut() {
            property.insert("description".to_owned(), about.into());
            if let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == key) {
                property.insert("format".to_owned(), (*form).into());
            }
        }
        properties.insert(key.to_owned(), property);
    }
    let order: Vec<&str> = NAMES.iter().map(|(key, _)| *key).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Touchpoint settings",
        "description": "How `touchpoint serve` runs. Flags win over the environment, the environment over this file.",
        "type": "object",
        "x-order": order,
        "additionalProperties": false,
        "properties": properties,
    })
}

/// One app at a vendor.
fn app() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["client_id"],
        "properties": {
            "client_id": { "type": "string", "description": "The app's id at the vendor." },
            "client_secret": { "type": "string", "description": "Its secret, where it has one." }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::Given;
    use super::*;

    #[test]
    fn what_the_schema_has_is_read() {
        let schema = schema();
        for (key, property) in schema["properties"].as_object().unwrap() {
            let value = match (property["type"].as_str(), property["enum"][0].as_str()) {
                (_, Some(word)) => json!(word),
                (Some("boolean"), _) => json!(true),
                (Some("integer"), _) => json!(1),
                (Some("array"), _) => json!(["a"]),
                (Some("object"), _) => {
                    json!({ "acme": { "client_id": "a", "client_secret": "b" } })
                }
                _ if ["listen", "probes"].contains(&key.as_str()) => json!("127.0.0.1:1"),
                _ => json!("a"),
            };
            let one = json!({ key.as_str(): value });
            assert!(serde_json::from_value::<Given>(one).is_ok(), "{key}");
        }
    }
}
