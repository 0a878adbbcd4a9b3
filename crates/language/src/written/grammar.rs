//! How a query text is made of clauses: a grammar that has a name, or one of the mapping's own.

use crate::json::{Json, from_json};
use crate::model::Operator;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Value, json};
use std::borrow::Cow;

/// `soql`, `odata`, `coql`, or a grammar as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Grammar {
    /// One that has a name.
    Named(NamedGrammar),
    /// One of the mapping's own.
    Own(Box<OwnGrammar>),
}

/// The grammars that have names.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum NamedGrammar {
    /// Statements of the object query language: `A = 'x' AND B >= 2026-01-01T00:00:00Z`.
    Soql,
    /// The `$filter` of `OData`: `a eq 'x' and b ge 2026-01-01T00:00:00Z`.
    Odata,
    /// Statements like SQL, whose conditions stand in pairs: `((a = 'x' and b >= 'y') and c = 1)`.
    Coql,
}

/// How comparisons are written, values quoted, and clauses joined.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct OwnGrammar {
    /// One comparison: a text or JSON with the holes `column`, `operator`, `value`; names in JSON hold the first
    /// two as well.
    #[schemars(with = "Form")]
    pub write: Option<Form>,
    /// Our operator → the vendor's. Operators that are not listed here the vendor does not have.
    #[schemars(schema_with = "words")]
    pub operators: IndexMap<Operator, String>,
    /// How `eq` is written, where it differs.
    #[schemars(with = "Form")]
    pub eq: Option<Form>,
    /// How `ne` is written, where it differs. It must also find records that have no value.
    #[schemars(with = "Form")]
    pub ne: Option<Form>,
    /// How `gt` is written, where it differs.
    #[schemars(with = "Form")]
    pub gt: Option<Form>,
    /// How `gte` is written, where it differs.
    #[schemars(with = "Form")]
    pub gte: Option<Form>,
    /// How `lt` is written, where it differs.
    #[schemars(with = "Form")]
    pub lt: Option<Form>,
    /// How `lte` is written, where it differs.
    #[schemars(with = "Form")]
    pub lte: Option<Form>,
    /// How `in` is written: the hole `values` holds all of them; in JSON, an element of a list with
    /// `{{ value }}` is written once for each.
    #[serde(rename = "in")]
    #[schemars(with = "Form")]
    pub any: Option<Form>,
    /// How `nin` is written.
    #[schemars(with = "Form")]
    pub nin: Option<Form>,
    /// How `like` is written; the hole `pattern` is the value between wildcards.
    #[schemars(with = "Form")]
    pub like: Option<Form>,
    /// The text between clauses that must all hold.
    #[schemars(with = "String")]
    pub and: Option<String>,
    /// The text between clauses of which at least one must hold; without it there are no
    /// alternatives.
    #[schemars(with = "String")]
    pub or: Option<String>,
    /// What stands around two clauses or more: a text with the hole `clauses`.
    #[schemars(with = "String")]
    pub around: Option<String>,
    /// True if clauses are joined two by two: `((a and b) and c)`.
    pub pairs: bool,
    /// The quote before and after a text.
    #[schemars(with = "String")]
    pub quote: Option<String>,
    /// The characters of a value that are escaped.
    #[schemars(with = "Escape")]
    pub escape: Option<Escape>,
    /// What stands without quotes.
    pub bare: Vec<Unquoted>,
    /// The wildcard that stands for any text in `like`, and how it is escaped in a value.
    #[schemars(with = "Wildcard")]
    pub wildcard: Option<Wildcard>,
    /// The most clauses that the vendor takes; further filters are checked on the records.
    #[schemars(with = "usize", range(min = 1))]
    pub at_most: Option<usize>,
    /// The text between two columns, and between two keys of an order; `, ` unless said.
    #[schemars(with = "String")]
    pub list: Option<String>,
    /// The words of the two directions in an order; `asc` and `desc` unless said.
    #[schemars(with = "Directions")]
    pub directions: Option<Directions>,
    /// How a list below a column is selected: a text with the holes `list` and `columns`.
    #[schemars(with = "String")]
    pub child: Option<String>,
    /// True if a column may be a member of another, dotted.
    pub dotted: bool,
}

/// The characters of a value that are escaped, and by which sign.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Escape {
    /// The characters.
    #[schemars(length(min = 1))]
    pub these: String,
    /// What stands before each of them.
    #[schemars(length(min = 1))]
    pub by: String,
    /// Character → what replaces it, where a sign before it is not enough.
    #[serde(default)]
    pub named: IndexMap<String, String>,
}

/// The wildcard that stands for any text.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Wildcard {
    /// The wildcard.
    #[schemars(length(min = 1))]
    pub any: String,
    /// The characters that are escaped in the value, besides those of a text.
    #[serde(default)]
    pub these: String,
    /// What stands before each of them.
    #[serde(default)]
    pub by: String,
}

/// The words of the two directions.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Directions {
    /// Ascending.
    pub asc: String,
    /// Descending.
    pub desc: String,
}

impl Default for Directions {
    fn default() -> Self {
        Directions {
            asc: "asc".to_owned(),
            desc: "desc".to_owned(),
        }
    }
}

/// What stands without quotes in a query text.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Unquoted {
    /// Whole numbers and other numbers.
    Number,
    /// `true` and `false`.
    Boolean,
    /// Times.
    Time,
    /// UUIDs.
    Uuid,
    /// Texts: each needs a `pattern`.
    Text,
}

/// One comparison as it is written: a text or JSON, with holes.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Form(pub Json);

impl JsonSchema for Form {
    fn schema_name() -> Cow<'static, str> {
        "ComparisonForm".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text or JSON with the holes `column`, `operator`, `value`, `values`, `pattern`.",
            "type": ["string", "object"], "minLength": 1, "minProperties": 1,
            "examples": ["{{ column }}=={{ value }}"]
        })
    }
}

/// Each operator with the vendor's word for it.
fn words(_: &mut SchemaGenerator) -> Schema {
    let all = Operator::ALL.map(|operator| {
        let name = operator.word();
        let description = format!("What the vendor writes for `{name}`.");
        (
            name.to_owned(),
            json!({ "type": "string", "description": description }),
        )
    });
    let all = Value::Object(all.into_iter().collect());
    json_schema!({ "type": "object", "properties": all, "additionalProperties": false })
}

impl OwnGrammar {
    /// How an operator is written where it differs from `write`.
    pub fn form(&self, operator: Operator) -> Option<&Form> {
        match operator {
            Operator::Eq => self.eq.as_ref(),
            Operator::Ne => self.ne.as_ref(),
            Operator::Gt => self.gt.as_ref(),
            Operator::Gte => self.gte.as_ref(),
            Operator::Lt => self.lt.as_ref(),
            Operator::Lte => self.lte.as_ref(),
            Operator::In => self.any.as_ref(),
            Operator::Nin => self.nin.as_ref(),
            Operator::Like => self.like.as_ref(),
        }
    }
}

impl<'de> Deserialize<'de> for Grammar {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Json::deserialize(input)?;
        let own = value.as_object().is_some();
        let read = if own {
            from_json(value).map(|own| Grammar::Own(Box::new(own)))
        } else {
            from_json(value).map(Grammar::Named)
        };
        read.map_err(D::Error::custom)
    }
}

impl JsonSchema for Grammar {
    fn schema_name() -> Cow<'static, str> {
        "Grammar".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let named = Value::from(NamedGrammar::json_schema(generator));
        let words = named.get("oneOf").and_then(Value::as_array);
        let words: Vec<Value> = words
            .into_iter()
            .flatten()
            .filter_map(|word| word.get("const").cloned())
            .collect();
        let own = Value::from(OwnGrammar::json_schema(generator));
        json_schema!({
            "description": "How a query text is made of clauses: `soql`, `odata`, `coql`, or a grammar as data.",
            "type": ["string", "object"],
            "examples": ["odata", { "write": "{{ column }}=={{ value }}", "and": ";" }],
            "if": { "type": "string" }, "then": { "enum": if words.is_empty() { json!(["soql", "odata", "coql"]) } else { json!(words) } },
            "else": own
        })
    }
}
