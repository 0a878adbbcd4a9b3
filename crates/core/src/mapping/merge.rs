//! Several cases that are read as one list: found by their names, and what orders them.

use super::list::{Case, name_in_merge};
use super::resolver::Resolver;
use crate::diagnostic::{Code, help_for};
use crate::document::Pointer;
use crate::expr::Condition;
use crate::expr::condition::{Subject, Want};
use crate::model::Scalar;
use crate::query::{Filter, ListQuery, Operator};
use crate::written::{self, SortDirection};
use serde_json::Value;

/// Several cases that are read as one list.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The parameters for which they are.
    pub when: Condition,
    /// The positions of the cases.
    pub cases: Vec<usize>,
    /// The unified field whose time orders the records.
    pub by: String,
    /// Which way.
    pub order: SortDirection,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Merge {
    /// The parameters by which it is chosen.
    fn parameters(&self) -> impl Iterator<Item = &str> {
        self.when
            .clauses
            .iter()
            .filter_map(|clause| match &clause.subject {
                Subject::Parameter(name) => Some(name.as_str()),
                _ => None,
            })
    }

    /// Whether a filter is one of those by which it is chosen: its words say no more.
    fn is_chosen_by(&self, filter: &Filter) -> bool {
        let equal = matches!(filter.operator, Operator::Eq | Operator::In);
        let names = |words: &[Value]| {
            let mut values = filter.values.iter();
            values.all(|value| words.iter().any(|word| word.as_str() == Some(value)))
        };
        let mut clauses = self.when.clauses.iter();
        clauses.any(|clause| match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::AnyOf(words)) => {
                *name == filter.parameter && equal && names(words)
            }
            _ => false,
        })
    }

    /// What else the caller says of the words by which it is chosen: no list can be asked for that.
    pub(crate) fn beside(&self, query: &ListQuery) -> ListQuery {
        let mut beside = query.clone();
        let worded = |name: &str| {
            let mut clauses = self.when.clauses.iter();
            clauses.any(|clause| {
                matches!(&clause.subject, Subject::Parameter(own) if own == name)
                    && matches!(clause.want, Want::AnyOf(_))
            })
        };
        beside
            .filters
            .retain(|filter| worded(&filter.parameter) && !self.is_chosen_by(filter));
        beside
    }

    /// The query that one of the cases is asked with: what chose all of them gives way to what
    /// chooses this one.
    pub(crate) fn query_of(&self, case: &Case, query: &ListQuery) -> ListQuery {
        let merged: Vec<&str> = self.parameters().collect();
        let beside = self.beside(query).filters;
        let mut own = query.clone();
        own.next_cursor = None;
        own.filters
            .retain(|filter| !self.is_chosen_by(filter) && !beside.contains(filter));
        for clause in case.when.iter().flat_map(|when| &when.clauses) {
            let (Subject::Parameter(name), Want::AnyOf(values)) = (&clause.subject, &clause.want)
            else {
                continue;
            };
            if merged.contains(&name.as_str()) {
                let values: Vec<String> = values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                let operator = if values.len() == 1 {
                    Operator::Eq
                } else {
                    Operator::In
                };
                let choosing = Filter {
                    parameter: name.clone(),
                    operator,
                    values,
                    bare: false,
                };
                own.filters.insert(0, choosing);
            }
        }
        own
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Merge,
    cases: &[Case],
    pointer: &Pointer,
) -> Option<Merge> {
    let when = resolver.condition(&written.when.0, &pointer.key("when"))?;
    let cases_of_list = Pointer::new().key("list").key("cases");
    let mut found = Vec::new();
    for (index, name) in written.cases.iter().enumerate() {
        let own = match &written.laid_over {
            Some(_) => name_in_merge(name),
            None => name.clone(),
        };
        if let Some(position) = cases.iter().position(|case| case.name == own) {
            found.push(position);
            continue;
        }
        if resolver.was_written(&cases_of_list.key(name.as_str())) {
            continue; // it was faulty, and is told so
        }
        let names = cases.iter().filter(|case| !case.merged);
        let names: Vec<&str> = names.map(|case| case.name.as_str()).collect();
        let place = pointer.key("cases").index(index);
        let label = "is no case of this list";
        resolver.fault(
            Code::UnknownWord,
            &place,
            "no such case",
            label,
            help_for(name, &names),
        );
    }
    let time = resolver.model.filterable(&written.by);
    if time != Some(&Scalar::Instant) || resolver.model.compared_field(&written.by).is_none() {
        let label = "records are merged by a time that they have";
        resolver.fault(
            Code::UnknownWord,
            &pointer.key("by"),
            "no time of the record",
            label,
            None,
        );
        return None;
    }
    (found.len() == written.cases.len()).then(|| Merge {
        when,
        cases: found,
        by: written.by.clone(),
        order: written.order,
        pointer: pointer.clone(),
    })
}
