//! Coverage of two small mappings on a small model.

use super::*;
use serde_json::json;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

fn model() -> Model {
    Model::from_schema(
        &touchpoint_language::json::Json::parse(
            r##"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": {
            "number": { "type": "string", "description": "The order's number." },
            "placed_at": { "type": ["string", "null"], "format": "date-time" },
            "colour": { "type": ["string", "null"], "x-words": ["red", "blue", "green"] },
            "buyer": { "$ref": "#/$defs/Buyer" }
        },
        "$defs": { "Buyer": { "type": "object", "properties": { "id": { "type": "string" } } } },
        "x-parameters": { "type": "object", "properties": {
            "buyer": { "$ref": "#/$defs/Buyer" },
            "colour": { "type": "string", "x-words": ["red", "blue", "green"] },
            "placed_at": { "type": "string", "format": "date-time" },
            "sort_by": { "x-sortable": ["placed_at"] }
        } }
    }"##,
        )
        .unwrap(),
    )
    .unwrap()
}

const ACME: &str = "
mapping: 1
integration: acme
label: Acme
resource: shop/orders
connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
list:
  rules:
    - required: buyer.id
      when: { colour: green }
      note: Needed for green ones.
  merge: { when: { colour: every }, cases: [green, rest], by: placed_at, order: desc }
  shared:
    request: GET /orders
    records: $.orders[*]
    sort: { send_as: order, fields: { placed_at: at }, descending: '-' }
    parameters:
      buyer.id: { send_as: buyer }
      placed_at: { send_as: at, extra: true }
    fields: { number: $.no, placed_at: $.at, buyer: { id: $.buyer } }
  cases:
    any:
      when: { colour: absent }
      paging: { kind: cursor, send_as: after, next: $.next, cap: 500 }
    green: { when: { colour: green } }
    rest:
      when: { colour: red }
      parameters: { colour: { send_as: colour, map: { red: R } } }
";

const ZEST: &str = "
mapping: 1
integration: zest
label: Zest
notes: [Prices are in euros.]
resource: shop/orders
connection: { base_url: https://api.zest.example, auth: [{ kind: bearer, credential: token }] }
list:
  rules:
    - required: colour
    - exactly_one_of: [remote_query.shop, buyer.id]
  request: GET /orders
  records: $.orders[*]
  parameters:
    colour: { send_as: colour, map: { blue: B, red: R }, note: Of what colour. }
  fields: { number: $.no, placed_at: $.at }
";

fn coverage() -> Coverage {
    let reader = PlanReader::new(model()).unwrap();
    let sources = [("zest.yaml", ZEST), ("acme.yaml", ACME)];
    let outcome = Registry::read(
        &reader,
        sources.map(|(name, text)| SourceFile::new(name, text)),
    );
    let registry: Registry = outcome.registry;
    assert_eq!(registry.plans().len(), 2, "{:#?}", outcome.diagnostics);
    derive(&registry, &model())
}

#[test]
fn what_stands_in_cases_and_rules_counts() {
    let coverage = coverage();
    let labels: Vec<&str> = coverage
        .integrations
        .iter()
        .map(|i| i.label.as_str())
        .collect();
    assert_eq!(labels, ["Acme", "Zest"]);
    let acme = coverage.integration("acme").unwrap();
    let support = |name: &str| acme.parameter(name).map(|p| p.support);
    assert_eq!(support("buyer"), Some(Support::Supported));
    assert_eq!(support("placed_at"), Some(Support::Extra));
    assert_eq!(support("sort_by"), Some(Support::Supported));
    assert_eq!(acme.fields, ["number", "placed_at", "buyer"]);
    let merged =
        "several lists are read as one when `colour` is every, the newest `placed_at` first";
    assert_eq!(
        acme.rules,
        ["`buyer` is required when `colour` is green", merged]
    );
    let zest = coverage.integration("zest").unwrap();
    assert_eq!(zest.parameter("placed_at"), None);
    assert_eq!(
        zest.rules,
        ["exactly one of `remote_query[shop]`, `buyer` is required"]
    );
}

#[test]
fn words_are_those_of_cases_and_maps_in_the_models_order() {
    let coverage = coverage();
    let words = |slug: &str| {
        let integration = coverage.integration(slug).unwrap();
        integration.parameter("colour").unwrap().values.clone()
    };
    assert_eq!(words("acme"), ["red", "green"]);
    assert_eq!(words("zest"), ["red", "blue"]);
}

#[test]
fn the_page_as_data() {
    let page = serde_json::to_value(meta(&coverage(), &model())).unwrap();
    let at = |pointer: &str| page.pointer(pointer).cloned();
    assert_eq!(
        at("/query_parameters/colour"),
        Some(json!({
            "type": "string", "enum": ["red", "blue", "green"],
            "supported_in": ["acme"], "required_in": ["zest"],
            "notes": { "zest": "Of what colour." },
            "enum_by_integration": { "acme": ["red", "green"], "zest": ["red", "blue"] }
        }))
    );
    assert_eq!(
        at("/query_parameters/buyer/supported_in"),
        Some(json!(["acme", "zest"]))
    );
    assert_eq!(
        at("/query_parameters/placed_at"),
        Some(json!({ "type": "string · date-time" }))
    );
    assert_eq!(
        at("/response_fields/number"),
        Some(json!({
            "type": "string", "description": "The order's number.",
            "supported_in": ["acme", "zest"], "required": true
        }))
    );
    assert_eq!(
        at("/extras"),
        Some(json!({
            "parameters": { "placed_at": { "supported_in": ["acme"] } },
            "rules": {
                "acme": [
                    "`buyer` is required when `colour` is green",
                    "several lists are read as one when `colour` is every, the newest `placed_at` first"
                ],
                "zest": ["exactly one of `remote_query[shop]`, `buyer` is required"]
            },
            "paging": {
                "acme": [
                    "`any`: a list is gone through by a cursor: what is added or taken away meanwhile makes no other \
                        record come twice or get lost",
                    "`any`: the vendor gives 500 records of one list; beyond them it ends with an error",
                    "`green`, `rest`: a list comes in one reply"
                ],
                "zest": ["a list comes in one reply"]
            },
            "notes": { "zest": ["Prices are in euros."] }
        }))
    );
}

#[test]
fn pages_for_people() {
    let pages = pages(&coverage(), &model(), "coverage");
    let paths: Vec<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["coverage.md", "coverage/acme.md", "coverage/zest.md"]
    );
    let part = "### `colour`\n\nstring\n\nNotes:\n\n- Zest: Of what colour.\n\nValues:\n\n- red\n- blue\n- green\n\n\
        Values by integration:\n\n- Acme: red, green\n- Zest: red, blue\n\nRequired in:\n\n- Zest\n\nSupported in:\n\n- Acme\n";
    assert!(pages[0].1.contains(part), "{}", pages[0].1);
    let row = "| `colour` | string | required | red, blue | Of what colour. |\n";
    assert!(pages[2].1.contains(row), "{}", pages[2].1);
    let notes = "## Good to know\n\n- Prices are in euros.\n";
    assert!(pages[2].1.contains(notes), "{}", pages[2].1);
}

#[test]
fn what_the_page_does_not_know_stands_in_none_of_its_columns() {
    let reader = PlanReader::new(model()).unwrap();
    let zest = ZEST.replace("label: Zest", "label: Zest\npage: extra");
    let sources = [("acme.yaml", ACME), ("zest.yaml", &zest)];
    let sources = sources.map(|(name, text)| SourceFile::new(name, text));
    let outcome = Registry::read(&reader, sources);
    let coverage = derive(&outcome.registry, &model());
    let page = serde_json::to_value(meta(&coverage, &model())).unwrap();
    assert_eq!(page["integrations"], json!({ "acme": "Acme" }));
    let columns = [&page["query_parameters"], &page["response_fields"]];
    assert!(
        columns
            .iter()
            .all(|column| !column.to_string().contains("zest"))
    );
    assert_eq!(
        page["extras"]["integrations"],
        json!({ "zest": {
            "label": "Zest", "required": ["colour"], "parameters": ["buyer"], "fields": ["number", "placed_at"]
        } })
    );
    let pages = pages(&coverage, &model(), "coverage");
    let (_, overview) = pages.first().unwrap();
    assert!(
        overview.contains("\nBeyond the contract's page: [Zest](coverage/zest.md)\n"),
        "{overview}"
    );
    assert_eq!(
        overview.matches("Zest").count(),
        2,
        "a link, and its rules: {overview}"
    );
}
