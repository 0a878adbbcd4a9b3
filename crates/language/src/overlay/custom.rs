//! The fields that an overlay adds beside the model: `custom`, each with a name and a type of its own.
//!
//! ```yaml
//! overlay: 1
//! of: acme
//! list:
//!   fields:
//!     custom:
//!       region: $.region
//!       score: { from: $.lead_score, type: number }
//! ```

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Document, Node, Pointer};
use crate::model::{CUSTOM, Field, Kind, Model, Scalar};
use serde_json::{Map, Value, json};

/// The types, by the words that overlays write.
const TYPES: [(&str, Scalar); 5] = [
    ("text", Scalar::Text),
    ("number", Scalar::Number),
    ("boolean", Scalar::Boolean),
    ("time", Scalar::Instant),
    ("duration", Scalar::Duration),
];
/// Keys of an object that say what it is made of.
const KEYS: [&str; 7] = ["when", "where", "each", "more", "lookup", "by", "then_each"];
/// How many fields an account may have beside the model.
const MOST: usize = 200;

/// Lets the fields of an overlay's schema have `custom`, unless the model has a field of this name.
pub(super) fn allow(defs: &mut Map<String, Value>) {
    let types = TYPES.map(|(word, _)| word);
    let mut one = defs.get("FieldObject").cloned().unwrap_or_default();
    let about = "A field of the account's own: where it comes from, and its type.";
    if let Some(one) = one.as_object_mut() {
        one.insert("description".to_owned(), about.into());
    }
    if let Some(Value::Object(properties)) = one.get_mut("properties") {
        properties.insert("type".to_owned(), json!({
            "description": "What the value is. A text, unless said; a number then becomes its exact text.",
            "enum": types, "examples": ["number"]
        }));
    }
    let fields = json!({
        "description": "The account's own fields, which a record shows under `custom`: name → where it comes from. `~` takes those of `shared` away.",
        "type": ["object", "null"],
        "x-example": "{ region: … }",
        "if": { "type": "null" }, "then": true,
        "else": {
            "minProperties": 1, "maxProperties": MOST,
            "propertyNames": {
                "description": "A name has letters, digits and `_`, and is no key such as `when`",
                "if": { "enum": KEYS }, "then": false, "else": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" }
            },
            "additionalProperties": {
                "description": "Where the value comes from: a path, or an object that picks, converts and maps, with the `type` of the value.",
                "type": ["string", "object"], "x-example": "{ from: … }",
                "if": { "type": "string" }, "then": { "format": "touchpoint-path" },
                "else": { "$ref": "#/$defs/CustomField" }
            }
        }
    });
    let Some(Value::Object(known)) = defs.get_mut("Fields").and_then(|f| f.get_mut("properties"))
    else {
        return;
    };
    if !known.contains_key(CUSTOM) {
        known.insert(CUSTOM.to_owned(), fields);
        defs.insert("CustomField".to_owned(), one);
    }
}

/// Takes the types out of an overlay that the schema has accepted, and gives its own fields.
pub(crate) fn take(overlay: &mut Document, model: &Model) -> (Vec<Field>, Vec<Diagnostic>) {
    let (mut fields, mut faults) = (Vec::new(), Vec::new());
    if model.field(CUSTOM).is_some() {
        return (fields, faults);
    }
    for place in places(overlay) {
        let names = overlay.get(&place).map(keys).unwrap_or_default();
        for name in names {
            let at = place.key(name.as_str());
            let word = overlay.remove(&at.key("type"));
            let scalar = scalar(word.as_ref().and_then(Node::as_text));
            let known = fields.iter().find(|field: &&Field| field.name == name);
            let Some(known) = known else {
                fields.push(Field {
                    description: "A field of the account's own.".to_owned(),
                    required: false,
                    kind: Kind::Scalar(scalar),
                    name,
                });
                continue;
            };
            if known.kind != Kind::Scalar(scalar) {
                let label = overlay.label(&at, At::Key, "has another type elsewhere");
                let title = format!("two types of `{CUSTOM}.{name}`");
                let fault = Diagnostic::error(Code::WrongForm, title, label);
                faults.push(fault.with_help("write the same `type` in each case"));
            }
        }
    }
    (fields, faults)
}

/// Where an overlay has fields of the account's own: in its one case, in `shared`, in each case.
fn places(overlay: &Document) -> Vec<Pointer> {
    let list = Pointer::new().key("list");
    let mut parts = vec![list.clone(), list.key("shared")];
    let cases = list.key("cases");
    let names = overlay.get(&cases).map(keys).unwrap_or_default();
    parts.extend(names.iter().map(|name| cases.key(name.as_str())));
    let custom = parts.into_iter().map(|part| part.key("fields").key(CUSTOM));
    custom
        .filter(|place| overlay.get(place).is_some())
        .collect()
}

fn keys(map: &Node) -> Vec<String> {
    map.entries()
        .iter()
        .map(|entry| entry.key.clone())
        .collect()
}

fn scalar(word: Option<&str>) -> Scalar {
    let mut types = TYPES.into_iter();
    let named = types.find(|(known, _)| Some(*known) == word);
    named.map_or(Scalar::Text, |(_, scalar)| scalar)
}
