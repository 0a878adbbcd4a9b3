//! The list's parameters: those about the reply, and the model's filters. Members and operators are
//! described flat, each under the name that a query writes (`owner[id]`, `updated_at[gte]`), since
//! generated clients send such names as they are.

use serde_json::{Value, json};
use touchpoint_contract::{OwnParameter, PARAMETERS, ParameterKind};
use touchpoint_core::query::Operator;
use touchpoint_language::model::{Model, Parameter, Scalar};

const RANGE: [Operator; 4] = [Operator::Gt, Operator::Gte, Operator::Lt, Operator::Lte];
const WORD: [Operator; 3] = [Operator::Ne, Operator::In, Operator::Nin];
const TEXT: [Operator; 4] = [Operator::Ne, Operator::In, Operator::Nin, Operator::Like];
const ID: [Operator; 1] = [Operator::In];

/// Every parameter of the unified list.
pub(super) fn parameters(model: &Model) -> Value {
    let mut all: Vec<Value> = PARAMETERS.iter().map(about_the_reply).collect();
    for parameter in &model.parameters {
        // `contact[id]` means the same as `contact_id`, and would become the same name in a client.
        let twin = parameter.name.contains('.') && parameter.same_as.is_some();
        if !twin {
            all.extend(filter(parameter));
        }
    }
    all.extend(model.sortable.iter().map(|field| {
        let says = format!("Sorts by `{field}`, and says which way. One field at a time.");
        let schema = json!({ "type": "string", "enum": ["asc", "desc"] });
        query(&format!("sort_by[{field}]"), &says, &schema)
    }));
    Value::Array(all)
}

fn query(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

/// A parameter about the reply.
fn about_the_reply(own: &OwnParameter) -> Value {
    let says = format!("{} {}", own.about, own.more);
    let says = says.trim_end();
    let plain = |schema: Value| query(own.name, says, &schema);
    match own.kind {
        ParameterKind::Boolean => plain(json!({ "type": "boolean" })),
        ParameterKind::Integer => plain(json!({ "type": "integer", "minimum": 1 })),
        // No default: clients that send it would undo what the operator has set.
        ParameterKind::Text if !own.words.is_empty() => {
            plain(json!({ "type": "string", "enum": own.words }))
        }
        ParameterKind::Id | ParameterKind::Text => plain(json!({ "type": "string" })),
        ParameterKind::Array => json!({
            "name": format!("{}[]", own.name), "in": "query", "style": "form", "explode": true,
            "description": says,
            "schema": { "type": "array", "items": { "type": "string" } },
        }),
        ParameterKind::Object => json!({
            "name": own.name, "in": "query", "style": "deepObject", "explode": true,
            "description": says, "schema": { "type": "object", "additionalProperties": true },
        }),
    }
}

/// A filter: by the value itself, and by each operator that makes sense for it.
fn filter(parameter: &Parameter) -> Vec<Value> {
    let (name, operators): (String, &[Operator]) = match parameter.name.split_once('.') {
        Some((object, member)) => (format!("{object}[{member}]"), &ID),
        None => (
            parameter.name.clone(),
            match parameter.scalar {
                Scalar::Instant | Scalar::Duration | Scalar::Number => &RANGE,
                Scalar::Word(_) | Scalar::Boolean => &WORD,
                Scalar::Text => &TEXT,
            },
        ),
    };
    let (schema, form) = value(&parameter.scalar);
    let says = format!("{}{form}", parameter.description);
    let mut all = vec![query(&name, &says, &schema)];
    all.extend(operators.iter().map(|operator| {
        let word = operator.word();
        let means = means(*operator);
        let says = format!("{} {means}.{form}", parameter.description);
        let schema = if operator.takes_many() {
            json!({ "type": "string" })
        } else {
            schema.clone()
        };
        query(&format!("{name}[{word}]"), &says, &schema)
    }));
    all
}

/// The schema of a value, and a sentence about how it is written.
fn value(scalar: &Scalar) -> (Value, &'static str) {
    match scalar {
        Scalar::Instant => (
            json!({ "type": "string", "examples": ["2026-03-02T10:00:00Z"] }),
            " RFC 3339, or a plain date.",
        ),
        Scalar::Duration => (
            json!({ "type": "string", "pattern": "^[0-9]+$" }),
            " Whole seconds.",
        ),
        Scalar::Word(words) => (json!({ "type": "string", "examples": words }), ""),
        Scalar::Text => (json!({ "type": "string" }), ""),
        Scalar::Number => (json!({ "type": "number" }), ""),
        Scalar::Boolean => (json!({ "type": "boolean" }), ""),
    }
}

fn means(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "Equal",
        Operator::Ne => "Not equal",
        Operator::Gt => "Later or greater",
        Operator::Gte => "Equal, later or greater",
        Operator::Lt => "Earlier or less",
        Operator::Lte => "Equal, earlier or less",
        Operator::In => "One of several, separated by commas",
        Operator::Nin => "None of several, separated by commas",
        Operator::Like => "Contains, ignoring case",
    }
}
