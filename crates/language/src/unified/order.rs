//! The order in which a type's fields are declared. A generated schema is sorted by name; a record is
//! written in this order.

use crate::json::{Json, Object};
use serde::de::{Deserialize, Deserializer, Visitor, value::Error};
use serde::forward_to_deserialize_any;

/// Puts the properties of an object's schema in the order of its type's fields.
pub(super) fn in_order<'de, T: Deserialize<'de>>(schema: &mut Json) {
    let Json::Object(schema) = schema else { return };
    if let Some(Json::Object(properties)) = schema.get_mut("properties") {
        let fields = fields::<T>();
        let mut sorted: Object = fields
            .iter()
            .filter_map(|name| properties.shift_remove_entry(*name))
            .collect();
        sorted.append(properties);
        *properties = sorted;
    }
}

/// The names of a type's fields, in order.
fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It fails, once the names are known: there is nothing to read.
    let _ = T::deserialize(Names(&mut fields));
    fields
}

/// Is told the names of the fields that are wanted, and has no values for them.
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

#[cfg(test)]
mod tests {
    use super::{Json, in_order};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Pair {
        #[serde(rename = "z")]
        _first: u8,
        #[serde(rename = "a")]
        _second: u8,
    }

    #[test]
    fn properties_stand_as_their_fields_do() {
        let mut schema = Json::parse(r#"{"properties":{"a":1,"m":2,"z":3}}"#).unwrap();
        in_order::<Pair>(&mut schema);
        assert_eq!(schema.to_string(), r#"{"properties":{"z":3,"a":1,"m":2}}"#);
    }
}
