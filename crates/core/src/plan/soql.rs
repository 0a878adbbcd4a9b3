//! Writes a SOQL statement from its data: the columns that the fields read, the object, the
//! clauses, the order.

use super::statement::columns;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Route, Soql};
use touchpoint_language::model::Direction;

/// The statement with its clauses.
pub(super) fn text(soql: &Soql, route: &Route, case: &Case, clauses: Option<&Json>) -> String {
    let columns = columns(route, case);
    let columns = columns.as_ref().and_then(Json::as_str).unwrap_or_default();
    let mut text = format!("SELECT {columns} FROM {}", soql.from);
    if let Some(clauses) = clauses.and_then(Json::as_str) {
        text.push_str(" WHERE ");
        text.push_str(clauses);
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
