//! Where a reply holds its records.

use super::{PathText, ReplyCondition};
use crate::json::{Json, from_json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// Where a reply holds its records: a path, or the first of several, and what it means if there is
/// no list; or where the one record of a reply stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// The paths; the first at which a list stands counts. There is at least one.
    pub paths: Vec<PathText>,
    /// True if a reply without the list is a page without records.
    pub may_lack: bool,
    /// Where a reply is one record: how the vendor says that it has no such record.
    pub missing: Option<ReplyCondition>,
}

/// The written object behind the longer forms of [`Records`].
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, extend("oneOf" = [{ "required": ["from"] }, { "required": ["first_of"] }, { "required": ["one"] }],
    "if" = { "required": ["one"] }, "then" = { "required": ["missing"] }, "else" = { "properties": { "missing": false } }))]
struct RecordsPlace {
    /// The path of the records.
    #[serde(default)]
    #[schemars(with = "PathText")]
    from: Option<PathText>,
    /// The paths of which the first counts at which a list stands.
    #[serde(default)]
    #[schemars(with = "Vec<PathText>", extend("minItems" = 1))]
    first_of: Option<Vec<PathText>>,
    /// `nothing`: a reply without the list is a page without records, and no fault.
    #[serde(default)]
    #[schemars(with = "WithoutList")]
    otherwise: Option<WithoutList>,
    /// The path of the one record that the reply is about: `$.entry`, or `$` where it is the reply itself.
    #[serde(default)]
    #[schemars(with = "PathText")]
    one: Option<PathText>,
    /// What the reply looks like where the vendor has no such record: `{ status: 404 }`. It is a page without records then.
    #[serde(default)]
    #[schemars(with = "ReplyCondition")]
    missing: Option<ReplyCondition>,
}

/// What a reply without the list is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum WithoutList {
    /// A page without records.
    Nothing,
}

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let written = Json::deserialize(input)?;
        if let Json::String(path) = written {
            return Ok(Records {
                paths: vec![PathText(path)],
                may_lack: false,
                missing: None,
            });
        }
        let place: RecordsPlace = from_json(written).map_err(D::Error::custom)?;
        let several = place.first_of.into_iter().flatten();
        let paths = place.from.into_iter().chain(place.one).chain(several);
        Ok(Records {
            paths: paths.collect(),
            may_lack: place.otherwise == Some(WithoutList::Nothing),
            missing: place.missing,
        })
    }
}

impl JsonSchema for Records {
    fn schema_name() -> Cow<'static, str> {
        "Records".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let place = Value::from(RecordsPlace::json_schema(generator));
        json_schema!({
            "description": "Where a reply holds its records: a path, `{ first_of: [ … ] }`, `{ from: …, otherwise: nothing }` where a reply without the list has none, or `{ one: $.entry, missing: { status: 404 } }` where a reply is one record.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": place
        })
    }
}
