//! One record of the vendor → one unified record. A bad field is null and reported; the record
//! stays.

use crate::at::At;
use crate::evaluate::{entry, fill};
use touchpoint_core::plan::Plan;
use touchpoint_core::record::{FieldFault, Tables};
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Case, Expression, FieldSource, Pick, Source};
use touchpoint_language::model::{Field, Kind};

/// Maps one record; nothing for a record that is left out.
pub(crate) fn map(
    plan: &Plan,
    case: &Case,
    record: &Json,
    words: &Object,
    tables: &Tables,
) -> Option<(Json, Vec<FieldFault>)> {
    let at = At {
        here: record,
        record,
        words,
        tables,
    };
    if case.skip.as_ref().is_some_and(|skip| skip.holds(&at)) {
        return None;
    }
    let mut unified = Object::new();
    let mut faults = Vec::new();
    if !record.is_object() {
        faults.push(FieldFault {
            code: "no_object",
            message: "the record is no object".to_owned(),
            field: String::new(),
            remote: Some(String::new()),
            pointer: Pointer::new(),
        });
    }
    for field in plan.model.fields.iter().filter(|f| plan.fills(&f.name)) {
        let own = case.fields.iter().find(|read| read.name == field.name);
        let value = match own.map(|read| &read.source) {
            None if field.kind.is_list() => Json::Array(Vec::new()),
            None => Json::Null,
            Some(FieldSource::Scalar(expression)) => {
                let before = faults.len();
                let value = fill(expression, &at, &mut faults);
                name(&mut faults, before, &field.name, expression);
                value
            }
            Some(FieldSource::Object(source)) => {
                let mut all = elements(plan, source, field, &at, &mut faults).into_iter();
                all.next().unwrap_or(Json::Null)
            }
            Some(FieldSource::List(sources)) => {
                let all = sources.iter();
                let all = all.flat_map(|s| elements(plan, s, field, &at, &mut faults));
                Json::Array(distinct(all.collect()))
            }
        };
        unified.insert(field.name.clone(), value);
    }
    Some((Json::Object(unified), faults))
}

/// The elements of one source: objects whose members are not all null.
fn elements(
    plan: &Plan,
    source: &Source,
    field: &Field,
    record: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Vec<Json> {
    let Source {
        when,
        each,
        more,
        only,
        lookup,
        then_each,
        members: _,
        pointer,
    } = source;
    if when.as_ref().is_some_and(|when| !when.holds(record)) {
        return Vec::new();
    }
    let says_more = |value: &Json| {
        !matches!(value, Json::Null | Json::Bool(false)) && value.as_str() != Some("")
    };
    let says = more.as_ref().and_then(|more| more.one(record.record));
    if says.is_some_and(says_more) {
        faults.push(FieldFault::list_cut(&field.name, &pointer.key("more")));
    }
    let values = match each {
        None => vec![record.here],
        Some(each) => each.all(record.record),
    };
    let mut all = Vec::new();
    for value in values.into_iter().filter(|value| !value.is_null()) {
        let at = At {
            here: value,
            ..*record
        };
        if only.as_ref().is_some_and(|only| !only.holds(&at)) {
            continue;
        }
        let Some(lookup) = lookup else {
            all.extend(object(plan, source, field, &at, faults));
            continue;
        };
        let before = faults.len();
        let names = names(plan, field);
        let first = names.iter().find_map(|name| member(source, name));
        let found = first.and_then(|first| entry(lookup, &at, first, faults));
        for fault in faults.iter_mut().skip(before) {
            fault.field.clone_from(&field.name);
        }
        // Without an entry, only members that are read of the record have values.
        let found = found.unwrap_or(Json::Null);
        let entries = match then_each {
            None => vec![&found],
            Some(each) => {
                let mut all = each.all(&found);
                all.retain(|value| !value.is_null());
                all
            }
        };
        for here in entries {
            all.extend(object(plan, source, field, &At { here, ..at }, faults));
        }
    }
    all
}

/// The members of a field that some case fills, in the model's order.
fn names<'m>(plan: &Plan, field: &'m Field) -> Vec<&'m str> {
    let names = field
        .kind
        .members()
        .iter()
        .map(|member| member.name.as_str());
    names
        .filter(|name| plan.fills(&format!("{}.{name}", field.name)))
        .collect()
}

fn member<'s>(source: &'s Source, name: &str) -> Option<&'s Expression> {
    let mut members = source.members.iter();
    members.find(|(own, _)| own == name).map(|(_, e)| e)
}

/// One object, from the element itself or from its entry in a table.
fn object(
    plan: &Plan,
    source: &Source,
    field: &Field,
    at: &At<'_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Json> {
    let mut members = Object::new();
    for own in names(plan, field) {
        let before = faults.len();
        let mut value = Json::Null;
        if let Some(expression) = member(source, own) {
            value = fill(expression, at, faults);
            name(faults, before, &format!("{}.{own}", field.name), expression);
        }
        members.insert(own.to_owned(), value);
    }
    if members.values().all(Json::is_null) {
        return None;
    }
    if matches!(field.kind, Kind::Values(_)) {
        return members.into_iter().next().map(|(_, value)| value);
    }
    Some(Json::Object(members))
}

/// Adds the field to new faults, and the place of the value where it is a single one.
fn name(faults: &mut [FieldFault], before: usize, field: &str, expression: &Expression) {
    let path = match &expression.pick {
        Pick::From(path) if expression.lookup.is_none() => Some(path),
        _ => None,
    };
    for fault in faults.iter_mut().skip(before) {
        field.clone_into(&mut fault.field);
        if fault.remote.is_none() {
            fault.remote = path.and_then(json_pointer);
        }
    }
}

/// A plain path as a JSON pointer (RFC 6901).
fn json_pointer(path: &Path) -> Option<String> {
    let steps = path.plain()?.iter().map(|step| match step {
        Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    });
    Some(steps.collect())
}

/// A list is distinct by `id`, or by all members where there is none; the first counts.
fn distinct(all: Vec<Json>) -> Vec<Json> {
    let mut kept: Vec<Json> = Vec::new();
    for value in all {
        let same = |other: &Json| match (value.get("id"), other.get("id")) {
            (Some(id), Some(known)) if !id.is_null() => id == known,
            _ => *other == value,
        };
        if !kept.iter().any(same) {
            kept.push(value);
        }
    }
    kept
}
