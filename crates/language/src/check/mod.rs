//! A resolved mapping is checked: what passes cannot fail for its author's sake any more. Each rule
//! is a file of its own; all of them run, and everything they find is told.

mod calls;
mod cases;
mod headers;
mod hosts;
mod lookups;
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

use crate::diagnostic::{Code, Diagnostic, Severity, sort};
use crate::document::{At, Document, Pointer, parse};
use crate::mapping::{Case, Mapping, Route};
use crate::model::Model;
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

/// What every rule gets to see.
pub(crate) struct Checking<'c> {
    pub(crate) mapping: &'c Mapping,
    pub(crate) document: &'c Document,
    pub(crate) model: &'c Model,
}

type Rule = fn(&Checking<'_>) -> Vec<Diagnostic>;

const RULES: &[Rule] = &[
    names::check,
    scope::check,
    lookups::check,
    types::check,
    words::check,
    unread::check,
    required::check,
    cases::check,
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

impl<'c> Checking<'c> {
    /// Every route with its case.
    fn routes(&self) -> impl Iterator<Item = (&'c Case, &'c Route)> + use<'c> {
        let cases = self.mapping.cases.iter();
        cases.flat_map(|case| case.routes.iter().map(move |route| (case, route)))
    }

    /// Whether something stands at a place.
    fn has(&self, pointer: &Pointer) -> bool {
        self.document.get(pointer).is_some()
    }

    /// Whether the author wrote something at a place, be it faulty and left out since.
    fn was_written(&self, pointer: &Pointer) -> bool {
        self.has(pointer)
            || self.mapping.partial && {
                let (whole, _) = parse(self.document.source.clone());
                whole.get(pointer).is_some()
            }
    }

    /// The place of a case's `when`: its own, or the one that it has from `shared`.
    fn when_of(&self, case: &Case) -> Option<Pointer> {
        let shared = Pointer::new().key("list").key("shared").key("when");
        let mut places = [case.pointer.key("when"), shared].into_iter();
        places.find(|place| case.when.is_some() && self.has(place))
    }

    /// The place of a route's key: its own, its case's, or the shared one.
    fn place_of(&self, case: &Case, route: &Route, key: &str) -> Option<Pointer> {
        let shared = Pointer::new().key("list").key("shared");
        let layers = [&route.pointer, &case.pointer, &shared];
        let mut places = layers.into_iter().map(|layer| layer.key(key));
        places.find(|place| self.has(place))
    }

    /// An error at a place.
    fn error(
        &self,
        code: Code,
        title: impl Into<String>,
        pointer: &Pointer,
        at: At,
        text: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, title, self.document.label(pointer, at, text))
    }
}
