//! Plain values → [`Json`]: texts, numbers, lists, and everything that serde can serialize.

use super::{Json, Number, Object};
use serde::Serialize;
use std::ops::Index;

/// The members of an object, in the order in which they stand.
///
/// ```
/// use touchpoint_language::json::{Json, object};
/// let json = Json::Object(object! { "b": 1, "a": object! { "c": "d" } });
/// assert_eq!(json.to_string(), r#"{"b":1,"a":{"c":"d"}}"#);
/// ```
#[macro_export]
macro_rules! object {
    ($($name:literal : $value:expr),* $(,)?) => {
        $crate::json::Object::from_iter([
            $((::std::string::String::from($name), $crate::json::Json::from($value))),*
        ])
    };
}

impl Json {
    /// What serde writes for a value, with its order and its digits; null for a value that JSON
    /// cannot express.
    pub fn written(value: &impl Serialize) -> Json {
        let text = serde_json::to_string(value).unwrap_or_default();
        Json::parse(&text).unwrap_or_default()
    }

    /// The text with one member a line, for people.
    pub fn pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::String(text.to_owned())
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Json {
        Json::String(text.clone())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::String(text)
    }
}

impl From<bool> for Json {
    fn from(bool: bool) -> Json {
        Json::Bool(bool)
    }
}

/// The whole numbers.
macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Json {
            fn from(number: $kind) -> Json {
                Json::Number(Number::from(i128::try_from(number).unwrap_or_default()))
            }
        })*
    };
}

whole!(u16, u32, u64, usize, i32, i64);

impl From<f64> for Json {
    fn from(number: f64) -> Json {
        Number::from_f64(number).map_or(Json::Null, Json::Number)
    }
}

impl From<Number> for Json {
    fn from(number: Number) -> Json {
        Json::Number(number)
    }
}

impl From<Object> for Json {
    fn from(members: Object) -> Json {
        Json::Object(members)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Json {
        items.into_iter().collect()
    }
}

impl<T: Into<Json> + Clone> From<&[T]> for Json {
    fn from(items: &[T]) -> Json {
        items.iter().cloned().collect()
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(items: [T; N]) -> Json {
        items.into_iter().collect()
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Json {
        Json::Array(items.into_iter().map(Into::into).collect())
    }
}

impl PartialEq<str> for Json {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Json {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<u64> for Json {
    fn eq(&self, other: &u64) -> bool {
        self.as_u64() == Some(*other)
    }
}

impl PartialEq<bool> for Json {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == Some(*other)
    }
}

/// The member of this name, null where there is none, as `serde_json` has it.
impl Index<&str> for Json {
    type Output = Json;

    fn index(&self, name: &str) -> &Json {
        self.get(name).unwrap_or(&Json::Null)
    }
}

/// The element at this place, null where there is none.
impl Index<usize> for Json {
    type Output = Json;

    fn index(&self, place: usize) -> &Json {
        self.as_array()
            .and_then(|items| items.get(place))
            .unwrap_or(&Json::Null)
    }
}
