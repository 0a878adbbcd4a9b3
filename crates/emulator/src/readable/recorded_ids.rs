//! The ids that recorded records have, by dotted field.

use super::recorded::RecordedVendor;
use crate::notation::json_path;
use crate::world::condition::holds;
use crate::world::draft::leaf_of;
use std::collections::BTreeMap;
use touchpoint_core::plan::Plan;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Expression, Pick, Source};

/// Dotted field → its ids, each once.
pub(crate) fn ids(recorded: &RecordedVendor, plan: &Plan) -> BTreeMap<String, Vec<String>> {
    let mut ids = BTreeMap::new();
    for case in &plan.mapping.cases {
        for record in recorded.shapes.of_case(&case.name) {
            ids_of(case, record, &mut ids);
        }
    }
    ids
}

fn ids_of(case: &Case, record: &Json, ids: &mut BTreeMap<String, Vec<String>>) {
    for field in &case.fields {
        for source in field.sources() {
            let there = source.when.as_ref().is_none_or(|when| holds(when, record));
            if !there || source.lookup.is_some() {
                continue;
            }
            for element in elements(source, record) {
                for (member, e) in &source.members {
                    let known = ids.entry(format!("{}.{member}", field.name)).or_default();
                    for text in texts(e, element) {
                        if !known.contains(&text) {
                            known.push(text);
                        }
                    }
                }
            }
        }
    }
}

fn elements<'v>(source: &Source, record: &'v Json) -> Vec<&'v Json> {
    let Some(each) = &source.each else {
        return vec![record];
    };
    let steps = json_path::steps(each.text()).unwrap_or_default();
    let only = |element: &&Json| source.only.as_ref().is_none_or(|only| holds(only, element));
    json_path::all(record, &steps)
        .into_iter()
        .filter(only)
        .collect()
}

/// The texts at the paths of an expression.
fn texts(e: &Expression, from: &Json) -> Vec<String> {
    let own = match &e.pick {
        Pick::From(path) if e.lookup.is_none() => json_path::steps(path.text()),
        _ => None,
    };
    let own = own.and_then(|steps| json_path::first(from, &steps).and_then(json_path::text));
    let own = own.and_then(|text| Some(leaf_of(e, &text)?.text()));
    let parts = e.parts().into_iter().flat_map(|part| texts(part, from));
    own.into_iter().chain(parts).collect()
}
