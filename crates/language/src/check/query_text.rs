//! Names that are put into a query text are names, and nothing else.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
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

/// `Account`, `Custom__c`
fn is_plain_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `Who.Type`, and one function around it: `toLabel(Status)`.
fn is_column(text: &str) -> bool {
    let dotted = |text: &str| !text.is_empty() && text.split('.').all(is_plain_name);
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((function, column)) => is_plain_name(function) && dotted(column),
        None => dotted(text),
    }
}
