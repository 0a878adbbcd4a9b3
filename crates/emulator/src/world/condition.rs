//! A condition of a mapping over a record: if it holds, what it looks for, and how to make it hold.

use crate::notation::json_path;
use std::collections::HashMap;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::json::Json;

/// True if a condition holds for a record.
pub(crate) fn holds(condition: &Condition, json: &Json) -> bool {
    condition.holds_by(&|clause| {
        let Subject::Path(path) = &clause.subject else {
            return false;
        };
        let found = json_path::steps(path.text()).and_then(|steps| json_path::first(json, &steps));
        match &clause.want {
            Want::Given => found.is_some_and(|v| !v.is_null()),
            Want::Filled => found.is_some_and(|v| !v.is_null() && v.as_str() != Some("")),
            Want::Absent => found.is_none_or(Json::is_null),
            Want::Null => found.is_some_and(Json::is_null),
            Want::AnyOf(words) => found.and_then(json_path::text).is_some_and(|text| {
                let mut words = words.iter().map(json_path::text);
                words.any(|word| word.as_ref() == Some(&text))
            }),
        }
    })
}

/// Writes a record so that a condition holds, or does not.
pub(crate) fn write(condition: &Condition, json: &mut Json, hold: bool) {
    // One way is enough to make it hold; to make it fail, every way must be removed.
    let clauses: Vec<&Clause> = if hold {
        condition.one_way().collect()
    } else {
        condition.every_clause().collect()
    };
    for clause in clauses {
        let Subject::Path(path) = &clause.subject else {
            continue;
        };
        let steps = json_path::steps(path.text()).unwrap_or_default();
        match (&clause.want, hold) {
            (Want::AnyOf(values), true) => {
                json_path::put(json, &steps, values.first().cloned().unwrap_or_default());
            }
            (Want::AnyOf(_), false) => json_path::clear(json, &steps),
            (Want::Given | Want::Filled | Want::Absent | Want::Null, _) => {}
        }
    }
}

/// The text of a path → the values that conditions look for there.
pub(crate) fn wants<'c>(
    conditions: impl IntoIterator<Item = &'c Condition>,
) -> HashMap<String, Vec<Json>> {
    let mut found: HashMap<String, Vec<Json>> = HashMap::new();
    let clauses = conditions.into_iter().flat_map(Condition::every_clause);
    for clause in clauses {
        if let (Subject::Path(path), Want::AnyOf(values)) = (&clause.subject, &clause.want) {
            let wanted = found.entry(path.text().to_owned()).or_default();
            wanted.extend(values.clone());
        }
    }
    found
}

/// The parameters that a condition over the query names, each with the words that it accepts, where
/// nothing else can make it hold.
pub(crate) fn worded(condition: Option<&Condition>) -> impl Iterator<Item = (&String, &Vec<Json>)> {
    let clauses = condition.into_iter().flat_map(|when| &when.clauses);
    clauses.filter_map(words_of)
}

/// True if the words pass this test in each line and in one of the alternatives.
pub(crate) fn words_hold(
    condition: Option<&Condition>,
    judge: &dyn Fn(&String, &Vec<Json>) -> bool,
) -> bool {
    condition.is_none_or(|when| {
        when.holds_by(&|clause| words_of(clause).is_none_or(|(name, words)| judge(name, words)))
    })
}

fn words_of(clause: &Clause) -> Option<(&String, &Vec<Json>)> {
    match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::AnyOf(words)) => Some((name, words)),
        _ => None,
    }
}
