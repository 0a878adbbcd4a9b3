//! A filter on what a lookup finds: the caller's value is the entry's, and is not sent where the record has the
//! key by which the entry is found.

use super::checking::Checking;
use super::sent_names::sent_names;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::Path;
use crate::mapping::{Case, Expression, LookupUse, Parameter, Pick, Route, column_of};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    checking.of_parameters(tell)
}

fn tell(
    checking: &Checking<'_>,
    (case, route, parameter): (&Case, &Route, &Parameter),
) -> Option<Diagnostic> {
    if parameter.checked || parameter.map.is_some() || parameter.through.is_some() {
        return None;
    }
    let field = checking.model.compared_field(&parameter.name)?;
    let sent = sent_names(route, parameter);
    let mut found = shown(case, &field).into_iter();
    let (using, key) = found.find_map(|(using, own)| {
        let Pick::From(shown) = &own.pick else {
            return None;
        };
        let key = key_sent(checking, using, shown, &sent)?;
        Some((using, key))
    })?;
    let (name, table) = (&parameter.name, &using.table);
    let title = format!("`{name}` is sent as `{key}`, by which `{table}` is asked");
    let text = format!("callers give what `{table}` finds, not the key that it is found by");
    let place = &parameter.pointer;
    let told = checking.warning(Code::OtherColumn, title, place, At::Key, &text);
    Some(told.with_help(format!(
        "add `through: {{ lookup: {table}, find: …, give: … }}`, or write `checked: true`"
    )))
}

/// What a field shows of an entry that is looked up, and how that is found.
fn shown<'c>(case: &'c Case, field: &str) -> Vec<(&'c LookupUse, &'c Expression)> {
    let mut found = Vec::new();
    for read in &case.fields {
        let named = read.expressions();
        let own = named.iter().filter(|(name, _)| name == field);
        found.extend(own.filter_map(|(_, own)| Some((own.lookup.as_ref()?, *own))));
        for source in read.sources() {
            let members = source.members.iter();
            let mut members = members.filter(|(name, _)| format!("{}.{name}", read.name) == field);
            if let (Some(using), Some((_, own))) = (&source.lookup, members.next()) {
                found.push((using, own));
            }
        }
    }
    found
}

/// The record's column by which an entry is found, where that is sent and holds another value than the one shown.
fn key_sent(
    checking: &Checking<'_>,
    using: &LookupUse,
    shown: &Path,
    sent: &[String],
) -> Option<String> {
    let table = checking.mapping.lookups.get(&using.table)?;
    let mut keys = using.by.iter().zip(&table.key);
    keys.find_map(|(by, key)| {
        let column = column_of(by);
        let other = column_of(key) != column_of(shown);
        (other && !column.is_empty() && sent.contains(&column)).then_some(column)
    })
}
