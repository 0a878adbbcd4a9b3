//! What leaving the fast path costs a page, and what it costs to compile the mappings beside reading
//! their text as YAML.

use crate::mapped::map_page;
use crate::pages::{Sample, mapping_folder};
use crate::turns::{Contender, TAKEN, in_turns, quantile};
use std::hint::black_box;
use touchpoint::mapping_files;
use touchpoint_core::plan::{Chosen, Plan, choose};
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// What a mapping says of a field more, and what is thereby measured.
const FIELDS: [(&str, &str); 3] = [
    (
        "a field by JMESPath",
        r#"{ compute: "join(' ', [properties.hs_call_title || '', id])" }"#,
    ),
    (
        "a field behind a free filter",
        r#""$.associations.contacts.results[?@.type != 'x'].id""#,
    ),
    (
        "a field behind a plain filter",
        r#""$.associations.contacts.results[?@.type == 'x'].id""#,
    ),
];
const AFTER: &str = "        engagement_type: { always: call }\n";

/// One page with a field more, against the same page without it.
pub(crate) fn print_fields(sample: &Sample) {
    let text = std::fs::read_to_string(mapping_folder().join("hubspot.yaml")).unwrap();
    assert!(text.contains(AFTER), "the mapping has changed");
    println!("| what | page with it µs | page without µs | ratio |\n|---|---|---|---|");
    for (what, field) in FIELDS {
        let more = format!("{AFTER}        internal_notes: {field}\n");
        let with = text.replacen(AFTER, &more, 1);
        let reader = PlanReader::new(engagement_model()).unwrap();
        let read = Registry::read(&reader, vec![SourceFile::new("hubspot.yaml", with)]);
        let plan = read.registry.get("hubspot").expect("a mapping").clone();
        let run = |plan: &Plan, chosen: Chosen<'_>| {
            let page = map_page(plan, chosen, black_box(&sample.body), &sample.query);
            black_box(page).unwrap();
        };
        let chosen = choose(&plan, &sample.query, None).expect("a list");
        let mut contenders: Vec<Contender<'_>> = vec![
            ("with", Box::new(|| run(&plan, chosen))),
            ("without", Box::new(|| run(&sample.plan, sample.chosen()))),
        ];
        let times = in_turns(&mut contenders);
        let [with, without] = [&times[0], &times[1]].map(|times| quantile(times, TAKEN) / 1e3);
        println!(
            "| {what} | {with:.1} | {without:.1} | {:.2} |",
            with / without
        );
    }
    println!();
}

/// All mappings from text to plans, as a program compiles those that are built in, and with every check,
/// as an author waits for them; against their text read as YAML and no more.
pub(crate) fn print_compiling() {
    let sources = mapping_files(&[mapping_folder()]).sources;
    let reader = PlanReader::new(engagement_model()).unwrap();
    let copy = |source: &SourceFile| SourceFile::new(source.name.clone(), source.text.clone());
    let copies = || black_box(&sources).iter().map(copy).collect::<Vec<_>>();
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "built in",
            Box::new(|| {
                for source in copies() {
                    black_box(reader.sound(source)).expect("a sound mapping");
                }
            }),
        ),
        (
            "checked",
            Box::new(|| {
                black_box(Registry::read(&reader, copies()));
            }),
        ),
        (
            "parse",
            Box::new(|| {
                for source in &sources {
                    let value: serde_yaml::Value =
                        serde_yaml::from_str(black_box(&source.text)).unwrap();
                    black_box(value);
                }
            }),
        ),
    ];
    let times = in_turns(&mut contenders);
    let times = times.iter().map(|times| quantile(times, TAKEN) / 1e6);
    let times: Vec<f64> = times.collect();
    let parse = times[2];
    println!(
        "| {} mappings | ms | parse YAML ms | ratio |\n|---|---|---|---|",
        sources.len()
    );
    for (what, time) in ["as they are built in", "with every check"]
        .iter()
        .zip(&times)
    {
        println!("| {what} | {time:.2} | {parse:.2} | {:.2} |", time / parse);
    }
    println!();
}
