//! JSON as it was written: members in their order, numbers digit for digit. It holds the constants
//! of a mapping and what a vendor sends. `serde_json`'s own value keeps order and digits only with
//! features that would change it for the whole program.

mod fields;
mod make;
mod number;
mod read;
mod tree;
mod typed;
mod write;

/// A value as it stands in the code of a test.
#[cfg(test)]
macro_rules! json {
    ($($json:tt)+) => { $crate::json::Json::from(serde_json::json!($($json)+)) };
}

pub use crate::object;
pub use fields::fields;
#[cfg(test)]
pub(crate) use json;
pub use number::Number;
pub use typed::{ReadFault, from_json};

use indexmap::IndexMap;
use serde_json::Value;

/// One JSON value.
///
/// ```
/// use touchpoint_language::json::Json;
/// let json = Json::parse(r#"{"b": 1.50, "a": [12345678901234567890123]}"#).unwrap();
/// assert_eq!(json.to_string(), r#"{"b":1.50,"a":[12345678901234567890123]}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1.50`
    Number(Number),
    /// `"a"`
    String(String),
    /// `[1, 2]`
    Array(Vec<Json>),
    /// `{"a": 1}`; where a name comes twice, it has the last value at the position of the first.
    Object(Object),
}

/// The members of an object.
pub type Object = IndexMap<String, Json>;

impl Json {
    /// True for `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// True for a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Json::Number(_))
    }

    /// True for a string.
    pub fn is_string(&self) -> bool {
        matches!(self, Json::String(_))
    }

    /// True for a list.
    pub fn is_array(&self) -> bool {
        matches!(self, Json::Array(_))
    }

    /// True for an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a number that is a whole one of 64 bits.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Json::Number(number) => number.as_u64(),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn as_array(&self) -> Option<&Vec<Json>> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements of a list, to change them.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Json>> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object, to change them.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.get(name)
    }

    /// The member of this name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        self.as_object_mut()?.get_mut(name)
    }

    /// The value at a JSON Pointer (RFC 6901): `/a/0`; the whole at an empty one.
    pub fn pointer(&self, pointer: &str) -> Option<&Json> {
        let Some(steps) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(self);
        };
        steps.split('/').try_fold(self, |at, step| {
            let step = step.replace("~1", "/").replace("~0", "~");
            match at {
                Json::Object(members) => members.get(&step),
                Json::Array(items) => items.get(step.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    /// The text of a scalar: strings as they are, numbers digit for digit, booleans as words. Nothing
    /// for null, lists and objects.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            Json::Number(number) => Some(number.as_str()),
            Json::Bool(true) => Some("true"),
            Json::Bool(false) => Some("false"),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// The same as a value of `serde_json`: members sorted by name, and a number that no integer
    /// type holds as the nearest double.
    pub fn to_value(&self) -> Value {
        match self {
            Json::Null => Value::Null,
            Json::Bool(bool) => Value::Bool(*bool),
            Json::Number(number) => number.to_value(),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(items) => items.iter().map(Json::to_value).collect(),
            Json::Object(members) => {
                let members = members.iter();
                members
                    .map(|(name, value)| (name.clone(), value.to_value()))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }
        }
    }
}

/// Equal where the two are equal for `serde_json`.
impl PartialEq<Value> for Json {
    fn eq(&self, other: &Value) -> bool {
        self.to_value() == *other
    }
}

impl PartialEq<Json> for Value {
    fn eq(&self, other: &Json) -> bool {
        other == self
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(bool) => Json::Bool(*bool),
            Value::Number(number) => Json::Number(Number::from(number)),
            Value::String(text) => Json::String(text.clone()),
            Value::Array(items) => Json::Array(items.iter().map(Json::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Json::Object(members.map(|(k, v)| (k.clone(), v.into())).collect())
            }
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Json {
        Json::from(&value)
    }
}

impl schemars::JsonSchema for Json {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }
    /// Any value.
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}
