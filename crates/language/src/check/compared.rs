//! A filter's clause compares the column that its own field reads, not that of another field. Of a field that is
//! the first of several columns, it compares them all, loosely.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Clause, Expression, FieldRead, Goes, Parameter, Pick, column_of};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        let parameters = route.parameters.values();
        found.extend(parameters.filter_map(|parameter| {
            tell(checking, case, parameter).or_else(|| of_several(checking, case, parameter))
        }));
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

/// A field that is the first of several columns: all must be asked, and the records checked.
fn of_several(checking: &Checking<'_>, case: &Case, parameter: &Parameter) -> Option<Diagnostic> {
    let compared = checking.model.compared_field(&parameter.name)?;
    let all = case.fields.iter().flat_map(|field| field.expressions());
    let mut own = all
        .filter(|(name, _)| *name == compared)
        .map(|(_, own)| own);
    let alternatives: Vec<&Expression> = match &own.next()?.pick {
        Pick::FirstOf(several) => several.iter().collect(),
        Pick::Choose(arms) => arms.iter().filter_map(|arm| arm.value.as_ref()).collect(),
        _ => return None,
    };
    let column = |own: &&Expression| match &own.pick {
        Pick::From(path) if own.lookup.is_none() => Some(column_of(path)),
        _ => None,
    };
    let columns: Vec<String> = alternatives.iter().filter_map(column).collect();
    let sending = parameter.sendings.iter().find_map(|own| match &own.goes {
        Goes::Clauses(clauses) if !parameter.checked => Some((own, clauses)),
        _ => None,
    });
    let (sending, clauses) = sending?;
    let asked: Option<Vec<&String>> = clauses
        .iter()
        .map(|clause| match clause {
            Clause::Column(column) => Some(column),
            Clause::Own(_) => None,
        })
        .collect();
    let asked = asked?;
    let missing = columns.iter().find(|column| !asked.contains(column));
    let name = &parameter.name;
    let (title, text, help) = match missing {
        Some(column) if columns.len() > 1 => (
            format!("`{name}` is shown from `{column}` too, which is not asked"),
            "records would be missing",
            format!(
                "ask all of them, loosely: `clause: [{}]`, `loose: true`",
                columns.join(", ")
            ),
        ),
        None if alternatives.len() > 1 && !sending.loose => (
            format!("`{name}` shows the first of several columns, and any of them is asked"),
            "records would come whose first is another",
            "add `loose: true`: then the records are checked".to_owned(),
        ),
        _ => return None,
    };
    let place = parameter.pointer.key("clause");
    let place = if checking.has(&place) {
        place
    } else {
        parameter.pointer.clone()
    };
    let told = checking.error(Code::OtherColumn, title, &place, At::Value, text);
    Some(told.with_help(help))
}
