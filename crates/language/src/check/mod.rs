//! Checks a resolved mapping: one that passes cannot fail later through its author's mistake. Each
//! check is a file of its own; all of them run, and everything they find is reported.

mod addresses;
mod agreeing;
mod alike;
mod alternatives;
mod bare_list;
mod bears;
mod calls;
mod cases;
mod checking;
mod clauses;
mod companion;
mod compared;
mod comparisons;
mod computed;
mod conditions;
mod constant_clauses;
mod constants;
mod counts;
mod dead_routes;
mod disguise;
mod effect;
mod empty;
mod ending;
mod first_compared;
mod grammar_holes;
mod headers;
mod holes;
mod hosts;
mod http;
mod idle;
mod ignored_case;
mod implied;
mod impossible;
pub mod in_hole;
mod joining;
mod list_in_list;
mod list_in_text;
mod listed_clauses;
mod looked_at;
mod looked_up;
mod lookups;
mod lost;
mod meant;
mod merge_order;
mod merged_words;
mod merging;
mod name_holes;
mod names;
mod never_given;
mod open_text;
mod overwritten;
mod own_holes;
mod pages_meant;
mod paging;
mod paths_as_names;
mod patterns;
mod places;
mod query_names;
mod query_text;
mod reached;
mod reaching;
mod readable;
mod refused_word;
mod requests;
mod required;
mod rules;
mod scope;
mod secrets;
mod sent;
mod sent_names;
mod several_values;
mod shown_if;
mod signing;
mod sorting;
mod table_keys;
mod templates;
mod time_parts;
mod types;
mod unlike;
mod unread;
mod value_sent;
mod walk;
mod words;
mod zones;

use crate::diagnostic::{Code, Diagnostic, Severity, sort};
use crate::document::Document;
use crate::mapping::Mapping;
use crate::model::Model;
use checking::Checking;
use std::collections::HashSet;

/// A mapping that has passed every check. Only `check` and `known_sound` make one; the second trusts
/// the tests of the program that the mapping is built into.
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
    table_keys::check,
    types::check,
    words::check,
    unread::check,
    lost::check,
    companion::check,
    holes::check,
    own_holes::check,
    grammar_holes::check,
    name_holes::check,
    joining::check,
    clauses::check,
    open_text::check,
    comparisons::check,
    compared::check,
    agreeing::check,
    bears::check,
    required::check,
    cases::check,
    alternatives::check,
    paging::check,
    pages_meant::check,
    query_names::check,
    |checking| addresses::check(checking).into_iter().collect(),
    hosts::check,
    requests::check,
    secrets::check,
    patterns::check,
    headers::check,
    signing::check,
    http::check,
    sent::check,
    empty::check,
    disguise::check,
    impossible::check,
    readable::check,
    meant::check,
    computed::check,
    query_text::check,
    effect::check,
    reached::check,
    rules::check,
    places::check,
    alike::check,
    unlike::check,
    looked_up::check,
    shown_if::check,
    merged_words::check,
    never_given::check,
    first_compared::check,
    overwritten::check,
    constants::check,
    paths_as_names::check,
    ignored_case::check,
    several_values::check,
    list_in_text::check,
    listed_clauses::check,
    list_in_list::check,
    reaching::check,
    constant_clauses::check,
    dead_routes::check,
    idle::check,
    refused_word::check,
    bare_list::check,
    value_sent::check,
    sorting::check,
    merge_order::check,
    merging::check,
    zones::check,
    counts::check,
];

/// A mapping that passes every check, as the tests of the program that it is built into hold. `None`
/// where a part of it was not understood.
pub(crate) fn known_sound(mapping: Mapping) -> Option<CheckedMapping> {
    (!mapping.partial).then_some(CheckedMapping(mapping))
}

/// How a value is written is not asked where it cannot be what the field holds.
fn without_followers(found: &mut Vec<Diagnostic>) {
    let overlaps = found.iter().any(|d| d.code == Code::CaseOverlap);
    // A word that two cases answer is told as that.
    found.retain(|d| {
        !overlaps || d.code != Code::NeverFits || !d.title.contains(" chooses records ")
    });
    let mismatched: Vec<_> = found
        .iter()
        .filter(|d| d.code == Code::TypeMismatch)
        .map(|d| d.primary.span.clone())
        .collect();
    found.retain(|d| {
        let span = &d.primary.span;
        let mut places = mismatched.iter();
        d.code != Code::OtherMeaning
            || !places.any(|place| span.start < place.end && place.start < span.end)
    });
}

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
    // A part of `shared` is seen once for every case, and reported once.
    let mut known = HashSet::new();
    found.retain(|d| known.insert((d.code, d.primary.span.clone(), d.title.clone())));
    without_followers(&mut found);
    sort(&mut found);
    let faulty = mapping.partial || found.iter().any(|d| d.severity == Severity::Error);
    ((!faulty).then(|| CheckedMapping(mapping)), found)
}
