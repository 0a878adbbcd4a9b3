//! A resolved mapping is checked: what passes cannot fail for its author's sake any more. Each rule
//! is a file of its own; all of them run, and everything they find is told.

mod alternatives;
mod calls;
mod cases;
mod checking;
mod clauses;
mod conditions;
mod headers;
mod holes;
mod hosts;
mod lookups;
mod lost;
mod names;
mod paging;
mod patterns;
mod requests;
mod required;
mod scope;
mod secrets;
mod templates;
mod types;
mod unread;
mod words;

use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::document::Document;
use crate::mapping::Mapping;
use crate::model::Model;
use checking::Checking;
use std::collections::HashSet;

/// A mapping that has passed every check. Holding one is the proof: nothing else makes it.
#[derive(Clone, Debug)]
pub struct CheckedMapping(Mapping);

impl CheckedMapping {
    /// The mapping itself.
    pub fn into_mapping(self) -> Mapping {
        self.0
    }
}

type Rule = fn(&Checking<'_>) -> Vec<Diagnostic>;

const RULES: &[Rule] = &[
    names::check,
    scope::check,
    lookups::check,
    types::check,
    words::check,
    unread::check,
    lost::check,
    holes::check,
    clauses::check,
    required::check,
    cases::check,
    alternatives::check,
    paging::check,
    hosts::check,
    requests::check,
    secrets::check,
    patterns::check,
    headers::check,
];

/// Checks a mapping; the diagnostics come with or without it.
pub fn check(
    mapping: Mapping,
    document: &Document,
    model: &Model,
) -> (Option<CheckedMapping>, Vec<Diagnostic>) {
    let checking = Checking {
        mapping: &mapping,
        document,
        model,
    };
    let mut found: Vec<Diagnostic> = RULES.iter().flat_map(|rule| rule(&checking)).collect();
    // What stands under `shared` is seen once for every case, and told once.
    let mut known = HashSet::new();
    found.retain(|d| known.insert((d.code, d.primary.span.clone(), d.title.clone())));
    sort(&mut found);
    let faulty = mapping.partial || found.iter().any(|d| d.severity == Severity::Error);
    ((!faulty).then(|| CheckedMapping(mapping)), found)
}
