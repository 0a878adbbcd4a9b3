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
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: token }]
  errors: { classify: [{ when: { status: 403, $.name: absent }, is: rate_limited }] }
  headers: { accept: application/json, x-version: \"7\" }
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
            "the error rule 1",
            "the error rule 1: the condition `$.name`",
            "the header `x-version`",
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

#[tokio::test]
async fn a_header_has_evidence_where_a_recorded_request_has_it() {
    let case = |more: &str| {
        let request = format!(
            "GET https://api.acme.example/orders\n? colour = R\nauthorization: Bearer {{token}}\n{more}"
        );
        let page = r#"{"orders": [{"no": 7, "paint": "R"}]}"#;
        let files = [
            (
                "case.yaml",
                "about: One.\nquery: \"colour=red\"\n".to_owned(),
            ),
            ("1.request.http", request),
            ("1.reply.http", format!("HTTP 200\n\n{page}\n")),
            ("1.expected.json", "null".to_owned()),
        ];
        let files = files.map(|(name, text)| (format!("acme/one/{name}"), text.into_bytes()));
        touchpoint_corpus::read_files(files.into()).unwrap()
    };
    let plan = plan();
    let header = |claim: &Claim| claim.what == "the header `x-version`";
    let all = claims(&plan);
    let header = all.iter().find(|claim| header(claim)).unwrap();
    let Proof::Altered(alteration) = &header.proof else {
        panic!("{header:?}");
    };
    let requests = |plan: &Plan| {
        let case = case("x-version: 7\n").remove(0);
        let plan = plan.clone();
        async move {
            let differs = crate::replay::replay(&case, &plan).await;
            differs.iter().any(|one| one.contains("x-version"))
        }
    };
    assert!(!requests(&plan).await);
    assert!(requests(&altered(&plan, alteration)).await);
}

/// A rule that reads a member of refusals needs one in which the member is another.
#[test]
fn a_condition_of_an_error_rule_has_evidence_in_a_refusal_that_lacks_it() {
    let plan = plan();
    let rule = plan.mapping.connection.classify[0].pointer.clone();
    let other = altered(&plan, &crate::evidence::Alteration::NoClause(rule, 1));
    let shows = |body: &str| {
        let reply = touchpoint_core::exchange::Reply {
            status: 403,
            body: body.as_bytes().to_vec(),
            ..touchpoint_core::exchange::Reply::default()
        };
        crate::evidence::prove::judged(&plan, &other, &reply)
    };
    assert!(shows(r#"{"name": "forbidden"}"#));
    assert!(!shows("Too many"));
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
