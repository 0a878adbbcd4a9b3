//! The text of a row → a value of a type. The vendor's record in it is gone over only where the type looks into it.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;
use std::marker::PhantomData;
use touchpoint_language::unified::RemoteData;

/// What stands before the vendor's record in a row.
const BEFORE: &str = ",\"remote_data\":";

/// The text of one row.
#[derive(Clone, Copy, Debug)]
pub struct RowText<'r> {
    text: &'r [u8],
    /// Where the vendor's record begins, which ends the row; none where it has none, or where that is not known.
    remote: Option<usize>,
}

impl<'r> RowText<'r> {
    pub(crate) fn new(text: &'r [u8], remote: Option<usize>) -> RowText<'r> {
        RowText { text, remote }
    }

    /// A text of which nothing is known.
    pub fn of(text: &'r [u8]) -> RowText<'r> {
        RowText { text, remote: None }
    }

    /// The text.
    pub fn text(self) -> &'r [u8] {
        self.text
    }

    /// True if it is known where the vendor's record begins, so that a type that takes that record as it is, or does
    /// not take it, is read without going over it.
    pub fn is_apart(self) -> bool {
        self.apart().is_some()
    }

    /// The text, and the place of the vendor's record in it.
    pub fn into_owned(self) -> OwnedRow {
        OwnedRow {
            text: String::from_utf8_lossy(self.text).into_owned(),
            remote: self.remote,
        }
    }

    /// The row as a type.
    ///
    /// # Errors
    /// It does not have the form of `T`.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        // Whatever does not fit is told as for the whole text.
        let whole = || serde_json::from_slice(self.text);
        let Some((fields, remote)) = self.apart() else {
            return whole();
        };
        let mut closed = String::with_capacity(fields.len() + 1);
        closed.push_str(fields);
        closed.push('}');
        let mut fields = serde_json::Deserializer::from_str(&closed);
        let row = Apart {
            fields: &mut fields,
            remote,
        };
        T::deserialize(row).or_else(|_| whole())
    }

    /// The row up to the vendor's record, and that record.
    fn apart(self) -> Option<(&'r str, &'r str)> {
        let text = std::str::from_utf8(self.text).ok()?;
        let (fields, remote) = text.split_at_checked(self.remote?)?;
        Some((fields.strip_suffix(BEFORE)?, remote.strip_suffix('}')?))
    }
}

/// The text of one row, kept.
#[derive(Clone, Debug)]
pub struct OwnedRow {
    text: String,
    remote: Option<usize>,
}

impl OwnedRow {
    /// The row.
    pub fn row(&self) -> RowText<'_> {
        RowText::new(self.text.as_bytes(), self.remote)
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// A row in two parts, which a type reads as one object.
struct Apart<'f, 'de> {
    fields: &'f mut serde_json::Deserializer<serde_json::de::StrRead<'de>>,
    remote: &'de str,
}

impl<'de> Deserializer<'de> for Apart<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let Apart { fields, remote } = self;
        fields.deserialize_any(OneObject { visitor, remote })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let Apart { fields, remote } = self;
        fields.deserialize_struct(name, names, OneObject { visitor, remote })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Shows the members of both parts to a visitor.
struct OneObject<'de, V> {
    visitor: V,
    remote: &'de str,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for OneObject<'de, V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(out)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Members {
            fields,
            remote: self.remote,
            at: At::Fields,
        })
    }
}

/// The members of both parts.
struct Members<'de, A> {
    fields: A,
    remote: &'de str,
    at: At,
}

/// What is read next.
#[derive(PartialEq)]
enum At {
    Fields,
    Remote,
    End,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        if self.at != At::Fields {
            return Ok(None);
        }
        let mut seed = Some(seed);
        if let Some(name) = self.fields.next_key_seed(Lent(&mut seed))? {
            return Ok(Some(name));
        }
        self.at = At::Remote;
        let name = BorrowedStrDeserializer::new("remote_data");
        Lent(&mut seed).deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        if self.at == At::Fields {
            return self.fields.next_value_seed(seed);
        }
        self.at = At::End;
        seed.deserialize(Remote(self.remote, PhantomData))
    }
}

/// A seed that is still there if it was not used.
struct Lent<'s, K>(&'s mut Option<K>);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Lent<'_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<K::Value, D::Error> {
        let seed = self.0.take();
        let seed = seed.ok_or_else(|| D::Error::custom("a name was read twice"))?;
        seed.deserialize(input)
    }
}

/// The vendor's record, which [`RemoteData`] takes as it is.
struct Remote<'de, E>(&'de str, PhantomData<E>);

impl<'de, E: Error> Remote<'de, E> {
    fn json(&self) -> serde_json::Deserializer<serde_json::de::StrRead<'de>> {
        serde_json::Deserializer::from_str(self.0)
    }
}

impl<'de, E: Error> Deserializer<'de> for Remote<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.json().deserialize_any(visitor).map_err(E::custom)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        if name == RemoteData::NAME {
            return visitor.visit_bytes(self.0.as_bytes());
        }
        let read = self.json().deserialize_newtype_struct(name, visitor);
        read.map_err(E::custom)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        let read = self.json().deserialize_enum(name, variants, visitor);
        read.map_err(E::custom)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.json().deserialize_bytes(visitor).map_err(E::custom)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.json().deserialize_byte_buf(visitor).map_err(E::custom)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit unit_struct seq
        tuple tuple_struct map struct identifier
    }
}

#[cfg(test)]
mod tests;
