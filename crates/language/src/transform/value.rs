//! A value on its way through an expression, and why it does not go on.

use crate::expr::time::unified_text;
use crate::json::{Json, Number, Object};
use crate::model::Scalar;
use jiff::Timestamp;
use std::borrow::Cow;

/// A value on its way through an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'v> {
    /// A text, or a number or a flag digit for digit.
    Text(Cow<'v, str>),
    /// A list, which cannot become a field's value.
    List,
    /// An object, which cannot become a field's value.
    Object,
    /// A time.
    Instant(Timestamp),
    /// A duration.
    Milliseconds(i64),
}

/// Why a field of one record is empty: a warning, never a lost record.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueFault {
    /// Its code: `unreadable_time`.
    pub code: &'static str,
    /// What is there, and what it is not.
    pub message: String,
}

impl ValueFault {
    /// A fault of this code.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> ValueFault {
        ValueFault {
            code,
            message: message.into(),
        }
    }
}

/// The JSON of a number or boolean field; `None` for other types.
///
/// # Errors
/// `wrong_type`: the text is neither.
pub fn bare(scalar: &Scalar, text: &str) -> Option<Result<Json, ValueFault>> {
    let (json, what) = match scalar {
        Scalar::Number => (Number::parse(text.trim()).map(Json::Number), "number"),
        Scalar::Boolean => match text {
            "true" => (Some(Json::Bool(true)), ""),
            "false" => (Some(Json::Bool(false)), ""),
            _ => (None, "boolean"),
        },
        Scalar::Text | Scalar::Instant | Scalar::Duration | Scalar::Word(_) => return None,
    };
    let fault = || ValueFault::new("wrong_type", format!("`{text}` is no {what}"));
    Some(json.ok_or_else(fault))
}

impl<'v> Value<'v> {
    /// The value of JSON from a record; nothing for null.
    pub fn of(json: &'v Json) -> Option<Value<'v>> {
        match json {
            Json::Null => None,
            Json::Array(_) => Some(Value::List),
            Json::Object(_) => Some(Value::Object),
            scalar => scalar.as_text().map(|text| Value::Text(text.into())),
        }
    }

    /// Its text as a unified record has it.
    ///
    /// # Errors
    /// A list or an object: `wrong_type`.
    pub fn text(self) -> Result<Cow<'v, str>, ValueFault> {
        let what = match self {
            Value::Text(text) => return Ok(text),
            Value::Instant(instant) => return Ok(unified_text(instant).into()),
            Value::Milliseconds(ms) => return Ok((ms / 1000).to_string().into()),
            Value::List => "a list",
            Value::Object => "an object",
        };
        let message = format!("{what} where a text belongs");
        Err(ValueFault::new("wrong_type", message))
    }

    /// The same value without its borrow.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::List => Value::List,
            Value::Object => Value::Object,
            Value::Instant(instant) => Value::Instant(instant),
            Value::Milliseconds(ms) => Value::Milliseconds(ms),
        }
    }

    /// True for a text of no characters.
    pub(crate) fn is_empty_text(&self) -> bool {
        matches!(self, Value::Text(text) if text.is_empty())
    }

    /// As JSON, for the code that reads times and durations.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Value::Text(text) => Json::from(text.as_ref()),
            Value::List => Json::Array(Vec::new()),
            Value::Object => Json::Object(Object::new()),
            Value::Instant(instant) => unified_text(*instant).into(),
            Value::Milliseconds(ms) => (ms / 1000).to_string().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::json::{Json, json};

    #[test]
    fn a_scalar_has_its_text_and_nothing_else_has_one() {
        let text = |json: &Json| Value::of(json).map(|v| v.text().map(String::from));
        assert_eq!(text(&json!(null)), None);
        assert_eq!(text(&json!(true)), Some(Ok("true".to_owned())));
        let large = Json::parse("12345678901234567890.10").unwrap();
        let exact = "12345678901234567890.10".to_owned();
        assert_eq!(text(&large), Some(Ok(exact)));
        let list = text(&json!([1])).unwrap().unwrap_err();
        assert_eq!(list.message, "a list where a text belongs");
    }
}
