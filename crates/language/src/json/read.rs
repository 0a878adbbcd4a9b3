//! JSON text → [`Json`]. The text is read by `serde_json`; a value is looked at again only to tell a
//! number from the rest.

use super::{Json, Number};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    /// What `serde_json` says of a text that is no JSON, or that is nested too deep.
    pub fn parse(text: &str) -> Result<Json, serde_json::Error> {
        serde_json::from_str::<Exact>(text).map(|exact| exact.0)
    }

    /// Reads the bytes of a text.
    ///
    /// # Errors
    /// As [`Json::parse`].
    pub fn from_slice(bytes: &[u8]) -> Result<Json, serde_json::Error> {
        serde_json::from_slice::<Exact>(bytes).map(|exact| exact.0)
    }
}

/// A value that is read from JSON text, and from nothing else.
struct Exact(Json);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Exact, D::Error> {
        let raw = <&RawValue>::deserialize(input)?;
        exact(raw.get())
            .map(Exact)
            .map_err(serde::de::Error::custom)
    }
}

/// The text has been scanned: it is one value, without spaces around it.
fn exact(text: &str) -> Result<Json, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    match text.bytes().next() {
        Some(b'{' | b'[') => reader.deserialize_any(Parts),
        Some(b'"') => String::deserialize(&mut reader).map(Json::String),
        Some(b't') => Ok(Json::Bool(true)),
        Some(b'f') => Ok(Json::Bool(false)),
        Some(b'n') | None => Ok(Json::Null),
        Some(_) => Ok(Json::Number(Number::checked(text))),
    }
}

/// Reads the parts of a list or an object.
struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Exact(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = super::Object::new();
        while let Some((name, Exact(value))) = members.next_entry()? {
            object.insert(name, value);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn a_text_comes_back_as_it_went_in() {
        for text in [
            "null",
            "true",
            "-0",
            "1.50",
            "12345678901234567890123.10",
            r#""a\nb""#,
            "[]",
            "{}",
            r#"{"z":[1.0,{"y":null}],"a":"é"}"#,
        ] {
            assert_eq!(Json::parse(text).unwrap().to_string(), text);
        }
        let spaced = Json::parse(" { \"b\" : [ 1E5 , 2 ] } ").unwrap();
        assert_eq!(spaced.to_string(), r#"{"b":[1e+5,2]}"#);
        assert_eq!(
            Json::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap().to_string(),
            r#"{"a":3,"b":2}"#
        );
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "[1,]", "01", "nul", "1 2", "\"\\ud800\""] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
    }
}
