//! Makes a unified record exactly what the model declares: every field, each of its type, and
//! nothing else.

use crate::query::is_instant;
use crate::slices;
use touchpoint_language::json::Json;
use touchpoint_language::model::{Field, Kind, Scalar};
use touchpoint_language::transform::bare;

/// The text of a record with every declared field, in the model's order: null or an empty list
/// where the record has no value of the field's type. Recursion is bounded by the model.
pub(super) fn conform(record: &str, fields: &[Field]) -> String {
    object(record, fields).0
}

/// The text of an object with the declared members, and true if any of them is not null.
fn object(record: &str, fields: &[Field]) -> (String, bool) {
    let members = slices::members(record);
    let (mut text, mut any) = (String::from("{"), false);
    for field in fields {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&Json::from(field.name.as_str()).to_string());
        text.push(':');
        let value = members.get(field.name.as_str()).copied();
        let value = of_kind(value.unwrap_or("null"), &field.kind);
        any |= value != "null";
        text.push_str(&value);
    }
    text.push('}');
    (text, any)
}

fn of_kind(value: &str, kind: &Kind) -> String {
    match kind {
        Kind::Scalar(scalar) => of_scalar(value, scalar),
        Kind::Object(fields) => not_all_null(value, fields).unwrap_or_else(|| "null".to_owned()),
        Kind::List(fields) => {
            let mut elements = Vec::new();
            slices::elements(value, &mut |element| {
                elements.extend(not_all_null(element, fields));
            });
            format!("[{}]", elements.join(","))
        }
        Kind::Values(one) => {
            let mut elements = Vec::new();
            slices::elements(value, &mut |element| {
                elements.extend(one.iter().map(|one| of_kind(element, &one.kind)));
            });
            elements.retain(|element| element != "null");
            format!("[{}]", elements.join(","))
        }
    }
}

fn of_scalar(value: &str, scalar: &Scalar) -> String {
    let null = || "null".to_owned();
    let Some(text) = slices::text(value) else {
        return null();
    };
    match bare(scalar, &text) {
        Some(json) => json.map_or_else(|_| null(), |json| json.to_string()),
        None if !has_type(&text, scalar) => null(),
        None if value.starts_with('"') => value.to_owned(),
        None => Json::from(&*text).to_string(),
    }
}

/// The text of an object, where the value is an object with any value in it.
fn not_all_null(value: &str, fields: &[Field]) -> Option<String> {
    let (text, any) = object(value, fields);
    (any && value.starts_with('{')).then_some(text)
}

fn has_type(text: &str, scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => true,
        Scalar::Instant => is_instant(text),
        Scalar::Duration => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
    }
}
