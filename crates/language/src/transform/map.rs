//! `map`, `ignore_case` and `otherwise`: the vendor's words become ours.

use super::judged::{Complaint, Judged};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::shape::Shape;
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::json::Json;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// How words are mapped.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct MapKeys {
    /// The vendor's word → ours.
    #[schemars(with = "IndexMap<String, String>")]
    pub map: Option<IndexMap<String, Json>>,
    /// True if `map` ignores upper and lower case.
    pub ignore_case: bool,
    /// What becomes of a word that `map` does not name; `keep` unless said.
    #[schemars(with = "Otherwise")]
    pub otherwise: Option<Otherwise>,
}

/// What becomes of a word that `map` does not name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Otherwise {
    /// It stays as it is.
    Keep,
    /// It stays, in lower case.
    KeepLowercase,
    /// The field is null.
    Nothing,
    /// The field is null, and the reply says so in a warning.
    Fault,
}

/// The vendor's words and ours.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMap {
    /// The vendor's word (in lower case when case is ignored) → ours.
    words: IndexMap<String, String>,
    ignore_case: bool,
    otherwise: Otherwise,
}

impl Kind for WordMap {
    type Keys = MapKeys;

    const DOC: Doc = Doc {
        rows: &[
            (
                "`map`",
                "the vendor's word, as text → ours; `ignore_case: true` where case does not count",
            ),
            (
                "`otherwise`",
                "a word that `map` does not name: `keep` (unless said), `keep_lowercase`, `nothing`, or `fault` for a warning",
            ),
        ],
        example: "engagement_type: { from: $.kind, map: { PHONE: call }, ignore_case: true, otherwise: keep_lowercase }",
    };

    fn resolve(
        _: &mut Resolver<'_>,
        keys: &MapKeys,
        _: &Pointer,
    ) -> Result<Option<WordMap>, Reported> {
        let words = keys.map.as_ref().map(|words| {
            let words = words.iter().map(|(theirs, ours)| {
                let theirs = if keys.ignore_case {
                    theirs.to_lowercase()
                } else {
                    theirs.clone()
                };
                (theirs, ours.as_text().unwrap_or_default().to_owned())
            });
            words.collect()
        });
        Ok(words.map(|words| WordMap {
            words,
            ignore_case: keys.ignore_case,
            otherwise: keys.otherwise.unwrap_or(Otherwise::Keep),
        }))
    }
}

impl WordMap {
    /// True if a word of the vendor's is mapped.
    pub fn knows(&self, theirs: &str) -> bool {
        self.ours(theirs).is_some()
    }

    /// The vendor's words, as they are known, each with ours.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        let words = self.words.iter();
        words.map(|(theirs, ours)| (theirs.as_str(), ours.as_str()))
    }

    /// What becomes of a word that is not mapped.
    pub fn otherwise(&self) -> Otherwise {
        self.otherwise
    }

    /// Our word for one of the vendor's; `None` if it is not mapped.
    pub fn ours(&self, theirs: &str) -> Option<&str> {
        self.pair(theirs).map(|(_, ours)| ours.as_str())
    }

    /// The vendor's word that is meant, as it is known, and ours.
    fn pair(&self, theirs: &str) -> Option<(&String, &String)> {
        let known = &self.words;
        if !self.ignore_case && known.len() <= 8 {
            // Comparing a few words is faster than hashing one.
            known.iter().find(|(word, _)| *word == theirs)
        } else if !self.ignore_case {
            known.get_key_value(theirs)
        } else if theirs.is_ascii() {
            // The known words are in lower case already.
            let same = |(word, _): &(&String, &String)| word.eq_ignore_ascii_case(theirs);
            known.iter().find(same)
        } else {
            known.get_key_value(&theirs.to_lowercase())
        }
    }
}

impl Work for WordMap {
    fn reads(&self) -> bool {
        false
    }

    fn fits(&self, _: &Scalar) -> bool {
        true
    }

    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        let theirs = value.text()?;
        if let Some(ours) = self.ours(&theirs) {
            return Ok(Some(Value::Text(ours.into())));
        }
        let kept: Cow<'v, str> = match self.otherwise {
            Otherwise::Keep => theirs,
            Otherwise::KeepLowercase => theirs.to_lowercase().into(),
            Otherwise::Nothing => return Ok(None),
            Otherwise::Fault => {
                let shown: String = theirs.chars().take(80).collect();
                let message = format!("`{shown}` is no word of `map`");
                return Err(ValueFault::new("unknown_word", message));
            }
        };
        Ok(Some(Value::Text(kept)))
    }

    fn inverse(&self, value: Value<'_>, _: &mut Manner<'_>) -> Option<Sent> {
        let ours = value.text().ok()?;
        let mut words = self.words.iter();
        let theirs = words.find(|(_, word)| **word == ours);
        let theirs = theirs.map(|(theirs, _)| theirs.clone());
        let kept = match self.otherwise {
            Otherwise::Keep => Some(ours.to_string()),
            Otherwise::KeepLowercase => Some(ours.to_lowercase()).filter(|kept| *kept == ours),
            Otherwise::Nothing | Otherwise::Fault => None,
        };
        // A word that `map` turns into another one cannot be kept.
        let kept = kept.filter(|kept| self.ours(kept).is_none());
        Some(Sent::text(theirs.or(kept)?, Value::Text(ours)))
    }

    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        judged.wants_text("map").into_iter().collect()
    }

    fn told(&self, of: String) -> String {
        let otherwise = match self.otherwise {
            Otherwise::Keep => "others kept",
            Otherwise::KeepLowercase => "others in lower case",
            Otherwise::Nothing => "else nothing",
            Otherwise::Fault => "else a warning",
        };
        let pairs = self.words.iter();
        let pairs: Vec<String> = pairs
            .map(|(theirs, ours)| format!("{theirs} = {ours}"))
            .collect();
        format!("{of}, mapped ({}; {otherwise})", pairs.join(", "))
    }

    fn shape(&self) -> Shape<'_> {
        if self.ignore_case {
            return Shape::Other;
        }
        Shape::Words {
            words: &self.words,
            keep: self.otherwise == Otherwise::Keep,
        }
    }

    fn theirs(&self) -> Vec<&str> {
        self.words.keys().map(String::as_str).collect()
    }

    fn meant(&self, came: &str) -> Option<&str> {
        self.pair(came).map(|(theirs, _)| theirs.as_str())
    }

    fn words_under(&self) -> Option<&'static str> {
        Some("map")
    }

    fn redefine(&mut self, theirs: &str, ours: &str) {
        if let Some(known) = self.words.get_mut(theirs) {
            ours.clone_into(known);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Otherwise, WordMap};
    use crate::transform::kind::Work;
    use crate::transform::sent::Manner;
    use crate::transform::value::Value;

    fn map(ignore_case: bool, otherwise: Otherwise) -> WordMap {
        let words = [("out", "outbound"), ("grüße", "call"), ("call", "email")];
        let words = words.map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()));
        WordMap {
            words: words.into_iter().collect(),
            ignore_case,
            otherwise,
        }
    }

    fn mapped(map: &WordMap, theirs: &str) -> Result<Option<String>, &'static str> {
        let value = map.apply(Value::Text(theirs.into()));
        let value = value.map_err(|fault| fault.code)?;
        Ok(value.map(|value| value.text().unwrap().into_owned()))
    }

    #[test]
    fn words_become_ours_and_others_what_is_said() {
        let keep = map(false, Otherwise::Keep);
        assert_eq!(mapped(&keep, "out"), Ok(Some("outbound".to_owned())));
        assert_eq!(mapped(&keep, "Out"), Ok(Some("Out".to_owned())));
        let ignoring = map(true, Otherwise::KeepLowercase);
        assert_eq!(mapped(&ignoring, "OUT"), Ok(Some("outbound".to_owned())));
        assert_eq!(mapped(&ignoring, "GRÜßE"), Ok(Some("call".to_owned())));
        assert_eq!(mapped(&ignoring, "Other"), Ok(Some("other".to_owned())));
        assert_eq!(mapped(&map(false, Otherwise::Nothing), "x"), Ok(None));
        assert_eq!(
            mapped(&map(false, Otherwise::Fault), "x"),
            Err("unknown_word")
        );
    }

    #[test]
    fn a_word_that_is_meant_is_told_as_it_is_known() {
        assert_eq!(map(false, Otherwise::Keep).meant("Out"), None);
        assert_eq!(map(false, Otherwise::Keep).meant("out"), Some("out"));
        assert_eq!(map(true, Otherwise::Keep).meant("Out"), Some("out"));
        assert_eq!(map(true, Otherwise::Keep).meant("GRÜßE"), Some("grüße"));
    }

    #[test]
    fn what_is_sent_is_read_as_it_was_meant() {
        let mut manner = Manner {
            below: &mut |_| 0,
            like: None,
            as_text: true,
        };
        let map = map(false, Otherwise::Keep);
        let mut sent = |ours: &str| map.inverse(Value::Text(ours.into()), &mut manner);
        for (ours, theirs) in [("outbound", "out"), ("call", "grüße"), ("other", "other")] {
            let sent = sent(ours).unwrap();
            assert_eq!(sent.json.as_str(), Some(theirs));
            assert_eq!(mapped(&map, theirs), Ok(Some(ours.to_owned())));
        }
        // the vendor's `out` would become `outbound`, so it cannot stand for `out`
        assert_eq!(sent("out"), None);
    }
}
