//! A unified record → its row in the form the caller wants, and its key.

use touchpoint_core::query::{Format, ListQuery};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::model::{Field, Kind, Model, Scalar};

/// The row of a record, and its key where rows are keyed. The key is read before fields are cut.
pub(crate) fn row(
    unified: Json,
    remote: &Json,
    query: &ListQuery,
    model: &Model,
) -> (Option<String>, Json) {
    let paths: Vec<&str> = query.exclude.iter().map(String::as_str).collect();
    let mut row = match query.format {
        Format::Raw => remote.clone(),
        Format::Unified => unified,
        Format::Normalized => Json::Object(conform(&unified, &model.fields)),
    };
    let key = query.key_by.as_deref();
    let key = key.and_then(|path| at(&row, path)?.as_text().map(str::to_owned));
    exclude(&mut row, &paths);
    let with_remote = query.format == Format::Unified
        && !query.ignore_remote_data
        && !paths.contains(&"remote_data");
    if let (true, Some(members)) = (with_remote, row.as_object_mut()) {
        members.insert("remote_data".to_owned(), remote.clone());
    }
    (key, row)
}

/// The value at a dotted path, through objects; a member whose own name has a dot is found too.
fn at<'v>(value: &'v Json, path: &str) -> Option<&'v Json> {
    let members = value.as_object()?;
    members.iter().find_map(|(name, member)| {
        let rest = path.strip_prefix(name.as_str())?;
        match rest.strip_prefix('.') {
            Some(rest) => at(member, rest),
            None => rest.is_empty().then_some(member),
        }
    })
}

/// Takes the members at these dotted paths away, in objects and in the objects of lists.
fn exclude(value: &mut Json, paths: &[&str]) {
    let Some(members) = value.as_object_mut() else {
        return;
    };
    members.retain(|name, _| !paths.contains(&name.as_str()));
    for (name, member) in members {
        let inner = paths.iter();
        let inner = inner.filter_map(|path| path.strip_prefix(name.as_str())?.strip_prefix('.'));
        let inner: Vec<&str> = inner.filter(|rest| !rest.is_empty()).collect();
        if inner.is_empty() {
            continue;
        }
        match member {
            Json::Array(elements) => elements.iter_mut().for_each(|e| exclude(e, &inner)),
            member => exclude(member, &inner),
        }
    }
}

/// Exactly what the model declares: every field, each of its type, nothing else.
fn conform(record: &Json, fields: &[Field]) -> Object {
    let fields = fields.iter().map(|field| {
        let value = record.get(&field.name).unwrap_or(&Json::Null);
        (field.name.clone(), of_kind(value, &field.kind))
    });
    fields.collect()
}

fn of_kind(value: &Json, kind: &Kind) -> Json {
    match kind {
        Kind::Scalar(scalar) => value
            .as_text()
            .filter(|text| has_type(text, scalar))
            .map_or(Json::Null, |text| in_type(text, scalar)),
        Kind::Object(fields) => not_all_null(value, fields).unwrap_or(Json::Null),
        Kind::List(fields) => {
            let elements = value.as_array().into_iter().flatten();
            elements
                .filter_map(|element| not_all_null(element, fields))
                .collect()
        }
        Kind::Values(one) => {
            let elements = value.as_array().into_iter().flatten();
            let values = elements.flat_map(|e| one.iter().map(|one| of_kind(e, &one.kind)));
            values.filter(|value| !value.is_null()).collect()
        }
    }
}

/// A text as JSON of its type.
pub(crate) fn in_type(text: &str, scalar: &Scalar) -> Json {
    match scalar {
        Scalar::Number => Json::parse(text).unwrap_or(Json::Null),
        Scalar::Boolean => Json::Bool(text == "true"),
        Scalar::Text | Scalar::Word(_) | Scalar::Instant | Scalar::Duration => Json::from(text),
    }
}

fn not_all_null(value: &Json, fields: &[Field]) -> Option<Json> {
    let members = conform(value.is_object().then_some(value)?, fields);
    let any = members.values().any(|value| !value.is_null());
    any.then_some(Json::Object(members))
}

pub(crate) fn has_type(text: &str, scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Text | Scalar::Word(_) => true,
        Scalar::Instant => is_instant(text),
        Scalar::Duration => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
        Scalar::Number => Json::parse(text).is_ok_and(|json| json.is_number()),
        Scalar::Boolean => matches!(text, "true" | "false"),
    }
}

/// True if a text is an RFC 3339 time with its offset.
fn is_instant(text: &str) -> bool {
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let bytes = text.as_bytes();
    marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark))
        && !text.contains('[')
        && text.parse::<jiff::Timestamp>().is_ok()
}
