//! What the mappings support is what `data/support.json` says, cell by cell and both ways: the
//! contract's page as data, written by hand, never generated.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds less than it needs has failed"
)]

use crate::given::{plans, project};
use std::collections::BTreeMap;
use touchpoint_describe::coverage::{Coverage, Support, derive, meta};
use touchpoint_language::json::Json;
use touchpoint_language::unified::engagement_model;

/// Every cell by its name, such as `acme · parameter owner · note`.
type Cells = BTreeMap<String, String>;

fn expected() -> Cells {
    let text = std::fs::read_to_string(project("tests/data/support.json")).unwrap();
    let page: Json = Json::parse(&text).unwrap();
    let mut cells = Cells::new();
    for (slug, integration) in page.as_object().unwrap() {
        let label = integration["label"].as_str().unwrap();
        cells.insert(format!("{slug} · label"), label.to_owned());
        for (name, parameter) in integration["parameters"].as_object().unwrap() {
            let at = format!("{slug} · parameter {name}");
            let required = parameter.get("required") == Some(&Json::Bool(true));
            let standing = if required { "required" } else { "supported" };
            cells.insert(at.clone(), standing.to_owned());
            if let Some(note) = parameter.get("note") {
                cells.insert(format!("{at} · note"), note.as_str().unwrap().to_owned());
            }
            if let Some(values) = parameter.get("values") {
                cells.insert(format!("{at} · values"), values.to_string());
            }
        }
        for field in integration["fields"].as_array().unwrap() {
            let name = field.as_str().unwrap();
            cells.insert(format!("{slug} · field {name}"), "filled".to_owned());
        }
    }
    cells
}

/// The same cells of the page as callers get it.
fn derived(coverage: &Coverage) -> Cells {
    let page = Json::written(&meta(coverage, &engagement_model()));
    let mut cells = Cells::new();
    for (slug, label) in page["integrations"].as_object().unwrap() {
        let label = label.as_str().unwrap();
        cells.insert(format!("{slug} · label"), label.to_owned());
    }
    let slugs = |entry: &Json, key: &str| -> Vec<String> {
        let all = entry.get(key).and_then(Json::as_array);
        let all = all.into_iter().flatten();
        all.map(|slug| slug.as_str().unwrap().to_owned()).collect()
    };
    for (name, entry) in page["query_parameters"].as_object().unwrap() {
        let at = |slug: &str| format!("{slug} · parameter {name}");
        for (key, standing) in [("supported_in", "supported"), ("required_in", "required")] {
            for slug in slugs(entry, key) {
                let before = cells.insert(at(&slug), standing.to_owned());
                assert_eq!(before, None, "{} is both", at(&slug));
            }
        }
        for (slug, note) in entry
            .get("notes")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
        {
            cells.insert(
                format!("{} · note", at(slug)),
                note.as_str().unwrap().to_owned(),
            );
        }
        let values = entry.get("enum_by_integration").and_then(Json::as_object);
        for (slug, values) in values.into_iter().flatten() {
            cells.insert(format!("{} · values", at(slug)), values.to_string());
        }
    }
    for (name, entry) in page["response_fields"].as_object().unwrap() {
        for slug in slugs(entry, "supported_in") {
            cells.insert(format!("{slug} · field {name}"), "filled".to_owned());
        }
    }
    cells
}

/// The cells that differ, each with what the page and what the mappings say.
fn differences(page: &Cells, mappings: &Cells) -> Vec<String> {
    let mut names: Vec<&String> = page.keys().chain(mappings.keys()).collect();
    names.sort();
    names.dedup();
    let says = |cells: &Cells, name: &String| cells.get(name).cloned().unwrap_or("nothing".into());
    names
        .into_iter()
        .filter(|name| page.get(*name) != mappings.get(*name))
        .map(|name| {
            let (page, mappings) = (says(page, name), says(mappings, name));
            format!("{name}: the page says {page}, the mappings say {mappings}")
        })
        .collect()
}

#[test]
fn the_mappings_support_what_the_page_says() {
    let coverage = derive(&plans(), &engagement_model());
    let (page, mappings) = (expected(), derived(&coverage));
    let lines = differences(&page, &mappings);
    assert!(
        lines.is_empty(),
        "{} of {} cells differ:\n{}",
        lines.len(),
        page.len(),
        lines.join("\n")
    );
    let labels = page.keys().filter(|name| name.ends_with(" · label"));
    let known = coverage.on_page().integrations.len();
    assert_eq!(labels.count(), known);
    assert!(known > 0);
}

#[test]
fn a_cell_more_and_a_cell_less_are_named() {
    let page = expected();
    let mut mappings = page.clone();
    let (name, _) = mappings.pop_first().unwrap();
    mappings.insert("acme · field id".to_owned(), "filled".to_owned());
    let lines = differences(&page, &mappings);
    assert_eq!(lines.len(), 2);
    assert!(
        lines.contains(&"acme · field id: the page says nothing, the mappings say filled".into())
    );
    assert!(lines.iter().any(|line| line.starts_with(&name)));
}

/// What goes beyond the page is declared as such, and stands apart.
#[test]
fn what_is_beyond_the_page_is_no_cell() {
    let coverage = derive(&plans(), &engagement_model());
    let page = Json::written(&meta(&coverage, &engagement_model()));
    for integration in &coverage.integrations {
        // What the page does not know stands apart as a whole.
        let known = page["integrations"].get(&integration.slug).is_some();
        let apart = &page["extras"]["integrations"];
        assert_ne!(known, apart.get(&integration.slug).is_some());
        if !known {
            continue;
        }
        for parameter in &integration.parameters {
            let slug = Json::from(integration.slug.as_str());
            let listed = page["extras"]["parameters"]
                .get(&parameter.name)
                .and_then(|extra| extra["supported_in"].as_array())
                .is_some_and(|slugs| slugs.contains(&slug));
            let extra = parameter.support == Support::Extra;
            assert_eq!(listed, extra, "{} {}", integration.slug, parameter.name);
        }
    }
}
