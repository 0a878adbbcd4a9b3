//! A generated schema is sorted by name; the schema of a record keeps the order in which its fields
//! are written.

use crate::json::{Json, Object, fields};
use serde::de::Deserialize;

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
