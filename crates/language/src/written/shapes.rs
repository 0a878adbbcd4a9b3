//! The texts that have a grammar of their own. Each is one of our own `format`s in the JSON Schema,
//! so that the structure check reads them where they stand.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident = $format:literal, $examples:tt;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Deserialize, PartialEq)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let description = [$($doc),+].map(str::trim).join(" ");
                json_schema!({
                    "type": "string", "format": $format, "description": description, "examples": $examples
                })
            }
        }
    )+};
}

texts! {
    /// A JSONPath (RFC 9535) that takes a value out of the record: `$.owner.id`. Inside `each`, `$`
    /// is the element, and `record.$` starts at the whole record.
    PathText = "touchpoint-path", ["$.id", "$.data[*]", "record.$.id"];
    /// A text with holes that puts values in: `https://{{ context.domain }}.example.com`. It sees
    /// `query`, `context` and `page`.
    TemplateText = "touchpoint-template", ["{{ query.contact_id }}"];
    /// A JMESPath expression that reshapes what a path cannot.
    ComputeText = "touchpoint-compute", ["join(' ', [first, last])"];
    /// A regular expression that a whole value must match.
    PatternText = "touchpoint-pattern", ["[0-9]+"];
    /// A verb and a path below `base_url`: `GET /activities`.
    RequestText = "touchpoint-request", ["GET /activities", "POST /activities/search"];
    /// How the vendor writes a time: `rfc3339`, `unix_s`, `unix_ms`, `date`, or strptime letters.
    TimeText = "touchpoint-time", ["rfc3339", "unix_s", "unix_ms", "date", "%Y-%m-%d %H:%M:%S"];
    /// How the vendor writes when a count starts again: `delay_s`, `delay_ms`, `http_date`, or a form of
    /// time.
    ResetText = "touchpoint-reset", ["delay_s", "delay_ms", "unix_s", "unix_ms", "http_date", "rfc3339"];
    /// A stretch of time: a number and `s`, `minutes`, `hours`, `days` or `year`.
    WaitText = "touchpoint-wait", ["10 s", "1 hour", "1 year"];
    /// A day: its year, month and day.
    DayText = "touchpoint-day", ["2027-08-31"];
}
