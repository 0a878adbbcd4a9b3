//! The list's parameters: those about the reply, and the model's filters.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use touchpoint_contract::{OwnParameter, PARAMETERS, ParameterKind};
use touchpoint_core::query::Operator;
use touchpoint_language::model::{Model, Parameter, Scalar};

/// Every parameter of the unified list.
pub(super) fn parameters(model: &Model) -> Value {
    let mut all: Vec<Value> = PARAMETERS.iter().map(about_the_reply).collect();
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

/// A parameter about the reply.
fn about_the_reply(own: &OwnParameter) -> Value {
    let says = format!("{} {}", own.about, own.more);
    let says = says.trim_end();
    let plain = |schema: Value| json!({ "name": own.name, "in": "query", "description": says, "schema": schema });
    match own.kind {
        ParameterKind::Boolean => plain(json!({ "type": "boolean", "default": false })),
        ParameterKind::Integer => plain(json!({ "type": "integer", "minimum": 1 })),
        ParameterKind::Text if !own.words.is_empty() => {
            plain(json!({ "enum": own.words, "default": own.words.first() }))
        }
        ParameterKind::Id | ParameterKind::Text => plain(json!({ "type": "string" })),
        ParameterKind::Array => json!({
            "name": format!("{}[]", own.name), "in": "query", "style": "form", "explode": true,
            "description": says,
            "schema": { "type": "array", "items": { "type": "string" } },
        }),
        ParameterKind::Object => deep(
            own.name,
            says,
            &json!({ "type": "object", "additionalProperties": true }),
        ),
    }
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
        Scalar::Number => json!({ "type": "number" }),
        Scalar::Boolean => json!({ "type": "boolean" }),
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
