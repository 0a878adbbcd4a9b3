//! What a schema refuses, as plain data. Violations of alternatives are narrowed down to the
//! alternative that was meant.

use serde_json::Value;

/// One thing that the schema refuses.
#[derive(Debug, PartialEq)]
pub(super) struct Violation {
    pub(super) breach: Breach,
    /// JSON pointer into the document.
    pub(super) instance: String,
    /// The way through the schema to the keyword, `$ref` steps included.
    pub(super) route: String,
}

/// What a keyword refused.
#[derive(Debug, PartialEq)]
pub(super) enum Breach {
    UnknownKeys(Vec<String>),
    /// A key that is not one of the allowed names, with the error of the names' schema.
    Name(String, Box<Breach>),
    /// The types wanted, by their names in JSON Schema.
    Type(Vec<&'static str>),
    Words(Vec<Value>),
    Missing(String),
    Format(String),
    Pattern(String),
    /// The words of the limit: `at least 1`.
    Limit(String),
    /// `oneOf` or `anyOf`, with no alternative to single out, or too many.
    Alternatives,
    Forbidden,
    Other(String),
}

/// The alternative the author meant: the one whose type fits. Alternatives that differ only in the
/// type or the words they want are reported as one.
pub(super) fn meant(mut branches: Vec<Vec<Violation>>, instance: &str) -> Option<Vec<Violation>> {
    let here = |violation: &Violation| violation.instance == instance;
    let wrong_type = |branch: &Vec<Violation>| {
        let mut all = branch.iter();
        all.any(|v| here(v) && matches!(v.breach, Breach::Type(_)))
    };
    if branches.iter().any(|branch| !wrong_type(branch)) {
        branches.retain(|branch| !wrong_type(branch));
    }
    if branches.len() < 2 {
        return branches.pop();
    }
    let (mut types, mut words, mut route) = (Vec::new(), Vec::new(), String::new());
    for violation in branches.into_iter().flatten() {
        if violation.instance != instance {
            return None;
        }
        match violation.breach {
            Breach::Type(wanted) => types.extend(wanted),
            Breach::Words(options) => words.extend(options),
            _ => return None,
        }
        route = violation.route;
    }
    let breach = match (types.is_empty(), words.is_empty()) {
        (false, true) => Breach::Type(types),
        (true, false) => Breach::Words(words),
        _ => return None,
    };
    let instance = instance.to_owned();
    Some(vec![Violation {
        breach,
        instance,
        route,
    }])
}

pub(super) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
