//! Turns a map of what is looked at and what is wanted into a condition that holds or does not.
//!
//! The same grammar serves wherever a mapping chooses: all clauses must hold, and one of the
//! alternatives.

use super::fault::ExprFault;
use super::path::Path;
use crate::json::{Json, Object};
use crate::model::Operator;
use std::borrow::Cow;

/// The key below which alternatives stand.
const ANY: &str = "any";

/// What the name of an account's variable begins with, where a condition looks at one.
const OF_ACCOUNT: &str = "context.";

/// The variable of the account that a name of a condition means: `context.via` → `via`.
pub fn of_account(name: &str) -> Option<&str> {
    name.strip_prefix(OF_ACCOUNT)
}

/// Where in a condition a fault is.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultPlace {
    /// The position below `any`, where the fault is there.
    pub alternative: Option<usize>,
    /// The key; `None` where an alternative as a whole is at fault.
    pub key: Option<String>,
}

/// Clauses that must all hold, and alternatives of which one must hold; a condition without either
/// always holds.
///
/// ```text
/// { kind: [call, visit], "$.done": true, status: 403, header.x-left: given }
/// { any: [owner.id, { kind: call, created_at.gte: given }] }
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Condition {
    /// The clauses, in the author's order.
    pub clauses: Vec<Clause>,
    /// The alternatives under `any`, each with clauses that must all hold; empty without `any`.
    pub any: Vec<Vec<Clause>>,
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
    /// A parameter of the caller, by its unified name; `context.x` is a variable of the account.
    Parameter(String),
    /// True if the caller filters a parameter with an operator: `created_at.gte`.
    Filter(String, Operator),
    /// True if the list is read as one of several: `merge`.
    Merge,
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
    /// Given, and no empty text. A parameter has no such want: there the word is a value.
    Filled,
    /// Not given: missing, or null.
    Absent,
    /// Present, and null.
    Null,
}

/// What a condition is tested against. An implementation leaves out the methods of the kinds that
/// it does not have.
pub trait Facts {
    /// The caller's value for a parameter.
    fn parameter(&self, _name: &str) -> Option<Cow<'_, Json>> {
        None
    }
    /// True if the caller filters a parameter with an operator.
    fn filters(&self, _name: &str, _operator: Operator) -> bool {
        false
    }
    /// True if the list is read as one of several.
    fn merges(&self) -> bool {
        false
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
    /// The place of what is at fault and what is wrong with it, for the mapping's author.
    pub fn read(written: &Object) -> Result<Self, (FaultPlace, ExprFault)> {
        let mut condition = Condition::default();
        for (key, value) in written {
            let here = || FaultPlace {
                alternative: None,
                key: Some(key.clone()),
            };
            if key != ANY {
                let clause = Clause::read(key, value).map_err(|fault| (here(), fault))?;
                condition.clauses.push(clause);
                continue;
            }
            let list = value.as_array().filter(|list| !list.is_empty());
            let list = list.ok_or_else(|| {
                let fault = ExprFault::new("`any` names no alternative");
                (
                    here(),
                    fault.help("write a list: `any: [name, { name: value }]`"),
                )
            })?;
            for (index, item) in list.iter().enumerate() {
                let clauses = alternative(item).map_err(|(key, fault)| {
                    let alternative = Some(index);
                    (FaultPlace { alternative, key }, fault)
                })?;
                condition.any.push(clauses);
            }
        }
        Ok(condition)
    }

    /// The same condition, tested against the caller's query: there `status` is a parameter, as
    /// there is no reply yet.
    #[must_use]
    pub fn of_query(mut self) -> Self {
        let alternatives = self.any.iter_mut().flatten();
        for clause in self.clauses.iter_mut().chain(alternatives) {
            if clause.subject == Subject::Status {
                clause.subject = Subject::Parameter("status".to_owned());
            }
        }
        self
    }

    /// True if all clauses hold, and one of the alternatives where there are some.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.holds_by(&|clause| clause.holds(facts))
    }

    /// True if it holds when each clause is judged by this function.
    pub fn holds_by(&self, judge: &dyn Fn(&Clause) -> bool) -> bool {
        let all = |clauses: &[Clause]| clauses.iter().all(judge);
        all(&self.clauses) && (self.any.is_empty() || self.any.iter().any(|one| all(one)))
    }

    /// Every clause, those of the alternatives too: whatever is looked at.
    pub fn every_clause(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().chain(self.any.iter().flatten())
    }

    /// The clauses of one way to make it hold: its own, and those of the first alternative.
    pub fn one_way(&self) -> impl Iterator<Item = &Clause> {
        self.clauses
            .iter()
            .chain(self.any.first().into_iter().flatten())
    }

    /// The parameters it looks at, in the author's order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.every_clause()
            .filter_map(|clause| match &clause.subject {
                Subject::Parameter(name) | Subject::Filter(name, _) => Some(name.as_str()),
                Subject::Merge | Subject::Path(_) | Subject::Status | Subject::Header(_) => None,
            })
    }

    /// The places it looks at, in the author's order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.every_clause()
            .filter_map(|clause| match &clause.subject {
                Subject::Path(path) => Some(path),
                Subject::Parameter(_)
                | Subject::Filter(..)
                | Subject::Merge
                | Subject::Status
                | Subject::Header(_) => None,
            })
    }
}

/// Reads an alternative: a map of clauses, or a name that must be given.
fn alternative(written: &Json) -> Result<Vec<Clause>, (Option<String>, ExprFault)> {
    match written {
        Json::String(name) => {
            let clause = Clause::given(name).map_err(|fault| (None, fault))?;
            Ok(vec![clause])
        }
        Json::Object(map) if !map.is_empty() => {
            let clauses = map.iter().map(|(key, value)| {
                let clause = if key == ANY {
                    Err(
                        ExprFault::new("an alternative has no alternatives of its own")
                            .help("write each of them out below the outer `any`"),
                    )
                } else {
                    Clause::read(key, value)
                };
                clause.map_err(|fault| (Some(key.clone()), fault))
            });
            clauses.collect()
        }
        _ => {
            let fault = ExprFault::new("this is no alternative");
            Err((
                None,
                fault.help("write a name that must be given, or a map of lines"),
            ))
        }
    }
}

impl Clause {
    /// Reads a line of a condition.
    fn read(key: &str, value: &Json) -> Result<Self, ExprFault> {
        let subject = Subject::read(key)?;
        let want = match (&subject, value) {
            (Subject::Merge, Json::Bool(_)) => Want::AnyOf(vec![value.clone()]),
            (Subject::Merge, _) => {
                return Err(ExprFault::new("a list is read in a merge or is not")
                    .help("write `merge: true` or `merge: false`"));
            }
            (Subject::Path(_) | Subject::Header(_), Json::String(word)) if word == "filled" => {
                Want::Filled
            }
            _ => Want::read(value)?,
        };
        if matches!(subject, Subject::Filter(..)) && !matches!(want, Want::Given | Want::Absent) {
            return Err(ExprFault::new("a filter with an operator came or did not")
                .help("write `given` or `absent`"));
        }
        Ok(Self { subject, want })
    }

    /// Reads a bare name: a parameter that must be given, or `merge`.
    fn given(name: &str) -> Result<Self, ExprFault> {
        let subject = Subject::read(name)?;
        let want = match subject {
            Subject::Merge => Want::AnyOf(vec![Json::Bool(true)]),
            _ => Want::Given,
        };
        Ok(Self { subject, want })
    }

    /// True if this clause holds.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        let accepts = |found: Option<Json>| self.want.accepts(found.as_ref());
        match &self.subject {
            Subject::Parameter(name) => self.want.accepts(facts.parameter(name).as_deref()),
            Subject::Path(path) => self.want.accepts(facts.path(path).as_deref()),
            Subject::Filter(name, operator) => {
                accepts(facts.filters(name, *operator).then_some(Json::Bool(true)))
            }
            Subject::Merge => accepts(Some(Json::Bool(facts.merges()))),
            Subject::Status => accepts(facts.status().map(|status| u64::from(status).into())),
            Subject::Header(name) => accepts(facts.header(name).map(Json::from)),
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
            ("merge", _) => Ok(Self::Merge),
            (_, Some("")) => {
                Err(ExprFault::new("`header.` names no header").help("write `header.x-name`"))
            }
            (_, Some(name)) => Ok(Self::Header(name.to_ascii_lowercase())),
            ("", None) => Err(ExprFault::new("a condition's key is empty")
                .help("name a parameter, a path, `status` or `header.x-name`")),
            (name, None) => Ok(match with_operator(name) {
                Some((name, operator)) => Self::Filter(name.to_owned(), operator),
                None => Self::Parameter(name.to_owned()),
            }),
        }
    }
}

impl Want {
    /// Reads a clause's value. A word in a list means that very text: `[given]`.
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

    /// True if what was found is wanted. Of a list, every element must be wanted.
    pub fn accepts(&self, found: Option<&Json>) -> bool {
        let given = found.is_some_and(|value| !value.is_null());
        match self {
            Self::Given => given,
            Self::Filled => given && found.and_then(Json::as_str) != Some(""),
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

/// A parameter followed by one of its operators.
fn with_operator(text: &str) -> Option<(&str, Operator)> {
    let (name, word) = text.rsplit_once('.')?;
    let mut all = Operator::ALL.into_iter();
    let operator = all.find(|operator| operator.word() == word)?;
    (!name.is_empty()).then_some((name, operator))
}

fn is_among(value: &Json, wanted: &[Json]) -> bool {
    let text = value.as_text();
    text.is_some() && wanted.iter().any(|want| want.as_text() == text)
}

#[cfg(test)]
mod tests;
