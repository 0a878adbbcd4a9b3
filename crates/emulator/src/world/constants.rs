//! What a query text always asks for, as records have it in the columns: a value that every route lets
//! through, or one that every route leaves out.

use touchpoint_core::query::Operator;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Constant};

/// A column that routes of a case always ask for.
pub(crate) struct AskedColumn<'c> {
    /// Its name.
    pub(crate) name: &'c str,
    /// A value that each of them lets through; none where they ask for different ones.
    pub(crate) fits: Option<Json>,
    /// A value that each route of the case leaves out. What only some ask for is true of all records.
    pub(crate) decoy: Option<Json>,
}

/// The columns that the routes of a case always ask for.
pub(crate) fn asked_columns(case: &Case) -> Vec<AskedColumn<'_>> {
    let all = case.routes.iter().flat_map(|route| &route.clauses);
    let mut names: Vec<&str> = Vec::new();
    for constant in all.clone() {
        if !names.contains(&constant.column.as_str()) {
            names.push(&constant.column);
        }
    }
    let column = |name| {
        let own: Vec<&Constant> = all.clone().filter(|own| own.column == name).collect();
        AskedColumn {
            name,
            fits: fits(&own),
            decoy: decoy(&own, case.routes.len()),
        }
    };
    names.into_iter().map(column).collect()
}

/// A value that every constant lets through.
fn fits(all: &[&Constant]) -> Option<Json> {
    possible(all).find(|value| all.iter().all(|constant| lets(constant, value)))
}

/// A value that each of these leaves out, where each of so many routes has one.
fn decoy(all: &[&Constant], routes: usize) -> Option<Json> {
    let left_out = |value: &Json| !all.iter().any(|constant| lets(constant, value));
    possible(all).find(left_out).filter(|_| all.len() == routes)
}

/// What may stand in a column, what is asked for first.
fn possible(all: &[&Constant]) -> impl Iterator<Item = Json> {
    let values = all.iter().flat_map(|constant| constant.values.clone());
    let values: Vec<Json> = values.collect();
    let others = values.iter().filter_map(Json::as_bool);
    let others: Vec<Json> = others.map(|truth| Json::Bool(!truth)).collect();
    values.into_iter().chain(others).chain([Json::Null])
}

/// True if a constant lets a record with this value through.
fn lets(constant: &Constant, value: &Json) -> bool {
    match constant.operator {
        Operator::Eq | Operator::In => constant.values.contains(value),
        Operator::Ne | Operator::Nin => !constant.values.contains(value),
        _ => constant.values.first() == Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;
    use touchpoint_language::document::Pointer;

    fn constant(operator: Operator, values: &[&str]) -> Constant {
        Constant {
            column: "kind".to_owned(),
            operator,
            values: values.iter().map(|value| Json::from(*value)).collect(),
            pointer: Pointer::new(),
        }
    }

    fn asked(routes: &[&[Constant]]) -> (Option<Json>, Option<Json>) {
        let all = routes.iter().flat_map(|route| route.iter());
        let own: Vec<&Constant> = all.collect();
        (fits(&own), decoy(&own, routes.len()))
    }

    #[test]
    fn a_record_suits_every_route_or_none() {
        let one = constant(Operator::Eq, &["a"]);
        let two = constant(Operator::In, &["b", "a"]);
        let none = constant(Operator::Ne, &["c"]);
        let routes: &[&[Constant]] = &[from_ref(&one), from_ref(&two)];
        assert_eq!(asked(routes), (Some("a".into()), Some(Json::Null)));
        assert_eq!(
            asked(&[from_ref(&none)]),
            (Some(Json::Null), Some("c".into()))
        );
        // What one route alone asks for is true of all records.
        assert_eq!(asked(&[from_ref(&one), &[]]), (Some("a".into()), None));
        let apart = constant(Operator::Eq, &["d"]);
        assert_eq!(asked(&[&[one], &[apart]]).0, None);
    }
}
