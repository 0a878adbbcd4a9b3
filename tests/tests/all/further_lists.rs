//! The lists of further unified models: their recorded cases, and one engine with one sandbox for all
//! lists of a vendor.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that finds less than it needs has failed"
)]

use crate::given::project;
use std::collections::BTreeSet;
use touchpoint::{Touchpoint, mapping_files};
use touchpoint_core::query::ListQuery;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_corpus::built_in_further;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::unified::models;
use touchpoint_workbench::replay::replay;

fn further() -> Vec<Model> {
    models().into_iter().skip(1).collect()
}

fn plans(model: &Model) -> Registry {
    let reader = PlanReader::new(model.clone()).unwrap();
    let outcome = Registry::read(&reader, mapping_files(&[project("mappings")]).sources);
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    outcome.registry
}

#[tokio::test]
async fn every_case_is_as_recorded() {
    for model in further() {
        let plans = plans(&model);
        let cases = built_in_further(&model.resource).unwrap();
        let shown: BTreeSet<&str> = cases.iter().map(|case| case.slug.as_str()).collect();
        let slugs = plans.slugs();
        let known: BTreeSet<&str> = slugs.iter().map(String::as_str).collect();
        assert_eq!(shown, known, "{}", model.resource);
        let mut failed = Vec::new();
        for case in &cases {
            let lines = replay(case, plans.get(&case.slug).unwrap()).await;
            if !lines.is_empty() {
                let lines = lines.join("\n    ");
                failed.push(format!("{}/{}\n    {lines}", case.slug, case.name));
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    }
}

/// Every record of a list in the sandbox, page by page.
async fn all(engine: &Touchpoint, slug: &str, query: &ListQuery) -> Vec<Json> {
    let account = engine.sandbox_account(slug).unwrap();
    let mut query = query.clone();
    let mut records = Vec::new();
    loop {
        let page = engine.list(&account, &query).await.unwrap();
        let body = Json::from_slice(&page.to_json()).unwrap();
        records.extend(body["result"].as_array().unwrap().iter().cloned());
        match page.next_cursor() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return records,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_engine_reads_all_lists_of_one_played_vendor() {
    let engine = Touchpoint::builder().sandbox().build().await.unwrap();
    for model in further() {
        let further = engine.of_resource(&model.resource).unwrap();
        assert_eq!(further.resource(), model.resource);
        for slug in further.registry().slugs() {
            let records = all(&further, &slug, &ListQuery::default()).await;
            let ids: BTreeSet<String> = records.iter().map(|r| r["id"].to_string()).collect();
            assert!(records.len() > 50, "{slug}: {}", records.len());
            assert_eq!(ids.len(), records.len(), "{slug}: a record came twice");
            // A filter that the vendor applies brings those that have the value, and all of them.
            let mut owners = records.iter().filter_map(|r| r["owner"].get("id"));
            let owner = owners.find_map(Json::as_str).unwrap().to_owned();
            let of_owner = ListQuery::default().with("owner.id", &owner);
            let found = all(&further, &slug, &of_owner).await;
            let has =
                |record: &&Json| record["owner"].get("id").and_then(Json::as_str) == Some(&owner);
            let expected: BTreeSet<String> = records
                .iter()
                .filter(has)
                .map(|r| r["id"].to_string())
                .collect();
            let found: BTreeSet<String> = found.iter().map(|r| r["id"].to_string()).collect();
            assert_eq!(found, expected, "{slug}");
        }
        // The same vendor still answers its first list.
        let account = engine.sandbox_account("pipedrive").unwrap();
        let first = engine.list(&account, &ListQuery::default()).await.unwrap();
        let first = Json::from_slice(&first.to_json()).unwrap();
        assert!(first["result_count"].as_u64().unwrap() > 0);
    }
    assert!(engine.of_resource("crm/nothing").is_none());
}
