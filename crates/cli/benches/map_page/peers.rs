//! Peers behind `--peers`: the same page through the query languages that mappings are usually written
//! in, each with the library that this project uses for it. They do less than the engine: no times are
//! read, no words are mapped, no warnings are told.

use crate::mapped::map_page;
use crate::pages::Sample;
use crate::turns::{Contender, TAKEN, in_turns, quantile};
use jmespath::{DEFAULT_RUNTIME, Variable};
use jsonpath_rust::JsonPath;
use serde_json::{Map, Value};
use std::hint::black_box;

/// Unified field → where the vendor has it.
const FIELDS: [(&str, &str); 9] = [
    ("id", "id"),
    ("owner", "properties.hubspot_owner_id"),
    ("content", "properties.hs_call_body"),
    ("subject", "properties.hs_call_title"),
    ("direction", "properties.hs_call_direction"),
    ("start_time", "properties.hs_timestamp"),
    ("account", "associations.companies.results[0].id"),
    ("created_at", "createdAt"),
    ("updated_at", "updatedAt"),
];
const CONTACTS: &str = "associations.contacts.results[*].id";

pub(crate) fn print(sample: &Sample) {
    let members = FIELDS.iter().chain([&("contact", CONTACTS)]);
    let members: Vec<String> = members
        .map(|(name, path)| format!("{name}: {path}"))
        .collect();
    let text = format!("results[*].{{{}, remote_data: @}}", members.join(", "));
    let expression = DEFAULT_RUNTIME.compile(&text).unwrap();
    let chosen = sample.chosen();
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "the engine",
            Box::new(|| {
                let page = map_page(&sample.plan, chosen, &sample.body, &sample.query);
                black_box(page).unwrap();
            }),
        ),
        (
            "one JMESPath expression",
            Box::new(|| {
                let page: Variable = serde_json::from_slice(black_box(&sample.body)).unwrap();
                let rows = expression.search(page).unwrap();
                black_box(serde_json::to_vec(&*rows).unwrap());
            }),
        ),
        (
            "a JSONPath query for each field",
            Box::new(|| {
                let page: Value = serde_json::from_slice(black_box(&sample.body)).unwrap();
                let records = page["results"].as_array().unwrap();
                let rows: Vec<Value> = records.iter().map(by_queries).collect();
                black_box(serde_json::to_vec(&rows).unwrap());
            }),
        ),
    ];
    let times = in_turns(&mut contenders);
    println!(
        "| {} page by | µs | engine / it |\n|---|---|---|",
        sample.name
    );
    let taken: Vec<f64> = times
        .iter()
        .map(|times| quantile(times, TAKEN) / 1e3)
        .collect();
    for ((name, _), time) in contenders.iter().zip(&taken) {
        println!("| {name} | {time:.1} | {:.3} |", taken[0] / time);
    }
    println!();
}

fn by_queries(record: &Value) -> Value {
    let found = |path: &str| record.query(&format!("$.{path}")).unwrap();
    let mut row = Map::new();
    for (name, path) in FIELDS {
        let first = found(path).first().copied().cloned();
        row.insert(name.to_owned(), first.unwrap_or_default());
    }
    let contacts = found(CONTACTS).into_iter().cloned().collect();
    row.insert("contact".to_owned(), contacts);
    row.insert("remote_data".to_owned(), record.clone());
    Value::Object(row)
}
