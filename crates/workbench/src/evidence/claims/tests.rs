//! The claims of a small mapping, and what altering does to its records.

use super::*;
use crate::evidence::altered;
use serde_json::json;
use touchpoint_core::query::ListQuery;
use touchpoint_core::record::{RecordFacts, Tables, Words};
use touchpoint_core::registry::PlanReader;
use touchpoint_core::response::{Part, Wanted, map};
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

const ACME: &str = "
mapping: 1
integration: acme
label: Acme
resource: shop/orders
connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
list:
  rules: [{ required: colour }]
  request: GET /orders
  records: $.orders[*]
  paging: { kind: cursor, send_as: after, next: $.next }
  parameters:
    colour: { send_as: colour, map: { red: R } }
  fields:
    number: { first_of: [$.no, $.number] }
    colour: { from: $.paint, map: { R: red, B: blue } }
";

fn plan() -> Plan {
    let schema = Json::parse(
        r#"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": {
            "number": { "type": "string" },
            "colour": { "type": ["string", "null"], "x-words": ["red", "blue"] }
        }
    }"#,
    )
    .unwrap();
    let reader = PlanReader::new(Model::from_schema(&schema).unwrap()).unwrap();
    let (plan, diagnostics) = reader.read(SourceFile::new("acme.yaml", ACME));
    plan.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

#[test]
fn every_branch_is_a_claim() {
    let words: Vec<String> = claims(&plan()).into_iter().map(|c| c.what).collect();
    assert_eq!(
        words,
        [
            "the rule on `colour`",
            "the case `list`",
            "the parameter `colour`",
            "the parameter `colour`, eq",
            "the parameter `colour`: the word `red`",
            "a page that leads on",
            "a list that ends",
            "the case `list`: the field `number`",
            "the field `number`: alternative 1",
            "the field `number`: alternative 2",
            "the case `list`: the field `colour`",
            "the field `colour`: the vendor's word `R`",
            "the field `colour`: the vendor's word `B`",
        ]
    );
}

/// The effect of each alteration on one record: only values that the record has can change.
#[test]
fn a_branch_that_a_record_takes_shows_when_it_is_altered() {
    let plan = plan();
    let page = json!({ "orders": [{ "number": 7, "paint": "R" }] }).to_string();
    let query = ListQuery::default();
    let mapped = |plan: &Plan| -> Vec<u8> {
        let (words, tables) = (Words::default(), Tables::default());
        let facts = RecordFacts {
            query: &words,
            tables: &tables,
        };
        let wanted = Wanted {
            query: &query,
            model: &plan.model,
            ending: None,
            checks: &[],
            order_by: None,
        };
        let reader = plan.lists().next().unwrap().reader;
        let page = reader.scan(page.as_bytes()).unwrap();
        map(reader, &page, Part { start: 0, most: 1 }, &facts, wanted)
            .rows
            .json()
            .to_vec()
    };
    let before = mapped(&plan);
    let seen = claims(&plan).into_iter().filter(|claim| {
        let Proof::Altered(alteration) = &claim.proof else {
            return false;
        };
        mapped(&altered(&plan, alteration)) != before
    });
    assert_eq!(
        seen.map(|claim| claim.what).collect::<Vec<_>>(),
        [
            "the case `list`: the field `number`",
            "the field `number`: alternative 2",
            "the case `list`: the field `colour`",
            "the field `colour`: the vendor's word `R`",
        ]
    );
}
