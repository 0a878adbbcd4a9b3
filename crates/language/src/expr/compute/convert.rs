//! Converts our values into those of the `JMESPath` library, and back.

use crate::json::{Json, Number, Object};
use jmespath::{Rcvar, Variable};

/// The deepest value that is converted.
pub(super) const MOST_DEPTH: usize = 128;

/// One of our values as the library's; the first number that has to be rounded is remembered.
pub(super) fn lift(value: &Json, depth: usize, rounded: &mut Option<Number>) -> Option<Rcvar> {
    if depth > MOST_DEPTH {
        return None;
    }
    let next = depth.saturating_add(1);
    Some(Rcvar::new(match value {
        Json::Null => Variable::Null,
        Json::Bool(truth) => Variable::Bool(*truth),
        Json::Number(number) => {
            if rounded.is_none() && !number.is_held() {
                *rounded = Some(number.clone());
            }
            match number.to_value() {
                serde_json::Value::Number(number) => Variable::Number(number),
                _ => Variable::Null,
            }
        }
        Json::String(text) => Variable::String(text.clone()),
        Json::Array(list) => Variable::Array(
            list.iter()
                .map(|item| lift(item, next, rounded))
                .collect::<Option<_>>()?,
        ),
        Json::Object(map) => Variable::Object(
            map.iter()
                .map(|(key, item)| Some((key.clone(), lift(item, next, rounded)?)))
                .collect::<Option<_>>()?,
        ),
    }))
}

/// One of the library's values as ours; none where it is nested too deep.
pub(super) fn lower(variable: &Variable, depth: usize) -> Option<Json> {
    if depth > MOST_DEPTH {
        return None;
    }
    let next = depth.saturating_add(1);
    Some(match variable {
        Variable::Null | Variable::Expref(_) => Json::Null,
        Variable::Bool(truth) => Json::Bool(*truth),
        Variable::Number(number) => Json::Number(Number::from(number)),
        Variable::String(text) => Json::String(text.clone()),
        Variable::Array(list) => Json::Array(
            list.iter()
                .map(|item| lower(item, next))
                .collect::<Option<_>>()?,
        ),
        Variable::Object(map) => {
            let pairs = map
                .iter()
                .map(|(key, item)| Some((key.clone(), lower(item, next)?)));
            Json::Object(pairs.collect::<Option<Object>>()?)
        }
    })
}
