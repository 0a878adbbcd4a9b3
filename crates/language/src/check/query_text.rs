//! Names that are put into a query text are plain names.
//!
//! ```text
//! clause: StartDateTime    a column: compared as the grammar says
//! clause: A = 1            M212: no hole, so it would be compared as if it were a column
//! ```

use super::checking::Checking;
use super::walk::lies_below;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::mapping::{Clause, Goes, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = checking
        .routes()
        .flat_map(|(_, route)| columns(checking, route))
        .collect();
    let mut judge = |name: &str, place: &Pointer, at: At, is_name: fn(&str) -> bool| {
        if is_name(name) || !checking.has(place) {
            return;
        }
        let title = format!("`{name}` is not one name");
        let text = "would be put into the query as it stands";
        let fault = checking.error(Code::NotAName, title, place, at, text);
        let help = "write one name; conditions stand below `where` and `always`";
        found.push(fault.with_help(help));
    };
    let list = Pointer::new().key("list");
    for (case, route) in checking.routes() {
        let Some(soql) = &route.soql else { continue };
        let layers = [&route.pointer, &case.pointer, &list.key("shared"), &list];
        let layers = layers.map(|layer| layer.key("soql"));
        if let Some(place) = layers
            .iter()
            .map(|l| l.key("from"))
            .find(|p| checking.has(p))
        {
            judge(&soql.from, &place, At::Value, is_plain_name);
        }
        for place in layers {
            for column in soql.always.keys() {
                judge(
                    column,
                    &place.key("always").key(column.as_str()),
                    At::Key,
                    is_column,
                );
            }
            for column in soql.order_by.keys() {
                judge(
                    column,
                    &place.key("order_by").key(column.as_str()),
                    At::Key,
                    is_column,
                );
            }
        }
        for columns in &soql.conditions {
            judge(&columns.column, &columns.pointer, At::Key, is_column);
        }
    }
    found
}

/// The columns that filters and constants are compared with.
fn columns(checking: &Checking<'_>, route: &Route) -> Vec<Diagnostic> {
    let mut all: Vec<(&str, Pointer, At)> = Vec::new();
    for parameter in route.parameters.values() {
        let place = parameter.pointer.key("clause");
        let clauses = parameter.sendings.iter().filter_map(|s| match &s.goes {
            Goes::Clauses(clauses) => Some(clauses),
            _ => None,
        });
        for (at, clause) in clauses.flat_map(|clauses| clauses.iter().enumerate()) {
            let Clause::Column(column) = clause else {
                continue;
            };
            let item = place.index(at);
            let place = if checking.has(&item) {
                item
            } else {
                place.clone()
            };
            all.push((column, place, At::Value));
        }
    }
    for constant in &route.clauses {
        // Those of `soql` are checked with its other names.
        if lies_below(&constant.pointer, "soql") {
            continue;
        }
        all.push((&constant.column, constant.pointer.clone(), At::Key));
    }
    let is_faulty = |(column, place, _): &(&str, Pointer, At)| {
        let more = |sign: char| sign.is_whitespace() || "=<>'\"".contains(sign);
        (column.contains(more) || column.starts_with("$.")) && checking.has(place)
    };
    let told = all.into_iter().filter(is_faulty).map(|(column, place, at)| {
        let title = format!("`{column}` is not one column");
        let text = "would be compared as if it were one";
        if let Some(name) = column.strip_prefix("$.") {
            let title = format!("`{column}` is a path, and a column is wanted");
            let fault = checking.error(Code::NotAName, title, &place, at, text);
            return fault.with_help(Help::write(name));
        }
        let fault = checking.error(Code::NotAName, title, &place, at, text);
        fault.with_help(
            "name the column alone; a clause as it stands has `{{ value }}` in it, and one that always stands there goes below `clauses`: `IsDeleted: false`",
        )
    });
    told.collect()
}

/// `company`, `custom_1`
fn is_plain_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `person.type`, and one function around it: `label(state)`.
fn is_column(text: &str) -> bool {
    let dotted = |text: &str| !text.is_empty() && text.split('.').all(is_plain_name);
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((function, column)) => is_plain_name(function) && dotted(column),
        None => dotted(text),
    }
}
