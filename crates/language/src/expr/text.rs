//! A JSON scalar into its exact text.

use serde_json::Value;

/// The text of a scalar: strings as they are, numbers digit for digit, booleans as words.
/// `None` for null, lists and objects.
///
/// ```
/// use touchpoint_language::expr::text::as_text;
/// let value: serde_json::Value = serde_json::from_str("12345678901234567890.10").unwrap();
/// assert_eq!(as_text(&value).as_deref(), Some("12345678901234567890.10"));
/// assert_eq!(as_text(&serde_json::json!(null)), None);
/// ```
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("true".to_owned()),
        Value::Bool(false) => Some("false".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::as_text;
    use serde_json::json;

    #[test]
    fn scalars_have_text_and_nothing_else_has() {
        assert_eq!(as_text(&json!("a")).as_deref(), Some("a"));
        assert_eq!(as_text(&json!("")).as_deref(), Some(""));
        assert_eq!(as_text(&json!(false)).as_deref(), Some("false"));
        assert_eq!(as_text(&json!(-7)).as_deref(), Some("-7"));
        let exact = serde_json::from_str("1.0").unwrap();
        assert_eq!(as_text(&exact).as_deref(), Some("1.0"));
        for none in [json!(null), json!([1]), json!({"a": 1})] {
            assert_eq!(as_text(&none), None);
        }
    }
}
