//! A filter's clause compares the column that its own field reads, not that of another field.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Clause, FieldRead, Goes, Parameter};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        let parameters = route.parameters.values();
        found.extend(parameters.filter_map(|parameter| tell(checking, case, parameter)));
    }
    found
}

fn tell(checking: &Checking<'_>, case: &Case, parameter: &Parameter) -> Option<Diagnostic> {
    let compared = checking.model.compared_field(&parameter.name)?;
    let field = compared.split('.').next().unwrap_or_default();
    let read = case.fields.iter().find(|own| own.name == field);
    let mut sources = read.iter().flat_map(|own| own.sources());
    // What a lookup finds stands in no column of the record.
    let own: Vec<String> = if sources.any(|source| source.lookup.is_some()) {
        Vec::new()
    } else {
        case.columns_of(field).collect()
    };
    let sendings = parameter.sendings.iter();
    let clauses = sendings.flat_map(|sending| match &sending.goes {
        Goes::Clauses(clauses) => clauses.as_slice(),
        _ => &[],
    });
    let mut columns = clauses.filter_map(|clause| match clause {
        Clause::Column(column) if !own.contains(column) => Some(column),
        _ => None,
    });
    // What no field shows may stand at any column but that of the id.
    let other = |field: &&FieldRead| !own.is_empty() || field.name == checking.model.id_field();
    let (column, other) = columns.find_map(|column| {
        let reads = |field: &&FieldRead| case.columns_of(&field.name).any(|read| read == *column);
        let mut others = case.fields.iter().filter(other);
        Some((column, others.find(reads)?))
    })?;
    let (name, other) = (&parameter.name, &other.name);
    let title = format!("`{name}` is compared by `{column}`, where `{other}` stands");
    let text = "the records would be those of another field";
    let place = parameter.pointer.key("clause");
    let place = if checking.has(&place) {
        place
    } else {
        parameter.pointer.clone()
    };
    let told = checking.warning(Code::OtherColumn, title, &place, At::Value, text);
    let help = match own.as_slice() {
        [column] if !column.is_empty() => format!("write `{column}`, which the field is read from"),
        _ => "name the column that the field is read from".to_owned(),
    };
    Some(told.with_help(help))
}
