//! Coverage as JSON: for each parameter and each field, which integrations support it.
//!
//! ```text
//! { "query_parameters": { "kind": { "supported_in": ["acme"], "required_in": ["other"],
//!     "notes": { "acme": "…" }, "enum_by_integration": { "acme": ["call"] } } },
//!   "response_fields": { "id": { "supported_in": ["acme", "other"] } },
//!   "extras": { "parameters": { "owner": { "supported_in": ["acme"] } }, "rules": { "acme": ["…"] }, "paging": { "acme": ["…"] } } }
//! ```

use super::envelope::{AFTER, BEFORE, Own, PARAMETERS, SORT_BY};
use super::{Coverage, IntegrationCoverage, ParameterCoverage, Standing, shown};
use serde_json::{Map, Value, json};
use touchpoint_language::model::{Field, Kind, Model, Parameter, Scalar};

/// The whole page as data.
pub fn to_json(coverage: &Coverage, model: &Model) -> Value {
    let labels = coverage.integrations.iter();
    let labels: Map<_, _> = labels
        .map(|i| (i.slug.clone(), i.label.clone().into()))
        .collect();
    json!({
        "endpoint": format!("GET /unified/{}", model.resource),
        "integrations": labels,
        "query_parameters": parameters(coverage, model),
        "response_fields": fields(coverage, model),
        "extras": {
            "parameters": extras(coverage),
            "rules": sentences(coverage, |i| &i.rules),
            "paging": sentences(coverage, |i| &i.paging),
        },
    })
}

fn parameters(coverage: &Coverage, model: &Model) -> Map<String, Value> {
    let mut all: Map<String, Value> = PARAMETERS.iter().map(own).collect();
    for parameter in &model.parameters {
        let name = shown(&parameter.name);
        let mut entry = described(parameter_type(parameter), &parameter.description);
        if let Scalar::Word(words) = &parameter.scalar {
            entry.insert("enum".to_owned(), json!(words));
        }
        add_support(&mut entry, coverage, &name);
        all.insert(name.clone(), entry.into());
        if name != parameter.name {
            let about = model.field(&parameter.name).map(|f| f.description.as_str());
            let entry = described("string", about.unwrap_or_default());
            all.insert(parameter.name.clone(), entry.into());
        }
    }
    // A mapping may declare a field as a parameter that the model does not list.
    let declared = coverage.integrations.iter().flat_map(|i| &i.parameters);
    for parameter in declared.filter(|p| p.standing != Standing::Extra) {
        if !all.contains_key(&parameter.name) && parameter.name != SORT_BY.name {
            let mut entry = Map::new();
            add_support(&mut entry, coverage, &parameter.name);
            all.insert(parameter.name.clone(), entry.into());
        }
    }
    let mut sort = described(SORT_BY.kind, SORT_BY.about);
    sort.insert("enum".to_owned(), json!(model.sortable));
    add_support(&mut sort, coverage, SORT_BY.name);
    all.insert(SORT_BY.name.to_owned(), sort.into());
    all
}

fn add_support(entry: &mut Map<String, Value>, coverage: &Coverage, name: &str) {
    let found: Vec<(&IntegrationCoverage, &ParameterCoverage)> = coverage
        .integrations
        .iter()
        .filter_map(|i| Some((i, i.parameter(name)?)))
        .filter(|(_, parameter)| parameter.standing != Standing::Extra)
        .collect();
    let of = |standing: Standing| -> Vec<&str> {
        let some = found.iter().filter(|(_, p)| p.standing == standing);
        some.map(|(i, _)| i.slug.as_str()).collect()
    };
    let notes = found
        .iter()
        .filter_map(|(i, p)| Some((i.slug.clone(), p.note.clone()?.into())));
    let words = found.iter().filter(|(_, p)| !p.values.is_empty());
    let words = words.map(|(i, p)| (i.slug.clone(), json!(p.values)));
    let parts = [
        ("supported_in", json!(of(Standing::Supported))),
        ("required_in", json!(of(Standing::Required))),
        ("notes", Value::Object(notes.collect())),
        ("enum_by_integration", Value::Object(words.collect())),
    ];
    for (key, value) in parts {
        if value != json!([]) && value != json!({}) {
            entry.insert(key.to_owned(), value);
        }
    }
}

fn fields(coverage: &Coverage, model: &Model) -> Map<String, Value> {
    let mut all: Map<String, Value> = BEFORE.iter().map(own).collect();
    for field in &model.fields {
        let mut entry = described(field_type(field), &field.description);
        let integrations = coverage.integrations.iter();
        let fills = integrations.filter(|i| i.fields.contains(&field.name));
        let slugs: Vec<&str> = fills.map(|i| i.slug.as_str()).collect();
        entry.insert("supported_in".to_owned(), json!(slugs));
        if field.required {
            entry.insert("required".to_owned(), true.into());
        }
        all.insert(field.name.clone(), entry.into());
        if let Kind::Object(members) | Kind::List(members) = &field.kind {
            for member in members {
                let entry = described(field_type(member), &member.description);
                all.insert(format!("{}.{}", field.name, member.name), entry.into());
            }
        }
    }
    all.extend(AFTER.iter().map(own));
    all
}

fn extras(coverage: &Coverage) -> Map<String, Value> {
    let mut all: Map<String, Value> = Map::new();
    for integration in &coverage.integrations {
        let parameters = integration.parameters.iter();
        for parameter in parameters.filter(|p| p.standing == Standing::Extra) {
            let entry = all
                .entry(parameter.name.clone())
                .or_insert_with(|| json!({ "supported_in": [] }));
            let slugs = entry.get_mut("supported_in").and_then(Value::as_array_mut);
            if let Some(slugs) = slugs {
                slugs.push(integration.slug.clone().into());
            }
        }
    }
    all
}

/// What is said of each integration of which something is said.
fn sentences(
    coverage: &Coverage,
    of: impl Fn(&IntegrationCoverage) -> &Vec<String>,
) -> Map<String, Value> {
    let some = coverage.integrations.iter().filter(|i| !of(i).is_empty());
    some.map(|i| (i.slug.clone(), json!(of(i)))).collect()
}

fn own(own: &Own) -> (String, Value) {
    let mut entry = described(own.kind, own.about);
    if !own.words.is_empty() {
        entry.insert("enum".to_owned(), json!(own.words));
    }
    if own.required {
        entry.insert("required".to_owned(), true.into());
    }
    (own.name.to_owned(), entry.into())
}

fn described(kind: &str, about: &str) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("type".to_owned(), kind.into());
    if !about.is_empty() {
        entry.insert("description".to_owned(), about.into());
    }
    entry
}

/// What a parameter is, as a page says it.
pub(super) fn parameter_type(parameter: &Parameter) -> &'static str {
    if parameter.many {
        "array"
    } else if shown(&parameter.name) != parameter.name {
        "object"
    } else {
        scalar_type(&parameter.scalar)
    }
}

/// What a field is, as a page says it.
pub(super) fn field_type(field: &Field) -> &'static str {
    match &field.kind {
        Kind::Scalar(scalar) => scalar_type(scalar),
        Kind::Object(_) => "object",
        Kind::List(_) => "object[]",
    }
}

fn scalar_type(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Instant => "string · date-time",
        Scalar::Text | Scalar::Duration | Scalar::Word(_) => "string",
    }
}
