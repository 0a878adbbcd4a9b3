//! The committed schemas are schemas, and alone judge the mappings.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use conformance::{mappings, root};
use jsonschema::Validator;
use serde_json::Value;
use std::{collections::BTreeSet, fs};
use touchpoint_language::Reader;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::{engagement_model, models};

fn schema(name: &str) -> Value {
    let text = fs::read_to_string(root().join("schemas").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn mapping_validator() -> Validator {
    jsonschema::validator_for(&schema("mapping.schema.json")).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn every_schema_is_a_schema() {
    for name in [
        "mapping.schema.json",
        "overlay.schema.json",
        "engagement.schema.json",
        "accounts.schema.json",
    ] {
        let fault = jsonschema::meta::validate(&schema(name)).map_err(|fault| fault.to_string());
        assert_eq!(fault, Ok(()), "{name}");
    }
}

#[test]
fn every_mapping_is_valid_by_the_schema_alone() {
    let validator = mapping_validator();
    let mut found = Vec::new();
    for path in mappings().unwrap() {
        let mapping = yaml(&fs::read_to_string(&path).unwrap());
        for fault in validator.iter_errors(&mapping) {
            found.push(format!(
                "{}: {}: {fault}",
                path.display(),
                fault.instance_path()
            ));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_misspelt_key_is_refused_at_every_depth() {
    let validator = mapping_validator();
    let good = "\
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.example.com
  auth: [{ kind: bearer, credential: token }]
list:
  request: GET /calls
  paging: { kind: cursor, send_as: after, next: $.next }
  records: '$.data[*]'
  fields:
    id: $.id
    subject: { from: $.title }
";
    assert!(validator.is_valid(&yaml(good)));
    for (right, wrong) in [
        ("label:", "labl:"),
        ("base_url:", "base_ulr:"),
        ("credential:", "credental:"),
        ("records:", "record:"),
        ("next:", "nxt:"),
        ("subject:", "subjct:"),
        ("from:", "form:"),
        ("kind: cursor", "kind: curser"),
    ] {
        let text = good.replacen(right, wrong, 1);
        assert_ne!(text, good);
        assert!(!validator.is_valid(&yaml(&text)), "`{wrong}` is accepted");
    }
}

/// Every key that the schema knows, by name.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|inner| keys(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| keys(inner, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_language_is_in_its_docs() {
    let page = fs::read_to_string(root().join("docs/mapping-language.md")).unwrap();
    let word = |c: char| !(c.is_alphanumeric() || c == '_' || c == '.');
    let words: BTreeSet<&str> = page.split(word).collect();
    let mut known = BTreeSet::new();
    keys(&schema("mapping.schema.json"), &mut known);
    // The unified models' own names are told by the models.
    let models = models();
    let mut own: BTreeSet<String> = BTreeSet::new();
    for model in &models {
        own.insert(model.resource.clone());
        own.extend(model.filterable_names());
        for field in &model.fields {
            own.insert(field.name.clone());
            own.extend(
                field
                    .kind
                    .members()
                    .iter()
                    .map(|member| member.name.clone()),
            );
        }
    }
    let missing: Vec<&String> = known
        .iter()
        .filter(|key| !own.contains(*key) && !words.contains(key.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "not in docs/mapping-language.md: {missing:?}"
    );
}

#[test]
fn the_example_of_the_docs_is_a_mapping_without_fault() {
    let page = fs::read_to_string(root().join("docs/mapping-language.md")).unwrap();
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block));
    let whole: Vec<&str> = blocks
        .filter(|text| text.contains("\nmapping: 1"))
        .collect();
    assert!(!whole.is_empty());
    let reader = Reader::new(engagement_model()).unwrap();
    for text in whole {
        let (plan, diagnostics) = reader.read(SourceFile::new("docs/mapping-language.md", text));
        assert!(plan.is_some() && diagnostics.is_empty(), "{diagnostics:#?}");
    }
}
