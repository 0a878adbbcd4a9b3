//! `cut`: takes the number out of an id that has other text around it.

use super::judged::{Complaint, Judged};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::expr::shown;
use crate::json::Json;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;

/// How a cut is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct CutKeys {
    /// Which number is cut out of the text: `123` out of `gid://thing/123`.
    #[schemars(with = "Cut")]
    pub cut: Option<Cut>,
}

/// Which number is cut out of a text.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Cut {
    /// The first: `1` of `1-kinds`.
    FirstNumber,
    /// The last: `123` of `gid://thing/123`.
    LastNumber,
}

impl Kind for Cut {
    type Keys = CutKeys;

    const DOC: Doc = Doc {
        rows: &[(
            "`cut`",
            "`first_number` of `1-kinds`, `last_number` of `gid://thing/123`: its digits as they stand",
        )],
        example: "owner: { id: { from: $.owner, cut: last_number } }",
    };

    fn resolve(_: &mut Resolver<'_>, keys: &CutKeys, _: &Pointer) -> Result<Option<Cut>, Reported> {
        Ok(keys.cut)
    }
}

impl Cut {
    /// Where the number stands in a text.
    fn place(self, text: &str) -> Option<Range<usize>> {
        let is_digit = |c: char| c.is_ascii_digit();
        match self {
            Cut::FirstNumber => {
                let start = text.find(is_digit)?;
                let (_, rest) = text.split_at_checked(start)?;
                let end = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
                Some(start..start + end)
            }
            Cut::LastNumber => {
                let end = text.rfind(is_digit)? + 1;
                let (before, _) = text.split_at_checked(end)?;
                let start = before.trim_end_matches(is_digit).len();
                Some(start..end)
            }
        }
    }
}

impl Work for Cut {
    fn reads(&self) -> bool {
        true
    }

    fn fits(&self, _: &Scalar) -> bool {
        true
    }

    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        let text = value.text()?;
        if text.is_empty() {
            return Ok(None);
        }
        let Some(place) = self.place(&text) else {
            let message = format!("{} has no number in it", shown(&Json::from(text.as_ref())));
            return Err(ValueFault::new("no_number", message));
        };
        let number = match text {
            Cow::Borrowed(text) => text.get(place).map(Cow::Borrowed),
            Cow::Owned(text) => text.get(place).map(|text| Cow::Owned(text.to_owned())),
        };
        Ok(number.map(Value::Text))
    }

    /// The number with something around it, as in a recorded text. For a value that is no number,
    /// the vendor has an id that is one.
    fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
        let text = value.text().ok()?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if is_number {
            text.into_owned()
        } else {
            (1 + (manner.below)(9_000)).to_string()
        };
        let around = match self {
            Cut::FirstNumber => ["7", "7-kinds", "no7/of-9"],
            Cut::LastNumber => ["7", "user-7", "gid://kind2/7?"],
        };
        let invented = *manner.pick(&around)?;
        let like = manner.like.filter(|like| self.place(like).is_some());
        let like = like.unwrap_or(invented);
        let mut sent = like.to_owned();
        sent.replace_range(self.place(like)?, &number);
        Some(Sent::text(sent, Value::Text(number.into())))
    }

    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        judged.on_a_sum("cut").into_iter().collect()
    }

    fn told(&self, of: String) -> String {
        match self {
            Cut::FirstNumber => format!("{of}, its first number"),
            Cut::LastNumber => format!("{of}, its last number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;
    use crate::transform::kind::Work;
    use crate::transform::sent::Manner;
    use crate::transform::value::Value;

    fn cut(which: Cut, text: &str) -> Result<Option<String>, String> {
        let value = which.apply(Value::Text(text.into()));
        let value = value.map_err(|fault| fault.message)?;
        Ok(value.map(|value| value.text().unwrap().into_owned()))
    }

    #[test]
    fn the_digits_stay_as_they_stand() {
        for (text, first, last) in [
            ("gid://shop2/Order/00123", "2", "00123"),
            (
                "urn:li:person:9007199254740993",
                "9007199254740993",
                "9007199254740993",
            ),
            ("1-activityTypes", "1", "1"),
            ("-5.25 €", "5", "25"),
            ("٣7é8", "7", "8"),
        ] {
            assert_eq!(cut(Cut::FirstNumber, text), Ok(Some(first.to_owned())));
            assert_eq!(cut(Cut::LastNumber, text), Ok(Some(last.to_owned())));
        }
        assert_eq!(cut(Cut::LastNumber, ""), Ok(None));
        let none = Err("`no one` has no number in it".to_owned());
        assert_eq!(cut(Cut::FirstNumber, "no one"), none);
    }

    #[test]
    fn what_is_sent_is_read_as_it_was_meant() {
        let likes = [None, Some("gid://shop2/Order/5"), Some("no number")];
        for which in [Cut::FirstNumber, Cut::LastNumber] {
            for (ours, like) in ["4711", "x", ""].into_iter().zip(likes) {
                for at in 0..3 {
                    let mut manner = Manner {
                        below: &mut |n| at % n,
                        like,
                        as_text: true,
                    };
                    let sent = which.inverse(Value::Text(ours.into()), &mut manner);
                    let sent = sent.unwrap();
                    let read = cut(which, sent.json.as_str().unwrap()).unwrap();
                    assert_eq!(read.map(|read| Value::Text(read.into())), Some(sent.says));
                }
            }
        }
        let mut manner = Manner {
            below: &mut |_| 0,
            like: Some("gid://shop2/Order/5"),
            as_text: true,
        };
        let sent = Cut::LastNumber.inverse(Value::Text("77".into()), &mut manner);
        assert_eq!(sent.unwrap().json.as_str(), Some("gid://shop2/Order/77"));
    }
}
