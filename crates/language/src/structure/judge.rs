//! A schema that is compiled for judging.

use serde_json::Value;

use super::format::Format;
#[cfg(not(feature = "validate"))]
use super::plain::Plain as Validator;
#[cfg(feature = "validate")]
use super::validated::Validated as Validator;

/// A compiled schema with its formats.
///
/// Annotations of ours are read: `"x-names": "field"` and `"x-names": "parameter"` on a closed object
/// say what its keys are names of, `"x-names": "resource"` on a word says that it names a model, and
/// `"x-order"` on the whole gives keys in the order in which people meet them.
#[derive(Debug)]
pub struct Judge {
    pub(super) schema: Value,
    pub(super) formats: Vec<Format>,
    pub(super) validator: Validator,
}

impl Judge {
    /// Compiles a schema of draft 2020-12.
    ///
    /// # Errors
    /// What is wrong with the schema: ours to repair, not an author's.
    pub fn new(schema: &Value, formats: &[Format]) -> Result<Self, String> {
        Ok(Self {
            schema: schema.clone(),
            formats: formats.to_vec(),
            validator: Validator::new(schema, formats)?,
        })
    }

    /// The words in the order of the schema; others come last, in their own order.
    pub(super) fn in_order<'w>(&self, words: &'w [String]) -> Vec<&'w str> {
        let order = self.schema.get("x-order").and_then(Value::as_array);
        let place = |word: &&str| {
            let mut order = order.into_iter().flatten();
            order.position(|known| known == word).unwrap_or(usize::MAX)
        };
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_by_key(place);
        words
    }
}
