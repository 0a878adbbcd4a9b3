//! The text of an OpenAPI document, YAML or JSON → JSON.

use serde_yaml::Value;
use touchpoint_language::json::{Json, Object};

/// Reads a document. Keys such as `200` are texts.
///
/// # Errors
/// It is neither YAML nor JSON.
pub fn document(text: &str) -> Result<Json, String> {
    if text.trim_start().starts_with('{') {
        return Json::parse(text).map_err(|fault| fault.to_string());
    }
    let value: Value = serde_yaml::from_str(text).map_err(|fault| fault.to_string())?;
    Ok(json(value))
}

/// A value that was read is no deeper than the parser allows.
fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(flag),
        Value::Number(number) => Json::parse(&number.to_string()).unwrap_or_default(),
        Value::String(text) => Json::String(text),
        Value::Sequence(items) => Json::Array(items.into_iter().map(json).collect()),
        Value::Mapping(members) => {
            let members = members.into_iter().filter_map(|(key, value)| {
                let key = match key {
                    Value::String(key) => key,
                    Value::Number(number) => number.to_string(),
                    Value::Bool(flag) => flag.to_string(),
                    _ => return None,
                };
                Some((key, json(value)))
            });
            Json::Object(members.collect::<Object>())
        }
        Value::Tagged(tagged) => json(tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml =
            document("paths:\n  /a:\n    get: { responses: { 200: { ok: true } } }\n").unwrap();
        let json = document(r#"{"paths": {"/a": {"get": {"responses": {"200": {"ok": true}}}}}}"#);
        assert_eq!(Ok(yaml), json);
        assert!(document("a: [").is_err());
    }
}
