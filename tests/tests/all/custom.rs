//! An account's own fields: its overlay names them, and its records have them beside the model's, each of its type.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine};
use std::sync::Arc;
use touchpoint::{Account, ListQuery, SourceFile, Touchpoint};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::{Format, Operator};
use touchpoint_core::registry::PlanReader;
use touchpoint_core::run::Options;
use touchpoint_emulator::{Emulator, PlayedVendor, Schedule, recorded_shapes};
use touchpoint_language::json::Json;
use touchpoint_language::model::{Kind, Scalar};
use touchpoint_language::unified::engagement_model;
use touchpoint_oracle::hold_reply;

const LIST: &str = "list:
  request: GET /notes
  paging: { kind: none }
  records: $.notes[*]
  fields: { id: $.id, subject: $.title }
";

const OVERLAY: &str = "overlay: 1
of: acme
list:
  fields:
    custom:
      region: $.more.region
      score: { from: $.more.score, type: number }
      vip: { from: $.more.vip, type: boolean }
      seen_at: { from: $.more.seen, time: unix_s, type: time }
";

const REPLY: &str = r#"{"notes": [
    {"id": 1, "title": "a", "more": {"region": "north", "score": 12345678901234567890.50, "vip": true, "seen": 1767225600}},
    {"id": 2, "title": "b", "more": {"region": "south", "score": "high", "vip": "false"}},
    {"id": 3, "title": "c"}
]}"#;

fn overlaid() -> Account {
    Account {
        overlay: Some(Arc::new(SourceFile::new("own.yaml", OVERLAY))),
        ..account()
    }
}

async fn touchpoint() -> Touchpoint {
    engine(LIST, Played::new(|_| (200, Json::parse(REPLY).unwrap()))).await
}

async fn records(query: &ListQuery) -> Vec<Json> {
    let page = touchpoint().await.list(&overlaid(), query).await;
    let page = page.unwrap_or_else(|error| panic!("{error}"));
    let text = page.to_json();
    Json::from_slice(&text).unwrap()["result"]
        .as_array()
        .unwrap()
        .clone()
}

/// The plan of a built-in mapping with an overlay.
fn plan(slug: &str, overlay: &str) -> Arc<Plan> {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let sources = touchpoint::built_in_mappings();
    let ours = sources
        .into_iter()
        .find(|one| one.name.contains(slug))
        .unwrap();
    let base = reader.read(ours).0.unwrap();
    let (plan, told) = reader.overlay(&base, SourceFile::new("own.yaml", overlay));
    assert!(told.is_empty(), "{told:?}");
    Arc::new(plan.unwrap())
}

#[tokio::test]
async fn a_record_shows_them_behind_the_models_fields_with_their_digits() {
    let page = touchpoint()
        .await
        .list(&overlaid(), &ListQuery::default())
        .await
        .unwrap();
    let texts: Vec<&str> = page
        .texts()
        .into_iter()
        .map(|text| std::str::from_utf8(text).unwrap())
        .collect();
    let first = r#"{"id":"1","subject":"a","custom":{"region":"north","score":12345678901234567890.50,"vip":true,"seen_at":"2026-01-01T00:00:00Z"},"remote_data":"#;
    assert!(texts[0].starts_with(first), "{}", texts[0]);
    assert!(
        texts[1].contains(r#""custom":{"region":"south","score":null,"vip":false,"seen_at":null}"#),
        "{}",
        texts[1]
    );
    assert!(texts[2].contains(r#""custom":null,"#), "{}", texts[2]);
    let [warning] = page.warnings() else {
        panic!("{:?}", page.warnings())
    };
    assert_eq!(warning.field.as_deref(), Some("custom.score"));
    assert!(
        warning
            .place
            .as_deref()
            .unwrap_or_default()
            .starts_with("own.yaml:7:"),
        "{warning:?}"
    );

    let typed = page.engagements().unwrap();
    let own = typed[0].custom.as_ref().unwrap();
    assert_eq!(own["region"].as_str(), Some("north"));
    assert_eq!(own["score"].to_string(), "12345678901234567890.50");
    assert_eq!(typed[2].custom, None);
    let again = serde_json::to_string(&typed[0]).unwrap();
    assert!(again.starts_with(first), "{again}");
}

#[tokio::test]
async fn an_account_without_an_overlay_has_none() {
    let page = touchpoint()
        .await
        .list(&account(), &ListQuery::default())
        .await
        .unwrap();
    assert!(
        !String::from_utf8(page.to_json())
            .unwrap()
            .contains("custom")
    );
    let error = touchpoint()
        .await
        .list(
            &account(),
            &ListQuery::default().with("custom.region", "north"),
        )
        .await;
    assert!(error.err().unwrap().to_string().contains("custom.region"));
}

#[tokio::test]
async fn they_are_filtered_excluded_and_normalized_as_other_fields() {
    let ids = |records: Vec<Json>| -> Vec<String> {
        records
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let query = ListQuery::default;
    assert_eq!(
        ids(records(&query().with("custom.region", "south")).await),
        ["2"]
    );
    let many = query().filter("custom.score", Operator::Gt, ["12"]);
    assert_eq!(ids(records(&many).await), ["1"]);
    let without = records(&query().exclude("custom.score").exclude("remote_data")).await;
    assert_eq!(
        without[0].to_string(),
        r#"{"id":"1","subject":"a","custom":{"region":"north","vip":true,"seen_at":"2026-01-01T00:00:00Z"}}"#
    );
    let normalized = records(&query().format(Format::Normalized)).await;
    assert_eq!(normalized[0]["custom"]["vip"], Json::from(true));
    assert_eq!(normalized[2]["custom"], Json::Null);
}

#[test]
fn the_plain_walk_says_the_same() {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let text = format!("{}{LIST}", crate::played::HEAD);
    let base = reader.read(SourceFile::new("acme.yaml", text)).0.unwrap();
    let plan = reader
        .overlay(&base, SourceFile::new("own.yaml", OVERLAY))
        .0
        .unwrap();
    let reply = Reply {
        status: 200,
        headers: Headers::default(),
        body: REPLY.as_bytes().to_vec(),
        ..Reply::default()
    };
    let options = Options::new(Key::new(b"a test's own key"));
    assert_eq!(
        hold_reply(&plan, &ListQuery::default(), &reply, &options),
        Ok(())
    );
}

/// A played vendor invents their values, and they are read as what they are.
#[tokio::test]
async fn a_played_vendor_has_values_for_them() {
    let overlay = "overlay: 1
of: pipedrive
list:
  fields:
    custom:
      region: $.region
      score: { from: $.score, type: number }
";
    let plan = plan("pipedrive", overlay);
    let custom = plan.model.field("custom.score").unwrap();
    assert_eq!(custom.kind, Kind::Scalar(Scalar::Number));
    let shapes = Arc::new(recorded_shapes(&plan));
    let played = Arc::new(PlayedVendor::new(plan.clone(), &shapes, 3, 40));
    let emulator = Emulator::new(played.clone(), shapes, 3, Schedule::new());
    let account = Account {
        overlay: Some(Arc::new(SourceFile::new("own.yaml", overlay))),
        ..played.account("a", &emulator.secret())
    };
    let builder = Touchpoint::builder().transport(Arc::new(emulator));
    let touchpoint = builder.build().await.unwrap();
    let page = touchpoint
        .list(&account, &ListQuery::default())
        .await
        .unwrap();
    let records = page.engagements().unwrap();
    let own: Vec<_> = records
        .iter()
        .filter_map(|one| one.custom.as_ref())
        .collect();
    assert!(
        own.iter().any(|own| own["region"].as_str().is_some()),
        "{own:?}"
    );
    assert!(
        own.iter()
            .any(|own| matches!(own["score"], Json::Number(_))),
        "{own:?}"
    );
    assert!(
        own.iter()
            .all(|own| matches!(own["score"], Json::Number(_) | Json::Null)),
        "{own:?}"
    );
}
