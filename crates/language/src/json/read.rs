//! JSON text → [`Json`]. The text is read by `serde_json`, which gives numbers as types that may
//! not hold them exactly; their digits are taken from the text, where the numbers stand in the same
//! order.

use super::{Json, Number};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    /// What `serde_json` says of a text that is no JSON, or that is nested too deep.
    pub fn parse(text: &str) -> Result<Json, serde_json::Error> {
        Json::from_slice(text.as_bytes())
    }

    /// Reads the bytes of a text.
    ///
    /// # Errors
    /// As [`Json::parse`].
    pub fn from_slice(bytes: &[u8]) -> Result<Json, serde_json::Error> {
        let (numbers, readable) = numbers(bytes);
        let mut reader = serde_json::Deserializer::from_slice(&readable);
        let mut numbers = numbers.into_iter();
        let json = Exact(&mut numbers).deserialize(&mut reader)?;
        reader.end().map(|()| json)
    }
}

/// The numbers of a text in their order, and the text with a small number of the same length in place
/// of each that `serde_json` would refuse as too large.
fn numbers(bytes: &[u8]) -> (Vec<&str>, Cow<'_, [u8]>) {
    let mut found = Vec::new();
    let mut readable = Cow::Borrowed(bytes);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at + 1),
            b'-' | b'0'..=b'9' => {
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().take_while(|byte| is_of_number(**byte)).count();
                let text = rest
                    .get(..length)
                    .and_then(|text| std::str::from_utf8(text).ok());
                let text = text.unwrap_or_default();
                if is_large(text) {
                    let place = readable.to_mut().get_mut(at..at + length);
                    place.unwrap_or_default().fill(b'7');
                    if let Some(dot) = readable.to_mut().get_mut(at + 1) {
                        *dot = b'.';
                    }
                }
                found.push(text);
                at += length;
            }
            _ => at += 1,
        }
    }
    (found, readable)
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// The place after a string whose quote stands before this one.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return at,
        }
    }
}

/// True for a number near or beyond the largest double.
fn is_large(text: &str) -> bool {
    let may_be = text.len() > 300 || text.contains(['e', 'E']);
    may_be
        && text.parse().is_ok_and(|double: f64| double.abs() >= 1e308)
        && Number::parse(text).is_some()
}

/// Reads one value, and takes the digits of its numbers from this list.
struct Exact<'a, 't>(&'a mut std::vec::IntoIter<&'t str>);

impl Exact<'_, '_> {
    fn number(self) -> Json {
        Json::Number(Number::checked(self.0.next().unwrap_or("0")))
    }
}

impl<'de> DeserializeSeed<'de> for Exact<'_, '_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Json, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Exact<'_, '_> {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any valid JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, bool: bool) -> Result<Json, E> {
        Ok(Json::Bool(bool))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(self.number())
    }
    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(self.number())
    }
    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(self.number())
    }
    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }
    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Exact(self.0))? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = super::Object::new();
        while let Some(name) = members.next_key::<String>()? {
            object.insert(name, members.next_value_seed(Exact(self.0))?);
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
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(&deep(127)).is_ok());
        assert!(Json::parse(&deep(128)).is_err());
        assert!(Json::parse(&deep(100_000)).is_err());
    }

    #[test]
    fn a_number_has_no_bounds_and_a_fault_has_its_place() {
        let long = "9".repeat(400);
        let texts = [
            "1e400",
            "-1E+999",
            &long,
            "1.8e308",
            "1e99999999999999999999",
            "-0",
        ];
        for text in texts {
            let list = format!(r#"["1e400\\", {text}, "\"{text}", -0.50]"#);
            let read = Json::parse(&list).unwrap();
            assert_eq!(
                read[1].as_text(),
                Some(super::Number::checked(text).as_str()),
                "{list}"
            );
            assert_eq!(read[3].as_text(), Some("-0.50"), "{list}");
            let fault = Json::parse(&format!("[{text},\n x]")).unwrap_err();
            assert_eq!(fault.to_string(), "expected value at line 2 column 2");
        }
        for text in [
            "01e400", "1e400x", "1.e400", "--1e400", "-1e400-", "1e4e400",
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
