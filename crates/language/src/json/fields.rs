//! The names of a type's fields in the order in which they are declared; a generated schema and a
//! `serde_json` object sort them by name.

use serde::de::{Deserialize, Deserializer, Visitor, value::Error};
use serde::forward_to_deserialize_any;

/// The names of a type's fields, in order.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Pair { zebra: u8, ant: u8 }
/// assert_eq!(touchpoint_language::json::fields::<Pair>(), ["zebra", "ant"]);
/// ```
pub fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It always fails, but only after the names are known: there is nothing to read.
    let _ = T::deserialize(Names(&mut fields));
    fields
}

/// A deserializer that learns the names of the wanted fields and has no values for them.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("only names are asked for"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
