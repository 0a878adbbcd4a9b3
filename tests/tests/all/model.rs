//! The engine names no field of any model: a model of three fields, read from its JSON Schema, is
//! mapped onto like the one that ships, and each model refuses the other's mappings.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use conformance::json;
use conformance::root;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Reply;
use touchpoint_core::query::ListQuery;
use touchpoint_core::registry::PlanReader;
use touchpoint_core::run::{Options, map_reply};
use touchpoint_language::diagnostic::Code;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

fn file(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/models").join(name)).unwrap()
}

fn model() -> Model {
    let schema = Json::parse(&file("parcel.schema.json")).unwrap();
    Model::from_schema(&schema).unwrap()
}

fn mapping() -> SourceFile {
    SourceFile::new("parcels.yaml", file("parcels.yaml"))
}

#[test]
fn a_page_becomes_records_of_the_small_model() {
    let (plan, diagnostics) = PlanReader::new(model()).unwrap().read(mapping());
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let reply = Reply {
        status: 200,
        body: file("reply.json").into_bytes(),
        ..Reply::default()
    };
    let query = ListQuery::default().with("number", "7001");
    let options = Options::new(Key::new(b"test"));
    let page = map_reply(&plan.unwrap(), &query, reply, &options).unwrap();
    let page = Json::written(&page.response);
    let mut records = page["result"].as_array().unwrap().clone();
    let remote: Vec<Json> = records
        .iter_mut()
        .map(|record| {
            record
                .as_object_mut()
                .unwrap()
                .shift_remove("remote_data")
                .unwrap()
        })
        .collect();
    let expected = json!([
        { "number": "7001", "sent_at": "2026-01-01T00:00:00Z", "stops": [{ "town": "Ghent" }, { "town": "Lille" }] },
        { "number": "7002-B", "sent_at": null, "stops": [] },
    ]);
    assert_eq!(Json::Array(records), expected);
    assert_eq!(remote.first().unwrap()["no"], json!(7001));
    assert_eq!(page["next_cursor"], Json::Null);
}

#[test]
fn each_model_refuses_the_mappings_of_another() {
    let codes = |model: Model, source: SourceFile| {
        let (plan, diagnostics) = PlanReader::new(model).unwrap().read(source);
        assert!(plan.is_none());
        diagnostics.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    let told = codes(engagement_model(), mapping());
    assert!(told.contains(&Code::UnknownResource), "{told:?}");
    let other = mapping().text.replace("sent_at:", "start_time:");
    let told = codes(model(), SourceFile::new("other.yaml", other));
    assert_eq!(told, [Code::UnknownField]);
}
