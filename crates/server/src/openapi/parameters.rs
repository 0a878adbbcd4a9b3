//! The list's parameters: those about the reply, and the model's filters.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use touchpoint::{Format, Operator};
use touchpoint_language::model::{Model, Parameter, Scalar};

/// Every parameter of the unified list.
pub(super) fn parameters(model: &Model) -> Value {
    let mut all = about_the_reply();
    let mut objects: IndexMap<&str, Vec<(&str, &Parameter)>> = IndexMap::new();
    for parameter in &model.parameters {
        match parameter.name.split_once('.') {
            Some((object, member)) => objects.entry(object).or_default().push((member, parameter)),
            None => all.push(scalar(parameter)),
        }
    }
    all.extend(objects.iter().map(|(name, members)| object(name, members)));
    let sorts = model
        .sortable
        .iter()
        .map(|field| (field.clone(), json!({ "enum": ["asc", "desc"] })));
    all.push(deep(
        "sort_by",
        "The field to sort by, and which way: `sort_by[field]=asc`.",
        &json!({ "type": "object", "properties": Value::Object(sorts.collect()), "additionalProperties": false }),
    ));
    Value::Array(all)
}

fn about_the_reply() -> Vec<Value> {
    let plain = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "query", "description": description, "schema": schema });
    let boolean = || json!({ "type": "boolean", "default": false });
    vec![
        plain(
            "integrated_account_id",
            "The account to read. A token that is bound to one account may leave it out.",
            json!({ "type": "string" }),
        ),
        plain(
            "limit",
            "Records per page; the integration's own ceiling holds.",
            json!({ "type": "integer", "minimum": 1 }),
        ),
        plain(
            "next_cursor",
            "Where to go on, as the page before said.",
            json!({ "type": "string" }),
        ),
        plain(
            "truto_response_format",
            "The form of the records: unified with the CRM's own beside it, the CRM's own, or exactly the schema.",
            json!({ "enum": Format::ALL.map(Format::word), "default": Format::default().word() }),
        ),
        plain(
            "truto_key_by",
            "The field whose value names each record; `result` is then an object.",
            json!({ "type": "string" }),
        ),
        plain(
            "truto_ignore_limit",
            "Uses the CRM's own page size.",
            boolean(),
        ),
        plain(
            "truto_ignore_remote_data",
            "Leaves the CRM's own record out.",
            boolean(),
        ),
        json!({
            "name": "touchpoint_lookups[]", "in": "query", "style": "form", "explode": true,
            "description": "Tables to look up for each record, where the integration offers them at the cost of further calls.",
            "schema": { "type": "array", "items": { "type": "string" } },
        }),
        json!({
            "name": "truto_exclude_fields[]", "in": "query", "style": "form", "explode": true,
            "description": "Fields to leave out, dotted.",
            "schema": { "type": "array", "items": { "type": "string" } },
        }),
        deep(
            "remote_query",
            "Sent to the CRM as it is: `remote_query[name]=value`.",
            &json!({ "type": "object", "additionalProperties": true }),
        ),
        plain(
            "unsupported_filters",
            "What becomes of a filter that the CRM cannot serve.",
            json!({ "enum": ["refuse", "ignore"], "default": "refuse" }),
        ),
    ]
}

fn deep(name: &str, description: &str, schema: &Value) -> Value {
    json!({
        "name": name, "in": "query", "style": "deepObject", "explode": true,
        "description": description, "schema": schema,
    })
}

fn value(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Instant => json!({
            "type": "string",
            "anyOf": [{ "format": "date-time" }, { "format": "date" }],
        }),
        Scalar::Duration => json!({ "type": "string", "pattern": "^[0-9]+$" }),
        Scalar::Word(words) => json!({ "type": "string", "examples": words }),
        Scalar::Text => json!({ "type": "string" }),
    }
}

/// A filter on one value: the value itself, or operators.
fn scalar(parameter: &Parameter) -> Value {
    let plain = value(&parameter.scalar);
    let operators = Operator::ALL.map(|operator| (operator.word().to_owned(), plain.clone()));
    let operators = Value::Object(Map::from_iter(operators));
    let schema = json!({ "anyOf": [
        plain,
        { "type": "object", "properties": operators, "additionalProperties": false },
    ] });
    let says = format!(
        "{} A value, or an operator: `{}[gte]=…`.",
        parameter.description, parameter.name
    );
    deep(&parameter.name, &says, &schema)
}

/// A filter on a member of an object.
fn object(name: &str, members: &[(&str, &Parameter)]) -> Value {
    let description = members
        .first()
        .map_or("", |(_, parameter)| &parameter.description);
    let members = members
        .iter()
        .map(|(member, parameter)| ((*member).to_owned(), value(&parameter.scalar)));
    let schema = json!({ "type": "object", "properties": Value::Object(members.collect()) });
    deep(name, description, &schema)
}
