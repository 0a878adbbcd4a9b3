//! How the list goes on.

use super::{Cap, PathText, ReplyCondition, SendAs, TemplateText, by_kind::by_kind};
use crate::json::{Json, from_json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use std::borrow::Cow;

/// How the list goes on, chosen by `kind`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Paging {
    /// The reply holds a token that the next request sends back.
    Cursor(CursorPaging),
    /// The reply holds the next page's address.
    NextUrl(NextUrlPaging),
    /// Pages are counted.
    Page(PagePaging),
    /// Records are counted.
    Offset(OffsetPaging),
    /// There is one page.
    None {},
}

impl Paging {
    /// The most that the vendor gives of the list.
    pub fn cap(&self) -> Option<&super::Cap> {
        match self {
            Paging::Cursor(p) => p.cap.as_ref(),
            Paging::NextUrl(p) => p.cap.as_ref(),
            Paging::Page(p) => p.cap.as_ref(),
            Paging::Offset(p) => p.cap.as_ref(),
            Paging::None {} => None,
        }
    }
}

impl JsonSchema for Paging {
    fn schema_name() -> Cow<'static, str> {
        "Paging".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let none = json_schema!({ "type": "object", "properties": {}, "additionalProperties": false,
            "description": "There is one page." });
        by_kind(
            "How the list goes on, chosen by `kind`.",
            vec![
                ("cursor", CursorPaging::json_schema(generator)),
                ("next_url", NextUrlPaging::json_schema(generator)),
                ("page", PagePaging::json_schema(generator)),
                ("offset", OffsetPaging::json_schema(generator)),
                ("none", none),
            ],
        )
    }
}

/// The reply holds a token that the next request sends back; none, null or an empty one is the end.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct CursorPaging {
    /// Where the token is sent; without it, a hole of the request reads `page.cursor`.
    #[serde(default)]
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// Where the reply holds it.
    pub next: Next,
    /// The list goes on only while this holds.
    #[serde(rename = "while")]
    #[serde(default)]
    #[schemars(with = "While")]
    pub while_: Option<While>,
    /// The page's size.
    #[serde(default)]
    #[schemars(with = "Size")]
    pub size: Option<Size>,
    /// The vendor gives no more records than this of one list, however many there are.
    #[serde(default)]
    #[schemars(with = "Cap")]
    pub cap: Option<Cap>,
}

/// The reply holds the next page's address. It is followed only on the account's own origin.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct NextUrlPaging {
    /// Where the reply holds the address.
    pub next: Next,
    /// The list goes on only while this holds.
    #[serde(rename = "while")]
    #[serde(default)]
    #[schemars(with = "While")]
    pub while_: Option<While>,
    /// The page's size.
    #[serde(default)]
    #[schemars(with = "Size")]
    pub size: Option<Size>,
    /// The vendor gives no more records than this of one list, however many there are.
    #[serde(default)]
    #[schemars(with = "Cap")]
    pub cap: Option<Cap>,
}

/// Pages are counted: the next request asks for the next number.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct PagePaging {
    /// Where the number is sent; without it, a hole of the request reads `page.number`.
    #[serde(default)]
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// The number of the first page; 1 unless said.
    #[serde(default = "one")]
    pub first: u64,
    /// The list goes on only while this holds.
    #[serde(rename = "while")]
    #[serde(default)]
    #[schemars(with = "While")]
    pub while_: Option<While>,
    /// Where the reply holds the number of all records.
    #[serde(default)]
    #[schemars(with = "Total")]
    pub total: Option<Total>,
    /// Where the reply holds the number of all pages.
    #[serde(default)]
    #[schemars(with = "PathText")]
    pub total_pages: Option<PathText>,
    /// What ends the list where the reply tells nothing.
    #[serde(default)]
    #[schemars(with = "Stop")]
    pub stop: Option<Stop>,
    /// The page's size.
    #[serde(default)]
    #[schemars(with = "Size")]
    pub size: Option<Size>,
    /// The vendor gives no more records than this of one list, however many there are.
    #[serde(default)]
    #[schemars(with = "Cap")]
    pub cap: Option<Cap>,
}

/// Records are counted: the next request skips those that came.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct OffsetPaging {
    /// Where the number of records to skip is sent; without it, a hole of the request reads `page.offset`.
    #[serde(default)]
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// The list goes on only while this holds.
    #[serde(rename = "while")]
    #[serde(default)]
    #[schemars(with = "While")]
    pub while_: Option<While>,
    /// Where the reply holds the number of all records.
    #[serde(default)]
    #[schemars(with = "Total")]
    pub total: Option<Total>,
    /// What ends the list where the reply tells nothing.
    #[serde(default)]
    #[schemars(with = "Stop")]
    pub stop: Option<Stop>,
    /// The page's size.
    #[serde(default)]
    #[schemars(with = "Size")]
    pub size: Option<Size>,
    /// The vendor gives no more records than this of one list, however many there are.
    #[serde(default)]
    #[schemars(with = "Cap")]
    pub cap: Option<Cap>,
}

fn one() -> u64 {
    1
}

/// What ends a list whose replies tell nothing.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Stop {
    /// A page with fewer records than were asked for.
    ShortPage,
    /// A page without records.
    EmptyPage,
}

/// The list goes on while a path says `true`, or while a condition on the reply holds.
#[derive(Clone, Debug, PartialEq)]
pub enum While {
    /// `$.has_more`
    Path(PathText),
    /// `{ $.status: more }`
    Condition(ReplyCondition),
}

impl<'de> Deserialize<'de> for While {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(path) => Ok(While::Path(PathText(path))),
            other => from_json(other)
                .map(While::Condition)
                .map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for While {
    fn schema_name() -> Cow<'static, str> {
        "While".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let condition = generator.subschema_for::<ReplyCondition>();
        json_schema!({
            "description": "A path whose value is `true` as long as there is more, or a condition on the reply.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": condition
        })
    }
}

/// Where a reply tells the number of all records: a path, or `{ header: x-total-count }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Total {
    /// In the body.
    Path(PathText),
    /// In a header, by its name in lower case.
    Header(String),
}

/// The written object behind the longer form of [`Total`].
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct TotalPlace {
    /// The header that holds the number.
    header: String,
}

impl<'de> Deserialize<'de> for Total {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(path) => Ok(Total::Path(PathText(path))),
            other => {
                let place: TotalPlace = from_json(other).map_err(D::Error::custom)?;
                Ok(Total::Header(place.header.to_lowercase()))
            }
        }
    }
}

impl JsonSchema for Total {
    fn schema_name() -> Cow<'static, str> {
        "Total".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let place = TotalPlace::json_schema(generator);
        json_schema!({
            "description": "Where the reply tells the number of all records: a path, or `{ header: x-total-count }`.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": place
        })
    }
}

/// Where a reply holds what leads on: a path, a query parameter cut out of a link, or a header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    /// The paths of the value or the link, in the body: the first that has one counts.
    pub from: Vec<PathText>,
    /// The header that holds links (RFC 8288).
    pub header: Option<String>,
    /// The relation of the link in that header.
    pub rel: Option<String>,
    /// The query parameter of the link that is the value.
    pub query_parameter: Option<String>,
}

/// The written object behind the longer forms of [`Next`].
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct NextPlace {
    /// The path of the value or the link.
    #[serde(default)]
    #[schemars(with = "PathText")]
    from: Option<PathText>,
    /// The paths of which the first that has a value counts.
    #[serde(default)]
    #[schemars(with = "Vec<PathText>", extend("minItems" = 1))]
    first_of: Option<Vec<PathText>>,
    /// The header that holds links, `link` (RFC 8288).
    #[serde(default)]
    #[schemars(with = "String")]
    header: Option<String>,
    /// The relation of the link; `next` unless said.
    #[serde(default)]
    #[schemars(with = "String")]
    rel: Option<String>,
    /// The query parameter of the link that is the value.
    #[serde(default)]
    #[schemars(with = "String")]
    query_parameter: Option<String>,
}

impl<'de> Deserialize<'de> for Next {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(path) => Ok(Next {
                from: vec![PathText(path)],
                ..Next::default()
            }),
            other => {
                let place: NextPlace = from_json(other).map_err(D::Error::custom)?;
                Ok(Next {
                    from: place
                        .from
                        .into_iter()
                        .chain(place.first_of.into_iter().flatten())
                        .collect(),
                    header: place.header.map(|h| h.to_lowercase()),
                    rel: place.rel,
                    query_parameter: place.query_parameter,
                })
            }
        }
    }
}

impl JsonSchema for Next {
    fn schema_name() -> Cow<'static, str> {
        "Next".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = generator.subschema_for::<PathText>();
        let mut place = Value::from(NextPlace::json_schema(generator));
        if let Some(place) = place.as_object_mut() {
            place.insert(
                "oneOf".into(),
                serde_json::json!([{ "required": ["from"] }, { "required": ["first_of"] }, { "required": ["header"] }]),
            );
        }
        json_schema!({
            "description": "Where the reply holds what leads on: a path, or `{ from, query_parameter }` for a value inside a link, or `{ header: link }`.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": path, "else": place
        })
    }
}

/// The page's size: where it is sent and what is allowed, or `{ fixed: 10 }`. Without either, a hole of
/// the request reads `page.size`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Size {
    /// Where the size is sent.
    #[schemars(with = "SendAs")]
    pub send_as: Option<SendAs>,
    /// How it is written there, where it is not the bare number.
    #[schemars(with = "TemplateText")]
    pub form: Option<TemplateText>,
    /// The size when the caller names none; 25 unless said.
    #[schemars(with = "u64", range(min = 1))]
    pub default: Option<u64>,
    /// The largest size; 100 unless said.
    #[schemars(with = "u64", range(min = 1))]
    pub max: Option<u64>,
    /// The smallest size; 1 unless said. A caller who wants fewer gets a slice of the page.
    #[schemars(with = "u64", range(min = 1))]
    pub min: Option<u64>,
    /// The vendor's own size, which cannot be changed.
    #[schemars(with = "u64", range(min = 1))]
    pub fixed: Option<u64>,
}
