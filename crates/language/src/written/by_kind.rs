//! The schema of a family: several forms, of which the word in `kind` chooses one.

use schemars::{Schema, json_schema};
use serde_json::{Value, json};

/// A schema whose branches are told apart by the word in `kind`: an unknown word is named with its
/// neighbours, and the faults of the chosen branch are its own.
pub(super) fn by_kind(description: &str, branches: Vec<(&str, Schema)>) -> Schema {
    let words: Vec<&str> = branches.iter().map(|(word, _)| *word).collect();
    let told: Vec<Value> = branches
        .into_iter()
        .map(|(word, schema)| {
            let mut branch = Value::from(schema);
            let kind = match branch.get("description") {
                Some(says) => json!({ "const": word, "description": says }),
                None => json!({ "const": word }),
            };
            if let Some(properties) = branch.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert("kind".to_owned(), kind);
            }
            json!({ "if": { "properties": { "kind": { "const": word } }, "required": ["kind"] }, "then": branch })
        })
        .collect();
    json_schema!({
        "description": description,
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": { "enum": words, "description": "Which of the family it is." } },
        "allOf": told
    })
}
