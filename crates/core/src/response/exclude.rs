//! A unified record loses the fields that the caller does not want, in objects and in lists.

use super::raw::under;
use serde_json::{Map, Value};

/// Takes the fields at these dotted paths away. Recursion is bounded by the paths.
pub(super) fn exclude(fields: &mut Map<String, Value>, paths: &[&str]) {
    fields.retain(|name, _| !paths.contains(&name.as_str()));
    for (name, value) in fields {
        let inner = under(paths, name);
        if inner.is_empty() {
            continue;
        }
        match value {
            Value::Object(members) => exclude(members, &inner),
            Value::Array(elements) => {
                for members in elements.iter_mut().filter_map(Value::as_object_mut) {
                    exclude(members, &inner);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_go_at_every_depth() {
        let mut record = json!({
            "number": "1", "shop": { "id": "7", "name": "x" },
            "buyers": [{ "id": "1", "name": "a" }, { "id": "2", "name": "b" }], "note": null
        });
        let fields = record.as_object_mut().unwrap();
        exclude(
            fields,
            &["number", "shop.name", "buyers.id", "note.x", "unknown"],
        );
        let expected = json!({
            "shop": { "id": "7" }, "buyers": [{ "name": "a" }, { "name": "b" }], "note": null
        });
        assert_eq!(record, expected);
    }
}
