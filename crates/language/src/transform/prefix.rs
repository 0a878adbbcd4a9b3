//! `prefix`: a text before the value.

use super::judged::{Complaint, Judged};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::shape::Shape;
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use schemars::JsonSchema;
use serde::Deserialize;

/// How a prefix is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct PrefixKeys {
    /// A text put before the value: ids that are unique only within their type.
    #[schemars(with = "String")]
    pub prefix: Option<String>,
}

/// A text before the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefix(String);

impl Prefix {
    /// This text before the value.
    pub fn new(text: impl Into<String>) -> Prefix {
        Prefix(text.into())
    }
}

impl Kind for Prefix {
    type Keys = PrefixKeys;

    const DOC: Doc = Doc {
        rows: &[(
            "`prefix`",
            "a text before the value: an id that is unique only within its type",
        )],
        example: r#"id: { from: $.id, prefix: "call:" }"#,
    };

    fn resolve(
        _: &mut Resolver<'_>,
        keys: &PrefixKeys,
        _: &Pointer,
    ) -> Result<Option<Prefix>, Reported> {
        Ok(keys.prefix.clone().map(Prefix))
    }
}

impl Work for Prefix {
    fn reads(&self) -> bool {
        false
    }

    fn fits(&self, _: &Scalar) -> bool {
        true
    }

    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        let text = format!("{}{}", self.0, value.text()?);
        Ok(Some(Value::Text(text.into())))
    }

    fn inverse(&self, value: Value<'_>, _: &mut Manner<'_>) -> Option<Sent> {
        let ours = value.text().ok()?;
        let theirs = ours.strip_prefix(self.0.as_str())?.to_owned();
        Some(Sent::text(theirs, Value::Text(ours)))
    }

    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        judged.wants_text("prefix").into_iter().collect()
    }

    fn told(&self, of: String) -> String {
        format!("`{}` and {of}", self.0)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Before(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;
    use crate::transform::kind::Work;
    use crate::transform::sent::Manner;
    use crate::transform::value::Value;

    #[test]
    fn what_is_sent_is_read_as_it_was_meant() {
        let mut manner = Manner {
            below: &mut |_| 0,
            like: None,
            as_text: true,
        };
        let prefix = Prefix::new("call:");
        let sent = prefix.inverse(Value::Text("call:7".into()), &mut manner);
        assert_eq!(sent.unwrap().json.as_str(), Some("7"));
        let read = prefix.apply(Value::Text("7".into())).unwrap();
        assert_eq!(read, Some(Value::Text("call:7".into())));
        assert_eq!(prefix.inverse(Value::Text("7".into()), &mut manner), None);
    }
}
