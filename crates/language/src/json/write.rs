//! [`Json`] → text, or whatever another serializer writes.

use super::Json;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Write};

/// Compact JSON.
impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(bool) => write!(out, "{bool}"),
            Json::Number(number) => out.write_str(number.as_str()),
            Json::String(text) => quoted(text, out),
            Json::Array(items) => {
                out.write_char('[')?;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        out.write_char(',')?;
                    }
                    write!(out, "{item}")?;
                }
                out.write_char(']')
            }
            Json::Object(members) => {
                out.write_char('{')?;
                for (place, (name, value)) in members.iter().enumerate() {
                    if place > 0 {
                        out.write_char(',')?;
                    }
                    quoted(name, out)?;
                    write!(out, ":{value}")?;
                }
                out.write_char('}')
            }
        }
    }
}

fn quoted(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = serde_json::to_string(text).map_err(|_| fmt::Error)?;
    out.write_str(&text)
}

/// A number is written digit for digit by `serde_json`; another serializer gets the nearest double.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => out.serialize_unit(),
            Json::Bool(bool) => out.serialize_bool(*bool),
            Json::Number(number) => match RawValue::from_string(number.to_string()) {
                Ok(raw) => raw.serialize(out),
                Err(_) => number.to_value().serialize(out),
            },
            Json::String(text) => out.serialize_str(text),
            Json::Array(items) => {
                let mut list = out.serialize_seq(Some(items.len()))?;
                items
                    .iter()
                    .try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Json::Object(members) => {
                let mut map = out.serialize_map(Some(members.len()))?;
                members
                    .iter()
                    .try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}
