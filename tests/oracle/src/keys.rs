//! The keys that the records of a page name in one table, in order, each once.

use std::collections::HashSet;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Root;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Expression};

/// The keys of all records.
pub(crate) fn of_records<'r>(
    case: &Case,
    table: &str,
    records: impl Iterator<Item = &'r Json>,
) -> Vec<Vec<String>> {
    let mut keys: Vec<Vec<String>> = Vec::new();
    for record in records {
        for field in &case.fields {
            for source in field.sources() {
                let elements = match &source.each {
                    Some(each) => each.all(record),
                    None => vec![record],
                };
                for element in elements {
                    let own = source.lookup.iter().filter(|lookup| lookup.table == table);
                    keys.extend(own.filter_map(|lookup| key(&lookup.by, element, record)));
                    for (_, expression) in &source.members {
                        of_expression(expression, table, element, record, &mut keys);
                    }
                }
            }
            if field.sources().is_empty() {
                for (_, expression) in field.expressions() {
                    of_expression(expression, table, record, record, &mut keys);
                }
            }
        }
    }
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

fn of_expression(
    expression: &Expression,
    table: &str,
    here: &Json,
    record: &Json,
    keys: &mut Vec<Vec<String>>,
) {
    let own = expression.lookup.iter();
    let own = own.filter(|lookup| lookup.table == table);
    keys.extend(own.filter_map(|lookup| key(&lookup.by, here, record)));
    for part in expression.parts() {
        of_expression(part, table, here, record, keys);
    }
}

fn key(by: &[Path], here: &Json, record: &Json) -> Option<Vec<String>> {
    let root = |path: &Path| match path.root() {
        Root::Record => record,
        Root::Here => here,
    };
    let parts = by
        .iter()
        .map(|path| path.one(root(path))?.as_text().map(str::to_owned));
    parts.collect()
}
