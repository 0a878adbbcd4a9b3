//! Brings schemas to the forms that common generators of clients read: words as `enum`, one title
//! only.

use serde_json::{Value, json};

/// The deepest nesting of a schema that is followed; ours has five.
const MAX_DEPTH: usize = 64;

/// Changes a schema and everything in it.
pub(super) fn plain(schema: &mut Value) {
    // A component's name says the same.
    if let Some(members) = schema.as_object_mut() {
        members.remove("title");
    }
    words(schema, 0);
}

/// `oneOf` of constants, and a constant, as an `enum`.
fn words(schema: &mut Value, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match schema {
        Value::Object(members) => {
            if let Some(word) = members.remove("const") {
                members.insert("enum".to_owned(), json!([word]));
            }
            let constants = members.get("oneOf").and_then(constants);
            if let Some(constants) = constants {
                members.remove("oneOf");
                members.insert("type".to_owned(), json!("string"));
                members.insert("enum".to_owned(), constants);
            }
            members
                .values_mut()
                .for_each(|value| words(value, depth + 1));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| words(value, depth + 1)),
        _ => {}
    }
}

/// The texts of alternatives, where each of them is one.
fn constants(alternatives: &Value) -> Option<Value> {
    let alternatives = alternatives.as_array()?.iter();
    let texts: Option<Vec<Value>> = alternatives
        .map(|one| one.get("const").filter(|word| word.is_string()).cloned())
        .collect();
    texts.map(Value::Array)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_become_words() {
        let mut schema = json!({ "title": "Status", "oneOf": [
            { "const": "active", "type": "string", "description": "It works." },
            { "const": "needs_reauth", "type": "string" },
        ] });
        plain(&mut schema);
        assert_eq!(
            schema,
            json!({ "type": "string", "enum": ["active", "needs_reauth"] })
        );
        let mut other = json!({ "oneOf": [{ "const": 1 }, { "type": "null" }] });
        plain(&mut other);
        assert_eq!(
            other,
            json!({ "oneOf": [{ "enum": [1] }, { "type": "null" }] })
        );
    }
}
