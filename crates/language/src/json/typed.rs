//! Reads a serde type from [`Json`]; a part of the type that is [`Json`] itself keeps its order and
//! its digits.

use super::{Json, Number, Object};
use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Why a value could not be read as a type.
pub type ReadFault = serde::de::value::Error;

/// Reads a value as a type.
///
/// # Errors
/// What does not fit.
pub fn from_json<T: DeserializeOwned>(json: Json) -> Result<T, ReadFault> {
    T::deserialize(json)
}

/// The name under which a [`Json`] part asks for the digits of its numbers.
const EXACT: &str = "touchpoint::json::Number";

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Json, D::Error> {
        input.deserialize_newtype_struct(EXACT, Whole)
    }
}

/// Takes whatever comes.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, input: D) -> Result<Json, D::Error> {
        input.deserialize_any(Whole)
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, input: D) -> Result<Json, D::Error> {
        Json::deserialize(input)
    }
    fn visit_bool<E>(self, bool: bool) -> Result<Json, E> {
        Ok(Json::Bool(bool))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(Number::from(number)))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(Number::from(number)))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        let number = serde_json::Number::from_f64(number);
        Ok(number.map_or(Json::Null, |number| Json::Number(Number::from(&number))))
    }
    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }
    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Object::new();
        while let Some((name, value)) = members.next_entry()? {
            object.insert(name, value);
        }
        Ok(Json::Object(object))
    }
    /// How a number of ours gives its digits.
    fn visit_enum<A: EnumAccess<'de>>(self, number: A) -> Result<Json, A::Error> {
        let (digits, _): (String, _) = number.variant()?;
        Ok(Json::Number(Number::checked(&digits)))
    }
}

impl IntoDeserializer<'_, ReadFault> for Json {
    type Deserializer = Json;
    fn into_deserializer(self) -> Json {
        self
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = ReadFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(bool) => visitor.visit_bool(bool),
            Json::Number(number) => match number.to_value() {
                serde_json::Value::Number(number) => number
                    .deserialize_any(visitor)
                    .map_err(<ReadFault as serde::de::Error>::custom),
                _ => visitor.visit_unit(),
            },
            Json::String(text) => visitor.visit_string(text),
            Json::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter());
                let list = visitor.visit_seq(&mut items)?;
                items.end().map(|()| list)
            }
            Json::Object(members) => {
                let mut members = MapDeserializer::new(members.into_iter());
                let object = visitor.visit_map(&mut members)?;
                members.end().map(|()| object)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        match self {
            Json::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        match self {
            Json::Number(number) if name == EXACT => visitor.visit_enum(Digits(number)),
            other => visitor.visit_newtype_struct(other),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        match self {
            Json::String(word) => visitor.visit_enum(word.into_deserializer()),
            Json::Object(members) => {
                let members = MapDeserializer::new(members.into_iter());
                visitor.visit_enum(serde::de::value::MapAccessDeserializer::new(members))
            }
            _ => Err(serde::de::Error::custom("a word belongs here")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The digits of a number on their way to [`Whole`].
struct Digits(Number);

impl<'de> EnumAccess<'de> for Digits {
    type Error = ReadFault;
    type Variant = Nothing;

    fn variant_seed<V: serde::de::DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Nothing), ReadFault> {
        let digits: StringDeserializer<ReadFault> = self.0.to_string().into_deserializer();
        Ok((seed.deserialize(digits)?, Nothing))
    }
}

/// Nothing comes after the digits.
struct Nothing;

impl<'de> VariantAccess<'de> for Nothing {
    type Error = ReadFault;

    fn unit_variant(self) -> Result<(), ReadFault> {
        Ok(())
    }
    fn newtype_variant_seed<T: serde::de::DeserializeSeed<'de>>(
        self,
        _: T,
    ) -> Result<T::Value, ReadFault> {
        Err(serde::de::Error::custom("a number has no parts"))
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ReadFault> {
        Err(serde::de::Error::custom("a number has no parts"))
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ReadFault> {
        Err(serde::de::Error::custom("a number has no parts"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, from_json};
    use indexmap::IndexMap;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, default)]
    #[derive(Default)]
    struct Read {
        word: Option<Word>,
        count: Option<u32>,
        ratio: Option<f64>,
        rest: IndexMap<String, Json>,
    }

    #[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        KeepIt,
    }

    #[test]
    fn a_type_reads_it_and_a_part_keeps_order_and_digits() {
        let text = r#"{"word":"keep_it","count":7,"ratio":1.5,"rest":{"z":1.50,"a":[1e400,{}]}}"#;
        let read: Read = from_json(Json::parse(text).unwrap()).unwrap();
        assert_eq!(
            (read.word, read.count, read.ratio),
            (Some(Word::KeepIt), Some(7), Some(1.5))
        );
        let rest = Json::Object(read.rest);
        assert_eq!(rest.to_string(), r#"{"z":1.50,"a":[1e+400,{}]}"#);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        for text in [
            r#"{"count":1.5}"#,
            r#"{"cuont":1}"#,
            r#"{"word":"other"}"#,
            "7",
        ] {
            assert!(
                from_json::<Read>(Json::parse(text).unwrap()).is_err(),
                "{text}"
            );
        }
        assert_eq!(
            from_json::<Read>(Json::parse("{}").unwrap()).unwrap(),
            Read::default()
        );
    }
}
