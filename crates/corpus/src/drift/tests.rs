//! A small mapping, a recorded reply and one that came lately: what is lost is breaking.

use super::*;
use crate::read_files;
use touchpoint_core::query::{Names, parse};
use touchpoint_core::registry::PlanReader;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

const ACME: &str = "
mapping: 1
integration: acme
label: Acme
resource: shop/orders
connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
list:
  request: GET /orders
  records: $.orders[*]
  paging: { kind: page, send_as: page, total_pages: $.max_page, size: { send_as: limit, default: 2, max: 50 } }
  fields:
    number: $.no
    made_at: { from: $.made, time: rfc3339 }
    sent_at: { from: $.sent, time: unix_s }
    colour: $.paint
";

fn plan() -> Plan {
    let schema = r#"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": {
            "number": { "type": "string" },
            "made_at": { "type": ["string", "null"], "format": "date-time" },
            "sent_at": { "type": ["string", "null"], "format": "date-time" },
            "colour": { "type": ["string", "null"] }
        }
    }"#;
    let model = Model::from_schema(&Json::parse(schema).unwrap()).unwrap();
    let reader = PlanReader::new(model).unwrap();
    let (plan, diagnostics) = reader.read(SourceFile::new("acme.yaml", ACME));
    plan.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

const RECORDED: &str = r#"{"max_page": 1, "orders": [
    {"no": 71, "made": "2026-04-27T10:00:00Z", "sent": 1777284000, "paint": "red"},
    {"no": 72, "made": "2026-04-28T10:00:00Z", "sent": 1777284001, "paint": "blue"}]}"#;

/// How a reply differs from the recorded one: grade, kind, path and text.
fn drifted(now: &str) -> Vec<(Grade, Kind, String, String)> {
    let at = |file: &str, text: String| (format!("acme/one/{file}"), text.into_bytes());
    let files = [
        at("case.yaml", "about: One page.\n".to_owned()),
        at(
            "1.request.http",
            "GET https://api.acme.example/orders\n".to_owned(),
        ),
        at("1.reply.http", format!("HTTP 200\n\n{RECORDED}\n")),
        at("1.expected.json", "{}".to_owned()),
    ];
    let cases = read_files(files.into()).unwrap();
    let plan = plan();
    let query = |text: &str| parse(text, &plan.model, Names::default()).ok();
    let query = |text: &str| query(text).map(|(query, _)| query);
    let found = drift(&plan, &cases, &[Json::parse(now).unwrap()], &query).unwrap();
    let found = found.found.into_iter();
    found
        .map(|one| {
            (
                one.grade,
                one.kind,
                one.path,
                format!("{}; {}", one.what, one.edit),
            )
        })
        .collect()
}

#[test]
fn nothing_is_lost_where_nothing_changed() {
    assert_eq!(drifted(RECORDED), []);
}

#[test]
fn a_time_in_another_form_is_breaking_without_another_type() {
    let now = RECORDED.replace("2026-04-27T10:00:00Z", "27.04.2026 10:00");
    let found = drifted(&now);
    let [(grade, kind, path, text)] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!((*grade, *kind), (Grade::Breaking, Kind::Form), "{text}");
    assert_eq!(path, "$.orders[*].made");
    assert!(text.starts_with("cannot be read (1 of 2): "), "{text}");
}

#[test]
fn another_type_is_breaking_only_where_its_value_is_lost() {
    let now = RECORDED.replace("1777284000", "\"2026-04-27T10:00:00Z\"");
    let found = drifted(&now.replace("\"red\"", "7"));
    let of = |path: &str| {
        let one = found.iter().find(|one| one.2 == path);
        one.map(|one| (one.0, one.1))
    };
    assert_eq!(
        of("$.orders[*].sent"),
        Some((Grade::Breaking, Kind::Type)),
        "{found:#?}"
    );
    assert_eq!(
        of("$.orders[*].paint"),
        Some((Grade::Review, Kind::Type)),
        "{found:#?}"
    );
}

#[test]
fn an_id_is_never_empty_and_others_may_be() {
    let found = drifted(
        &RECORDED
            .replace("\"no\": 72", "\"no\": null")
            .replace("\"red\"", "null"),
    );
    let grades: Vec<(Grade, &str)> = found.iter().map(|one| (one.0, one.2.as_str())).collect();
    let wanted = [
        (Grade::Breaking, "$.orders[*].no"),
        (Grade::Review, "$.orders[*].paint"),
    ];
    assert_eq!(grades, wanted, "{found:#?}");
    let gone = drifted(&RECORDED.replace("\"no\": 72, ", ""));
    assert_eq!(
        gone.first().map(|one| (one.0, one.1)),
        Some((Grade::Breaking, Kind::Gone))
    );
}

#[test]
fn what_ends_the_list_is_spoken_of_as_such() {
    let found = drifted(&RECORDED.replace("\"max_page\": 1", "\"max_page\": null"));
    let [(grade, kind, path, text)] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!((*grade, *kind), (Grade::Breaking, Kind::Null));
    assert_eq!(path, "$.max_page");
    assert!(text.contains("see what ends the list now"), "{text}");
}
