//! Words of the language that no built-in mapping uses yet, each in a mapping of an imaginary vendor
//! under `tests/words`: read without a fault, and read through its played vendor like every other.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

mod client;
mod conditions;
mod more;
mod places;
mod replies;
mod rules;
mod several;
mod told;
mod zones;

use crate::given::project;
use std::sync::Arc;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_core::run::{Error, Listing, Options, map_reply};
use touchpoint_language::diagnostic::text;
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;
use touchpoint_oracle::hold_reply;
use touchpoint_simulation::Simulator;

/// The reads of each vendor.
const READS: u64 = 96;

/// A mapping of `tests/words`, with its text.
fn read(name: &str) -> (Arc<Plan>, String) {
    let path = project(&format!("tests/words/{name}.yaml"));
    let text = std::fs::read_to_string(&path).unwrap();
    let reader = PlanReader::new(engagement_model()).unwrap();
    let source = SourceFile::new(format!("{name}.yaml"), text.clone());
    let outcome = Registry::read(&reader, [source]);
    let told = text::render(&outcome.diagnostics, false);
    assert!(outcome.diagnostics.is_empty(), "{told}");
    (outcome.registry.plans()[0].clone(), text)
}

/// A reply, mapped; the plain walk must say the same.
fn map(plan: &Plan, query: &ListQuery, status: u16, body: &Json) -> Result<Listing, Error> {
    let reply = Reply {
        status,
        headers: Headers::default(),
        body: body.to_string().into_bytes(),
        ..Reply::default()
    };
    let options = Options::new(Key::new(b"a test's own key"));
    assert_eq!(hold_reply(plan, query, &reply, &options), Ok(()), "{body}");
    map_reply(plan, query, reply, &options)
}

/// A page that came.
fn page(listing: Result<Listing, Error>) -> Json {
    Json::from_slice(&listing.unwrap().response.to_json()).unwrap()
}

/// The records of a page that came.
fn rows(listing: Result<Listing, Error>) -> Vec<Json> {
    page(listing)["result"].as_array().unwrap().clone()
}

#[test]
fn every_word_is_played_and_read() {
    let folder = std::fs::read_dir(project("tests/words")).unwrap();
    let mut names: Vec<String> = folder
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut failed = Vec::new();
    for name in names {
        let (plan, text) = read(&name);
        let simulator = Simulator::new(&plan, &text).unwrap();
        let tally = simulator.run(0..READS);
        match tally.failed {
            Some((seed, _)) => failed.push(simulator.shortest(seed)),
            None => assert!(tally.records > 0, "{name}"),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
