//! [`Json`] as a tree that a path can walk.

use super::Json;
use crate::expr::path::Tree;

impl Tree for Json {
    fn get(&self, name: &str) -> Option<&Json> {
        Json::get(self, name)
    }
    fn as_array(&self) -> Option<&Vec<Json>> {
        Json::as_array(self)
    }
    fn as_object(&self) -> Option<Vec<(&str, &Json)>> {
        let members = Json::as_object(self)?.iter();
        Some(
            members
                .map(|(name, value)| (name.as_str(), value))
                .collect(),
        )
    }
    fn as_str(&self) -> Option<&str> {
        Json::as_str(self)
    }
    fn as_i64(&self) -> Option<i64> {
        match self {
            Json::Number(number) => number.as_str().parse().ok(),
            _ => None,
        }
    }
    fn as_f64(&self) -> Option<f64> {
        match self {
            Json::Number(number) => number.to_value().as_f64(),
            _ => None,
        }
    }
    fn as_bool(&self) -> Option<bool> {
        Json::as_bool(self)
    }
    fn null() -> Json {
        Json::Null
    }
}
