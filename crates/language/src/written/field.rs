//! Where each unified field comes from.

use super::{ComputeText, PathText, RecordCondition};
use crate::json::{Json, Object, fields, from_json};
use crate::transform::TransformKeys;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// Unified field ← where it comes from. `~` takes a shared one away.
///
/// The unified model says which fields there are, and if each is a value, an object or a list.
/// [`crate::schema`] writes its names into the schema, and resolving reads each value by its
/// field's type.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Fields(pub Object);

impl JsonSchema for Fields {
    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // The generator must know these two; the model's schema refers to them.
        generator.subschema_for::<Field>();
        generator.subschema_for::<RecordCondition>();
        json_schema!({ "type": "object" })
    }
}

/// Where one value comes from: a path, or an object that picks, converts and maps.
///
/// The work is done in this order: pick, then the transforms in the order of their list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field(pub FieldObject);

/// The written object behind a [`Field`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldObject {
    /// What is picked.
    pub picks: Picks,
    /// What is done with it.
    pub transforms: TransformKeys,
}

/// What is picked.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [
    { "required": ["from"] }, { "required": ["first_of"] }, { "required": ["always"] }, { "required": ["query"] },
    { "required": ["sum"] }, { "required": ["difference"] }, { "required": ["compute"] }, { "required": ["choose"] }
]))]
pub struct Picks {
    /// The path of the value.
    #[schemars(with = "PathText")]
    pub from: Option<PathText>,
    /// The first of these that has a value.
    #[schemars(with = "Vec<Field>", extend("minItems" = 1))]
    pub first_of: Option<Vec<Field>>,
    /// A fixed value.
    #[schemars(extend("type" = ["string", "number", "boolean"]))]
    pub always: Option<Json>,
    /// True if `always` is the vendor's own word, which the unified field allows beside ours.
    pub raw: bool,
    /// The value that the caller gave for this parameter.
    #[schemars(with = "String")]
    pub query: Option<String>,
    /// A time and durations, added. Null if one of them is null.
    #[schemars(with = "Vec<Field>", extend("minItems" = 2))]
    pub sum: Option<Vec<Field>>,
    /// The first time minus the second. Null if one of them is null.
    #[schemars(with = "Vec<Field>", extend("minItems" = 2, "maxItems" = 2))]
    pub difference: Option<Vec<Field>>,
    /// A `JMESPath` expression over the record.
    #[schemars(with = "ComputeText")]
    pub compute: Option<ComputeText>,
    /// For records of several kinds in one list: the first whose `when` holds.
    #[schemars(with = "Vec<Chosen>", extend("minItems" = 1))]
    pub choose: Option<Vec<Chosen>>,
    /// The table that the value is looked up in; then `from` starts at the entry found.
    #[schemars(with = "String")]
    pub lookup: Option<String>,
    /// The paths of the lookup's key, on the record.
    #[schemars(with = "Vec<PathText>", extend("minItems" = 1))]
    pub by: Option<Vec<PathText>>,
}

/// One branch of `choose`.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// When it is taken; always, when absent.
    pub when: Option<RecordCondition>,
    /// Where the value comes from then; nothing, when absent.
    pub field: Option<Field>,
}

impl FieldObject {
    /// The names of all keys.
    pub(crate) fn names() -> Vec<&'static str> {
        [fields::<Picks>(), &TransformKeys::names()].concat()
    }
}

impl<'de> Deserialize<'de> for FieldObject {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut object = Object::deserialize(input)?;
        let transforms = TransformKeys::take(&mut object).map_err(D::Error::custom)?;
        let picks = from_json(Json::Object(object)).map_err(D::Error::custom)?;
        Ok(FieldObject { picks, transforms })
    }
}

impl JsonSchema for FieldObject {
    fn schema_name() -> Cow<'static, str> {
        "FieldObject".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Picks::json_schema(generator);
        schema.insert(
            "description".to_owned(),
            "The written object behind a [`Field`].".into(),
        );
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        if let Some(properties) = properties {
            properties.extend(TransformKeys::properties(generator));
        }
        schema
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(path) => {
                let mut field = FieldObject::default();
                field.picks.from = Some(PathText(path));
                Ok(Field(field))
            }
            other => from_json(other).map(Field).map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for Field {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let object = generator.subschema_for::<FieldObject>();
        json_schema!({
            "description": "Where the value comes from: a path, or an object that picks (`from`, `first_of`, `always` …), converts (`time`, `unit`) and maps (`map`, `otherwise`).",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": object
        })
    }
}

impl<'de> Deserialize<'de> for Chosen {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut object = Object::deserialize(input)?;
        let when = object.shift_remove("when").map(from_json).transpose();
        let when = when.map_err(D::Error::custom)?;
        let field = if object.is_empty() {
            None
        } else {
            Some(from_json(Json::Object(object)).map_err(D::Error::custom)?)
        };
        Ok(Chosen { when, field })
    }
}

impl JsonSchema for Chosen {
    fn schema_name() -> Cow<'static, str> {
        "Chosen".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let condition = generator.subschema_for::<RecordCondition>();
        let mut object = Value::from(FieldObject::json_schema(generator));
        if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
            let mut when = Value::from(condition);
            if let Some(when) = when.as_object_mut() {
                when.insert(
                    "description".to_owned(),
                    "When it is taken; always, when absent.".into(),
                );
            }
            properties.insert("when".to_owned(), when);
        }
        if let Some(object) = object.as_object_mut() {
            // A branch without a source gives no value.
            object.remove("oneOf");
            object.insert(
                "description".to_owned(),
                "One branch: `when` it is taken, and where the value comes from then.".into(),
            );
        }
        Schema::try_from(object).unwrap_or_default()
    }
}
