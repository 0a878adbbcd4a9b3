//! A query text in SOQL from its data: the columns that the fields read, each condition quoted by
//! its parameter's type.
//!
//! SOQL is the object query language; its reference says which characters a literal escapes.

use crate::plan::push::Push;
use crate::query::Operator;
use touchpoint_language::expr::quote;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Soql};
use touchpoint_language::model::Direction;
use touchpoint_language::model::{Model, Scalar};

/// The query text for the filters that are pushed.
pub(super) fn text(soql: &Soql, case: &Case, pushes: &[Push], model: &Model) -> String {
    let mut conditions = Vec::new();
    for columns in &soql.conditions {
        let pushed = pushes
            .iter()
            .filter(|push| columns.parameters.contains(&push.parameter));
        conditions.extend(pushed.map(|push| condition(&columns.column, push, model)));
    }
    for (column, value) in &soql.always {
        conditions.push(format!("{column} = {}", literal(value, &Scalar::Text)));
    }
    let mut text = format!("SELECT {} FROM {}", case.columns().join(", "), soql.from);
    if !conditions.is_empty() {
        text.push_str(" WHERE ");
        text.push_str(&conditions.join(" AND "));
    }
    let order = soql
        .order_by
        .iter()
        .map(|(column, direction)| match direction {
            Direction::Asc => format!("{column} ASC"),
            Direction::Desc => format!("{column} DESC"),
        });
    let order: Vec<String> = order.collect();
    if !order.is_empty() {
        text.push_str(" ORDER BY ");
        text.push_str(&order.join(", "));
    }
    text
}

fn condition(column: &str, push: &Push, model: &Model) -> String {
    let scalar = model.filterable(&push.parameter).unwrap_or(&Scalar::Text);
    let literals: Vec<String> = push
        .values
        .iter()
        .map(|value| literal(value, scalar))
        .collect();
    let first = literals.first().cloned().unwrap_or_default();
    match push.operator {
        Operator::Eq => format!("{column} = {first}"),
        Operator::Ne => format!("{column} != {first}"),
        Operator::Gt => format!("{column} > {first}"),
        Operator::Gte => format!("{column} >= {first}"),
        Operator::Lt => format!("{column} < {first}"),
        Operator::Lte => format!("{column} <= {first}"),
        Operator::In => format!("{column} IN ({})", literals.join(",")),
        Operator::Nin => format!("{column} NOT IN ({})", literals.join(",")),
        Operator::Like => format!("{column} LIKE {}", pattern(&push.values)),
    }
}

/// Times and other values that are no texts stand unquoted.
fn literal(value: &Json, scalar: &Scalar) -> String {
    match (value, scalar) {
        (Json::String(text), Scalar::Instant) => text.clone(),
        (Json::String(text), _) => quoted(text),
        (other, _) => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    quote::soql_text(text).unwrap_or_default()
}

/// A LIKE pattern: the caller's own `%` at either end is ours, all else is text.
fn pattern(values: &[Json]) -> String {
    let text = values.first().and_then(Json::as_str).unwrap_or_default();
    let text = text.strip_prefix('%').unwrap_or(text);
    let text = text.strip_suffix('%').unwrap_or(text);
    // The two wildcards are escaped after quoting, or their backslashes would be quoted too.
    let inside = quoted(text).replace('%', "\\%").replace('_', "\\_");
    let inside = inside
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or_default();
    format!("'%{inside}%'")
}
