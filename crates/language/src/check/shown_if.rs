//! A filter on a field that a record shows only under a condition: the vendor compares the column of every record,
//! unless the request says the condition too, or the records are checked.

use super::checking::Checking;
use super::sent_names::sent_names;
use crate::diagnostic::{Code, Diagnostic};
use crate::distance::letters;
use crate::document::At;
use crate::expr::condition::{Clause, Subject, Want};
use crate::expr::{Condition, Path, Pattern};
use crate::mapping::{Case, Parameter, Pick, Route, Source, column_of};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    checking.of_parameters(tell)
}

fn tell(
    checking: &Checking<'_>,
    (case, route, parameter): (&Case, &Route, &Parameter),
) -> Option<Diagnostic> {
    let loose = parameter.sendings.iter().all(|sending| sending.loose);
    if parameter.checked || loose || parameter.through.is_some() || tells_kinds_apart(parameter) {
        return None;
    }
    let field = checking.model.compared_field(&parameter.name)?;
    let (field, member) = field.split_once('.')?;
    let read = case.fields.iter().find(|own| own.name == field)?;
    let mut shown = Vec::new();
    for source in read.sources() {
        let (_, own) = source.members.iter().find(|(name, _)| name == member)?;
        let Pick::From(path) = &own.pick else {
            return None;
        };
        shown.push((source, path));
    }
    let sent: Vec<String> = sent_names(route, parameter)
        .iter()
        .map(|name| letters(name))
        .collect();
    let (source, column) = shown.into_iter().find_map(|(source, path)| {
        let column = whole(source, path);
        let is_sent = source.lookup.is_none() && sent.contains(&letters(&column));
        is_sent.then_some((source, column))
    })?;
    let decides = deciding(source)
        .map(|path| whole(source, path))
        .find(|path| {
            let said = |sent: &String| sent.contains(&letters(path));
            !sent.iter().any(said) && !is_said(case, route, path)
        })?;
    let name = &parameter.name;
    let title = format!("`{name}` is asked by `{column}`, whatever `{decides}` is");
    let text = "records would come that do not show it";
    let place = &parameter.pointer;
    let told = checking.error(Code::OtherMeaning, title, place, At::Key, text);
    let label = checking
        .document
        .label(&source.pointer, At::Value, "shown under a condition");
    Some(told.with_secondary(label).with_help(format!(
        "add `loose: true`: then the records are checked; or send `{decides}` beside it"
    )))
}

/// True if the ids of one kind of record are known by how they begin: `003[A-Za-z0-9]+`.
fn tells_kinds_apart(parameter: &Parameter) -> bool {
    let pattern = parameter.pattern.as_ref().map(Pattern::text);
    pattern.is_some_and(|text| text.starts_with(|c: char| c.is_alphanumeric()))
}

/// A column of the record, also where it is read from an element.
fn whole(source: &Source, path: &Path) -> String {
    let own = column_of(path);
    match &source.each {
        Some(each) => format!("{}.{own}", column_of(each)),
        None => own,
    }
}

/// The columns that a source compares with a word before it shows anything.
fn deciding(source: &Source) -> impl Iterator<Item = &Path> {
    let whens = source.when.iter().chain(&source.only);
    whens
        .flat_map(Condition::every_clause)
        .filter_map(|clause: &Clause| match (&clause.subject, &clause.want) {
            (Subject::Path(path), Want::AnyOf(_)) => Some(path),
            _ => None,
        })
}

/// True if the request, or what is left out of its reply, says a column in any other way.
fn is_said(case: &Case, route: &Route, column: &str) -> bool {
    let last = letters(column.rsplit('.').next().unwrap_or(column));
    let names = route.send.keys().map(|name| letters(name));
    let texts = route.templates().into_iter();
    let texts = texts.map(|(template, _)| letters(template.text()));
    let constants = route.clauses.iter().map(|own| letters(&own.column));
    let queried = route.soql.iter().flat_map(|soql| &soql.always);
    let queried = queried.map(|text| letters(&format!("{text:?}")));
    let skipped = case.skip.iter().flat_map(Condition::every_clause);
    let skipped = skipped.filter_map(|clause| match &clause.subject {
        Subject::Path(path) => Some(letters(&column_of(path))),
        _ => None,
    });
    let mut said = names
        .chain(texts)
        .chain(constants)
        .chain(queried)
        .chain(skipped);
    said.any(|text| text.contains(&last))
}
