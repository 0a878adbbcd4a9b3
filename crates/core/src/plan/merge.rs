//! Several lists that are read as one: the query that each is asked with, and what the caller
//! filters besides the words that chose all of them.

use crate::query::{Filter, ListQuery, Operator};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Merge};

/// The parameters by which it is chosen.
fn parameters(merge: &Merge) -> impl Iterator<Item = &str> {
    merge.when.parameters()
}

/// True if a filter does no more than choose the merge.
fn is_chosen_by(merge: &Merge, filter: &Filter) -> bool {
    let equal = matches!(filter.operator, Operator::Eq | Operator::In);
    let names = |words: &[Json]| {
        let mut values = filter.values.iter();
        values.all(|value| words.iter().any(|word| word.as_str() == Some(value)))
    };
    let mut clauses = merge.when.every_clause();
    clauses.any(|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::AnyOf(words)) => {
            *name == filter.parameter && equal && names(words)
        }
        _ => false,
    })
}

/// The other filters on the parameters by which it is chosen: no list can be asked for these.
pub(crate) fn beside(merge: &Merge, query: &ListQuery) -> ListQuery {
    let mut beside = query.clone();
    let worded = |name: &str| {
        let mut clauses = merge.when.every_clause();
        clauses.any(|clause| {
            matches!(&clause.subject, Subject::Parameter(own) if own == name)
                && matches!(clause.want, Want::AnyOf(_))
        })
    };
    beside
        .filters
        .retain(|filter| worded(&filter.parameter) && !is_chosen_by(merge, filter));
    beside
}

/// The query that one of the cases is asked with: the filter that chose all of them is replaced by
/// the one that chooses this one.
pub(crate) fn query_of(merge: &Merge, case: &Case, query: &ListQuery) -> ListQuery {
    let merged: Vec<&str> = parameters(merge).collect();
    let beside = beside(merge, query).filters;
    let mut own = query.clone();
    own.next_cursor = None;
    own.filters
        .retain(|filter| !is_chosen_by(merge, filter) && !beside.contains(filter));
    let mut names: Vec<&str> = Vec::new();
    for name in case.when.iter().flat_map(Condition::parameters) {
        if merged.contains(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let values = words_of(case, name);
        let operator = match values.len() {
            0 => continue,
            1 => Operator::Eq,
            _ => Operator::In,
        };
        let choosing = Filter {
            parameter: name.to_owned(),
            operator,
            values,
            bare: false,
        };
        own.filters.insert(0, choosing);
    }
    own
}

/// The words of a parameter for which a case is chosen: those of its line, or of all its
/// alternatives.
pub(super) fn words_of(case: &Case, name: &str) -> Vec<String> {
    let of = |clause: &Clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(own), Want::AnyOf(values)) if own == name => {
            let texts = values.iter().filter_map(Json::as_str);
            Some(texts.map(str::to_owned).collect::<Vec<_>>())
        }
        _ => None,
    };
    let Some(when) = &case.when else {
        return Vec::new();
    };
    if let Some(words) = when.clauses.iter().find_map(of) {
        return words;
    }
    let each = when.any.iter().map(|clauses| clauses.iter().find_map(of));
    let mut words: Vec<String> = Vec::new();
    for word in each
        .collect::<Option<Vec<_>>>()
        .into_iter()
        .flatten()
        .flatten()
    {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
