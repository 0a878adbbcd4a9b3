//! A map from what is looked at to what is wanted, into a condition that holds or does not.
//!
//! One grammar serves wherever a mapping chooses: all clauses must hold.

use super::fault::ExprFault;
use super::path::Path;
use crate::json::{Json, Object};
use std::borrow::Cow;

/// Clauses that must all hold; a condition without clauses always holds.
///
/// ```text
/// { kind: [call, visit], "$.done": true, status: 403, header.x-left: given }
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Condition {
    /// The clauses, in the author's order.
    pub clauses: Vec<Clause>,
}

/// One thing looked at, and what it must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What is looked at.
    pub subject: Subject,
    /// What it must be.
    pub want: Want,
}

/// What a clause looks at, read from its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A parameter of the caller, by its unified name.
    Parameter(String),
    /// A place in the record or reply at hand: a key that begins with `$` or `record.$`.
    Path(Path),
    /// The reply's status.
    Status,
    /// A header of the reply, by its name in lower case: a key that begins with `header.`.
    Header(String),
}

/// What a clause wants, read from its value.
#[derive(Debug, Clone, PartialEq)]
pub enum Want {
    /// One of these scalars, compared as text: `403` is `"403"`, `true` is `"true"`.
    AnyOf(Vec<Json>),
    /// Present, and not null.
    Given,
    /// Not given: missing, or null.
    Absent,
    /// Present, and null.
    Null,
}

/// What a condition is held against. Whoever has nothing of a kind leaves its method out.
pub trait Facts {
    /// The caller's value for a parameter.
    fn parameter(&self, _name: &str) -> Option<Cow<'_, Json>> {
        None
    }
    /// The first value at a path.
    fn path(&self, _path: &Path) -> Option<Cow<'_, Json>> {
        None
    }
    /// The reply's status.
    fn status(&self) -> Option<u16> {
        None
    }
    /// The value of a header, asked for in lower case.
    fn header(&self, _name: &str) -> Option<&str> {
        None
    }
}

impl Condition {
    /// Reads a condition from its map.
    ///
    /// ```
    /// use touchpoint_language::{expr::Condition, json::Json};
    /// let written = Json::parse(r#"{ "kind": ["call", "visit"], "guest.id": "given" }"#).unwrap();
    /// let condition = Condition::read(written.as_object().unwrap()).unwrap();
    /// assert_eq!(condition.parameters().collect::<Vec<_>>(), ["kind", "guest.id"]);
    /// ```
    ///
    /// # Errors
    /// The key at fault and what is wrong with it, for the mapping's author.
    pub fn read(written: &Object) -> Result<Self, (String, ExprFault)> {
        let clauses = written
            .iter()
            .map(|(key, value)| {
                let clause = Subject::read(key)
                    .and_then(|subject| Want::read(value).map(|want| Clause { subject, want }));
                clause.map_err(|fault| (key.clone(), fault))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { clauses })
    }

    /// Whether all clauses hold.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.clauses.iter().all(|clause| clause.holds(facts))
    }

    /// The parameters it looks at, in the author's order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.clauses
            .iter()
            .filter_map(|clause| match &clause.subject {
                Subject::Parameter(name) => Some(name.as_str()),
                Subject::Path(_) | Subject::Status | Subject::Header(_) => None,
            })
    }
}

impl Clause {
    /// Whether this clause holds.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        match &self.subject {
            Subject::Parameter(name) => self.want.accepts(facts.parameter(name).as_deref()),
            Subject::Path(path) => self.want.accepts(facts.path(path).as_deref()),
            Subject::Status => self.want.accepts(
                facts
                    .status()
                    .map(|status| Json::from(u64::from(status)))
                    .as_ref(),
            ),
            Subject::Header(name) => self
                .want
                .accepts(facts.header(name).map(Json::from).as_ref()),
        }
    }
}

impl Subject {
    /// Reads a clause's key.
    ///
    /// # Errors
    /// An unreadable path or an empty name, for the mapping's author.
    pub fn read(key: &str) -> Result<Self, ExprFault> {
        if key.starts_with('$') || key.starts_with("record.$") {
            return Path::parse(key).map(Self::Path);
        }
        match (key, key.strip_prefix("header.")) {
            ("status", _) => Ok(Self::Status),
            (_, Some("")) => {
                Err(ExprFault::new("`header.` names no header").help("write `header.x-name`"))
            }
            (_, Some(name)) => Ok(Self::Header(name.to_ascii_lowercase())),
            ("", None) => Err(ExprFault::new("a condition's key is empty")
                .help("name a parameter, a path, `status` or `header.x-name`")),
            (name, None) => Ok(Self::Parameter(name.to_owned())),
        }
    }
}

impl Want {
    /// Reads a clause's value. A list of one word means the word as text: `[given]`.
    ///
    /// # Errors
    /// A value that no clause can want, for the mapping's author.
    pub fn read(value: &Json) -> Result<Self, ExprFault> {
        match value {
            Json::Null => Ok(Self::Null),
            Json::String(word) if word == "null" => Ok(Self::Null),
            Json::String(word) if word == "given" => Ok(Self::Given),
            Json::String(word) if word == "absent" => Ok(Self::Absent),
            Json::String(_) | Json::Number(_) | Json::Bool(_) => {
                Ok(Self::AnyOf(vec![value.clone()]))
            }
            Json::Array(list) if list.is_empty() => {
                Err(ExprFault::new("an empty list can never hold").help("name at least one value"))
            }
            Json::Array(list) if list.iter().all(|item| item.as_text().is_some()) => {
                Ok(Self::AnyOf(list.clone()))
            }
            Json::Array(_) => Err(ExprFault::new(
                "a list of wanted values holds more than texts, numbers and booleans",
            )
            .help("`given`, `absent` and `null` stand alone")),
            Json::Object(_) => Err(ExprFault::new("an object cannot be compared")
                .help("write a value, a list of values, `given`, `absent` or `null`")),
        }
    }

    /// Whether what was found is wanted. A list that was found must be wanted in every element.
    pub fn accepts(&self, found: Option<&Json>) -> bool {
        let given = found.is_some_and(|value| !value.is_null());
        match self {
            Self::Given => given,
            Self::Absent => !given,
            Self::Null => found.is_some_and(Json::is_null),
            Self::AnyOf(wanted) => match found {
                Some(Json::Array(list)) => {
                    !list.is_empty() && list.iter().all(|item| is_among(item, wanted))
                }
                Some(value) => is_among(value, wanted),
                None => false,
            },
        }
    }
}

fn is_among(value: &Json, wanted: &[Json]) -> bool {
    let text = value.as_text();
    text.is_some() && wanted.iter().any(|want| want.as_text() == text)
}

#[cfg(test)]
mod tests {
    use super::{Condition, Facts, Subject};
    use crate::expr::path::Path;
    use crate::json::{Json, json};
    use std::borrow::Cow;

    struct Reply {
        parameters: Json,
        body: Json,
    }

    impl Facts for Reply {
        fn parameter(&self, name: &str) -> Option<Cow<'_, Json>> {
            self.parameters.get(name).map(Cow::Borrowed)
        }
        fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
            path.one(&self.body).map(Cow::Borrowed)
        }
        fn status(&self) -> Option<u16> {
            Some(403)
        }
        fn header(&self, name: &str) -> Option<&str> {
            (name == "x-left").then_some("0")
        }
    }

    fn holds(written: Json) -> bool {
        let reply = Reply {
            parameters: json!({ "kind": "call", "list": ["a", "b"] }),
            body: json!({ "done": true, "gone": null, "count": 3, "parts": [{ "code": "LIMIT" }] }),
        };
        Condition::read(written.as_object().unwrap())
            .unwrap()
            .holds(&reply)
    }

    #[test]
    fn clauses_hold_or_do_not() {
        let hold = [
            json!({}),
            json!({ "kind": "call" }),
            json!({ "kind": ["visit", "call"] }),
            json!({ "kind": "given", "other": "absent" }),
            json!({ "list": ["a", "b", "c"] }),
            json!({ "$.done": true }),
            json!({ "$.done": "true" }),
            json!({ "$.count": "3" }),
            json!({ "$.gone": "null", "$.missing": "absent" }),
            json!({ "$.gone": null }),
            json!({ "$.gone": "absent" }),
            json!({ "status": 403, "$.parts[0].code": "LIMIT" }),
            json!({ "status": [401, "403"] }),
            json!({ "header.X-Left": 0 }),
            json!({ "header.x-other": "absent" }),
        ];
        for written in hold {
            assert!(holds(written.clone()), "{written}");
        }
        let fail = [
            json!({ "kind": "visit" }),
            json!({ "kind": "call", "other": "given" }),
            json!({ "list": ["a"] }),
            json!({ "$.done": false }),
            json!({ "$.gone": "given" }),
            json!({ "$.missing": "null" }),
            json!({ "$.parts": "LIMIT" }),
            json!({ "status": 200 }),
            json!({ "kind": ["given"] }),
        ];
        for written in fail {
            assert!(!holds(written.clone()), "{written}");
        }
    }

    #[test]
    fn a_faulty_clause_is_named() {
        for (written, key) in [
            (json!({ "a": 1, "$.b[": 1 }), "$.b["),
            (json!({ "a": {} }), "a"),
            (json!({ "a": [] }), "a"),
            (json!({ "a": [null] }), "a"),
            (json!({ "header.": 1 }), "header."),
            (json!({ "": 1 }), ""),
        ] {
            assert_eq!(
                Condition::read(written.as_object().unwrap()).unwrap_err().0,
                key
            );
        }
    }

    #[test]
    fn subjects_are_told_apart() {
        let subject = |key: &str| Subject::read(key).unwrap();
        assert_eq!(subject("guest.id"), Subject::Parameter("guest.id".into()));
        assert!(matches!(subject("record.$.a"), Subject::Path(_)));
        assert!(matches!(subject("$[0].a"), Subject::Path(_)));
    }
}
