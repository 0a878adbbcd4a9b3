//! Every folder of `tests/transforms/` is named after a transform and shows it: a small `mapping.yaml`,
//! a `reply.json` of the vendor, and in `expected.json` the records and warnings that it becomes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use conformance::{json, root};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Reply;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::registry::PlanReader;
use touchpoint_core::run::{Options, map_reply};
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::transform::{Doc, Transform};
use touchpoint_language::unified::engagement_model;
use touchpoint_oracle::hold_reply;
use touchpoint_simulation::Simulator;

/// The reads of each played vendor.
const READS: u64 = 128;

fn folders() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("tests/transforms")).unwrap();
    let mut names: Vec<String> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn file(word: &str, name: &str) -> String {
    let path = Path::new("tests/transforms").join(word).join(name);
    std::fs::read_to_string(root().join(&path))
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn plan(text: &str) -> Plan {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let (plan, told) = reader.read(SourceFile::new("mapping.yaml", text));
    assert!(told.is_empty(), "{told:#?}\n{text}");
    plan.unwrap()
}

/// The first key of a transform, without its backticks.
fn word(doc: &Doc) -> &'static str {
    doc.rows[0].0.trim_matches('`')
}

#[test]
fn every_transform_has_a_folder_and_every_folder_a_transform() {
    let known: BTreeSet<&str> = Transform::DOCS.iter().map(word).collect();
    let folders = folders();
    let shown: BTreeSet<&str> = folders.iter().map(String::as_str).collect();
    assert_eq!(shown, known);
}

#[test]
fn every_reply_becomes_what_is_expected_both_ways() {
    for word in folders() {
        let plan = plan(&file(&word, "mapping.yaml"));
        let reply = Reply {
            status: 200,
            body: file(&word, "reply.json").into_bytes(),
            ..Reply::default()
        };
        let options = Options::new(Key::new(b"test"));
        let query = ListQuery::default();
        hold_reply(&plan, &query, &reply, &options).unwrap_or_else(|e| panic!("{word}: {e}"));
        let page = map_reply(&plan, &query, reply, &options).unwrap();
        let page = Json::written(&page.response);
        let mut records = page["result"].as_array().unwrap().clone();
        for record in &mut records {
            record.as_object_mut().unwrap().shift_remove("remote_data");
        }
        let warnings = page.get("warnings").cloned().unwrap_or(json!([]));
        let told = json!({ "result": records, "warnings": warnings });
        let expected = Json::parse(&file(&word, "expected.json")).unwrap();
        assert_eq!(told, expected, "{word}: {told}");
    }
}

/// The vendor is played with values turned round by the transform: what is read must be what it meant.
#[test]
fn every_vendor_that_is_played_is_read_as_it_means() {
    for word in folders() {
        let text = file(&word, "mapping.yaml");
        let simulator = Simulator::new(&Arc::new(plan(&text)), &text).unwrap();
        let tally = simulator.run(0..READS);
        if let Some((seed, _)) = tally.failed {
            panic!("{word}: {}", simulator.shortest(seed));
        }
        assert!(tally.records > 100, "{word}: {}", tally.records);
    }
}

#[test]
fn every_example_of_the_page_is_a_mapping() {
    for doc in Transform::DOCS {
        let mapping = file("prefix", "mapping.yaml");
        let (before, _) = mapping.split_once("  fields:").unwrap();
        let id = if doc.example.starts_with("id:") {
            ""
        } else {
            "    id: $.id\n"
        };
        plan(&format!("{before}  fields:\n{id}    {}\n", doc.example));
    }
}
