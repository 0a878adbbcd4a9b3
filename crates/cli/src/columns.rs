//! Chooses which fields of records a table shows, by their kinds in the model. No field is known by
//! name here.

use std::collections::HashMap;
use touchpoint_core::response::Row;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::model::{Field, Kind, Model, Scalar};

/// The most columns of a table.
const MOST: usize = 7;

/// One column: a field, and the member that is shown if it is an object or a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    field: String,
    member: Option<String>,
}

impl Column {
    /// Its heading.
    pub(crate) fn name(&self) -> &str {
        &self.field
    }
}

/// What a column shows, in the order of the table, and how many of a kind it shows.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Sort {
    Required,
    Word,
    Moment,
    Text,
    Object,
    List,
}

const SORTS: [(Sort, usize); 6] = [
    (Sort::Required, 1),
    (Sort::Word, 2),
    (Sort::Moment, 1),
    (Sort::Text, 1),
    (Sort::Object, 1),
    (Sort::List, 1),
];

/// The columns for these records: of each kind the fields that hold something, those that a caller
/// may filter by first.
pub(crate) fn columns(rows: &[Row], model: &Model) -> Vec<Column> {
    let unified: Vec<&Object> = rows
        .iter()
        .filter_map(|row| match row {
            Row::Unified { fields, .. } => Some(fields),
            Row::Remote(_) => None,
        })
        .collect();
    if unified.is_empty() {
        return of_remote(rows);
    }
    let filled = |name: &str| {
        unified
            .iter()
            .any(|fields| fields.get(name).is_some_and(is_filled))
    };
    let mut by_sort: HashMap<Sort, Vec<Column>> = HashMap::new();
    let (asked, others): (Vec<&Field>, Vec<&Field>) = model
        .fields
        .iter()
        .partition(|field| is_asked_by(model, field));
    for field in asked
        .into_iter()
        .chain(others)
        .filter(|field| filled(&field.name))
    {
        let (sort, member) = sort_of(field, field.name == model.id_field());
        let column = Column {
            field: field.name.clone(),
            member,
        };
        by_sort.entry(sort).or_default().push(column);
    }
    let of_sort = |(sort, most)| {
        by_sort
            .remove(&sort)
            .unwrap_or_default()
            .into_iter()
            .take(most)
    };
    let chosen = SORTS.into_iter().flat_map(of_sort);
    chosen.take(MOST).collect()
}

/// True if callers may filter by the field or by one of its members.
fn is_asked_by(model: &Model, field: &Field) -> bool {
    let prefix = format!("{}.", field.name);
    let mut names = model.parameters.iter().map(|parameter| &parameter.name);
    names.any(|name| *name == field.name || name.starts_with(&prefix))
}

/// A required field identifies the record; if none is required, the model's first field does.
fn sort_of(field: &Field, is_first: bool) -> (Sort, Option<String>) {
    let first = |members: &[Field]| members.first().map(|member| member.name.clone());
    match &field.kind {
        Kind::Object(members) => (Sort::Object, first(members)),
        Kind::List(members) => (Sort::List, first(members)),
        Kind::Values(_) => (Sort::List, None),
        Kind::Scalar(_) if field.required || is_first => (Sort::Required, None),
        Kind::Scalar(Scalar::Word(_)) => (Sort::Word, None),
        Kind::Scalar(Scalar::Instant) => (Sort::Moment, None),
        Kind::Scalar(Scalar::Text | Scalar::Duration | Scalar::Number | Scalar::Boolean) => {
            (Sort::Text, None)
        }
    }
}

/// The first scalars of the vendor's own records.
fn of_remote(rows: &[Row]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (name, value) in rows.iter().flat_map(members) {
        let known = columns.iter().any(|column| column.field == name);
        if columns.len() < MOST
            && !known
            && is_filled(&value)
            && !value.is_object()
            && !value.is_array()
        {
            columns.push(Column {
                field: name,
                member: None,
            });
        }
    }
    columns
}

fn members(row: &Row) -> Object {
    match row {
        Row::Unified { fields, .. } => fields.clone(),
        Row::Remote(raw) => match Json::parse(raw.get()) {
            Ok(Json::Object(members)) => members,
            _ => Object::new(),
        },
    }
}

fn is_filled(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        _ => true,
    }
}

/// The text of a record in a column: empty where it has no value, several values joined.
pub(crate) fn cells(row: &Row, column: &Column) -> String {
    let found = match row {
        Row::Unified { fields, .. } => fields.get(&column.field).cloned(),
        Row::Remote(_) => members(row).swap_remove(&column.field),
    };
    found
        .map(|value| text(&value, column.member.as_deref()))
        .unwrap_or_default()
}

fn text(value: &Json, member: Option<&str>) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(list) => {
            let texts = list.iter().map(|item| text(item, member));
            texts
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }
        Json::Object(object) => {
            let value = member.and_then(|name| object.get(name));
            // Objects in objects are not followed further.
            value
                .filter(|v| !v.is_object() && !v.is_array())
                .map(|v| text(v, None))
                .unwrap_or_default()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// JSON as a value of ours.
    macro_rules! json {
        ($($json:tt)+) => { Json::from(serde_json::json!($($json)+)) };
    }

    fn model() -> Model {
        Model::from_schema(&touchpoint_language::json::Json::parse(r#"{
            "title": "shop/orders", "type": "object", "required": ["number"],
            "properties": {
                "number": { "type": "string" },
                "remark": { "type": "string" },
                "title": { "type": "string" },
                "state": { "type": "string", "x-words": ["open", "sent"] },
                "placed_at": { "type": "string", "format": "date-time" },
                "sent_at": { "type": "string", "format": "date-time" },
                "seller": { "type": "object", "properties": { "id": { "type": "string" } } },
                "buyers": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } }
            },
            "x-parameters": { "type": "object", "properties": {
                "title": { "type": "string" },
                "sent_at": { "type": "string", "format": "date-time" }
            } }
        }"#).unwrap())
        .unwrap()
    }

    fn row(value: Json) -> Row {
        let Json::Object(fields) = value else {
            panic!()
        };
        Row::Unified {
            fields,
            remote: None,
        }
    }

    fn names(rows: &[Row]) -> Vec<String> {
        columns(rows, &model())
            .into_iter()
            .map(|c| c.field)
            .collect()
    }

    #[test]
    fn what_is_filled_and_asked_by_comes_first_in_the_order_of_kinds() {
        let full = row(json!({
            "number": "7", "remark": "x", "title": "t", "state": "open", "placed_at": "a", "sent_at": "b",
            "seller": { "id": "1" }, "buyers": [{ "id": "2" }, { "id": null }, { "id": "3" }]
        }));
        assert_eq!(
            names(std::slice::from_ref(&full)),
            ["number", "state", "sent_at", "title", "seller", "buyers"]
        );
        let shown = columns(std::slice::from_ref(&full), &model());
        assert_eq!(cells(&full, &shown[4]), "1");
        assert_eq!(cells(&full, &shown[5]), "2, 3");
    }

    #[test]
    fn what_no_record_has_is_no_column() {
        let rows = [
            row(json!({ "number": "7", "title": null, "remark": "x", "buyers": [] })),
            row(json!({ "number": "8" })),
        ];
        assert_eq!(names(&rows), ["number", "remark"]);
        assert_eq!(cells(&rows[1], &columns(&rows, &model())[1]), "");
    }

    #[test]
    fn the_vendors_own_records_show_their_scalars() {
        let raw = |text: &str| {
            Row::Remote(serde_json::value::RawValue::from_string(text.to_owned()).unwrap())
        };
        let rows = [
            raw(r#"{"a":1,"b":{},"c":"x"}"#),
            raw("7"),
            raw(r#"{"d":true}"#),
        ];
        assert_eq!(names(&rows), ["a", "c", "d"]);
        assert_eq!(cells(&rows[0], &columns(&rows, &model())[0]), "1");
    }
}
