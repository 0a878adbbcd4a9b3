//! How each unified parameter is asked of the vendor.

use super::{
    AddedBody, AddedValue, Adds, Clause, PatternText, SendAs, TemplateText, Through, TimeText,
};
use crate::json::Json;
use crate::model::Operator;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// Unified parameter → how we ask for it. `~` takes a shared one away.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Parameters(pub IndexMap<String, Option<Parameter>>);

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "Parameters".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parameter = generator.subschema_for::<Option<Parameter>>();
        json_schema!({ "type": "object", "additionalProperties": parameter })
    }
}

/// How one unified parameter is asked of the vendor.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Parameter {
    /// The vendor's name for it. Not needed where a template or a query text reads it.
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// What it adds to the query string. Either all of it is sent, or nothing.
    #[schemars(extend("minProperties" = 1))]
    pub send: IndexMap<String, AddedValue>,
    /// What it adds to the JSON body.
    #[schemars(with = "AddedBody")]
    pub body: Option<AddedBody>,
    /// What it adds to the headers.
    #[schemars(extend("minProperties" = 1))]
    pub headers: IndexMap<String, TemplateText>,
    /// What it adds to the query text: the column that it is compared with.
    #[schemars(with = "Clause")]
    pub clause: Option<Clause>,
    /// The type that the vendor wants; text unless said.
    #[serde(rename = "type")]
    #[schemars(with = "ValueType")]
    pub value_type: Option<ValueType>,
    /// Our word → the vendor's word, or a list of words, each of which is meant. Its left sides are
    /// the values that are allowed.
    #[schemars(with = "IndexMap<String, Value>")]
    pub map: Option<IndexMap<String, Json>>,
    /// How the vendor writes the time.
    #[schemars(with = "TimeText")]
    pub time: Option<TimeText>,
    /// The time zone of times that are sent without an offset, by its IANA name; UTC unless said.
    #[schemars(with = "String", extend("examples" = ["UTC", "Europe/Brussels"]))]
    pub zone: Option<String>,
    /// The text between several values.
    #[schemars(with = "String")]
    pub join: Option<String>,
    /// The regular expression that the whole value must match. Needed where it is put inside a
    /// longer text.
    #[schemars(with = "PatternText")]
    pub pattern: Option<PatternText>,
    /// The operators that the vendor understands; `eq` unless said.
    #[schemars(with = "Vec<Operator>", extend("minItems" = 1))]
    pub operators: Option<Vec<Operator>>,
    /// What a value without an operator means, where it is not `eq`.
    #[schemars(with = "Bare")]
    pub bare: Option<Bare>,
    /// The vendor applies it loosely: the records are checked again, by the field of its name.
    pub loose: bool,
    /// The vendor cannot filter by it: we check the records.
    pub checked: bool,
    /// Values that are not ours are the vendor's own, and are passed on.
    pub raw: bool,
    /// The vendor takes it only beside this other parameter; without that, the records are checked.
    #[schemars(with = "String")]
    pub pushed_with: Option<String>,
    /// The value is looked up before it is sent.
    #[schemars(with = "Through")]
    pub through: Option<Through>,
    /// It is beyond the contract's page.
    pub extra: bool,
    /// What the contract's page says of it.
    #[schemars(with = "String")]
    pub note: Option<String>,
    /// How `eq` is sent.
    #[schemars(with = "OperatorForm")]
    pub eq: Option<OperatorForm>,
    /// How `ne` is sent.
    #[schemars(with = "OperatorForm")]
    pub ne: Option<OperatorForm>,
    /// How `gt` is sent.
    #[schemars(with = "OperatorForm")]
    pub gt: Option<OperatorForm>,
    /// How `gte` is sent.
    #[schemars(with = "OperatorForm")]
    pub gte: Option<OperatorForm>,
    /// How `lt` is sent.
    #[schemars(with = "OperatorForm")]
    pub lt: Option<OperatorForm>,
    /// How `lte` is sent.
    #[schemars(with = "OperatorForm")]
    pub lte: Option<OperatorForm>,
    /// How `in` is sent.
    #[serde(rename = "in")]
    #[schemars(with = "OperatorForm")]
    pub any: Option<OperatorForm>,
    /// How `nin` is sent.
    #[schemars(with = "OperatorForm")]
    pub nin: Option<OperatorForm>,
    /// How `like` is sent.
    #[schemars(with = "OperatorForm")]
    pub like: Option<OperatorForm>,
}

/// How one operator of a parameter is sent, where operators differ.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct OperatorForm {
    /// The vendor's name for it.
    #[serde(default)]
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// What it adds to the query string. Either all of it is sent, or nothing.
    #[serde(default)]
    #[schemars(extend("minProperties" = 1))]
    pub send: IndexMap<String, AddedValue>,
    /// What it adds to the JSON body.
    #[serde(default)]
    #[schemars(with = "AddedBody")]
    pub body: Option<AddedBody>,
    /// What it adds to the headers.
    #[serde(default)]
    #[schemars(extend("minProperties" = 1))]
    pub headers: IndexMap<String, TemplateText>,
    /// What it adds to the query text: the column that it is compared with.
    #[serde(default)]
    #[schemars(with = "Clause")]
    pub clause: Option<Clause>,
    /// How the vendor writes the time; as the parameter says, unless said.
    #[serde(default)]
    #[schemars(with = "TimeText")]
    pub time: Option<TimeText>,
    /// The time zone of times that are sent without an offset; as the parameter says, unless said.
    #[serde(default)]
    #[schemars(with = "String", extend("examples" = ["UTC", "Europe/Brussels"]))]
    pub zone: Option<String>,
    /// The vendor applies it loosely: the records are checked again, by the field of its name.
    #[serde(default)]
    pub loose: bool,
}

impl Parameter {
    /// What it adds to the request.
    pub fn adds(&self) -> Adds<'_> {
        Adds {
            send_as: self.send_as.as_ref(),
            send: &self.send,
            body: self.body.as_ref(),
            headers: &self.headers,
            clause: self.clause.as_ref(),
        }
    }
}

impl OperatorForm {
    /// What it adds to the request.
    pub fn adds(&self) -> Adds<'_> {
        Adds {
            send_as: self.send_as.as_ref(),
            send: &self.send,
            body: self.body.as_ref(),
            headers: &self.headers,
            clause: self.clause.as_ref(),
        }
    }
}

/// What a value without an operator means.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Bare {
    /// At or after.
    Gte,
    /// At or before.
    Lte,
}

/// The type that the vendor wants.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum ValueType {
    /// A text.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list, also of one.
    List,
    /// A UUID.
    Uuid,
}
