//! Checks structure by the schema: every schema error becomes a diagnostic at its place, and the
//! faulty part is taken away, so that later stages see only sound parts. All faults of a text are
//! found in one run, each once.

mod by_operator;
mod disguise;
mod dotted;
mod elsewhere;
mod example;
mod find;
mod finding;
mod foreign;
mod foreign_keys;
mod form;
mod format;
mod judge;
mod keywords;
mod member;
mod moved;
mod no_colon;
mod no_parameter;
mod number;
mod place;
mod plain;
mod request_parts;
mod route;
mod shape;
mod stray;
mod turned;
mod unknown;
#[cfg(feature = "validate")]
mod validated;
mod violation;
mod words;
mod wrong;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, MOST_FAULTS, too_many};
use crate::document::{Document, Pointer};
use crate::source::Span;
use find::findings;

pub use format::{Format, FormatFault};
pub use judge::Judge;

impl Judge {
    /// Checks a document, reports its faults, and gives back the part that is sound. The faults of
    /// a document without a tree have been reported before.
    pub fn examine(&self, mut document: Document) -> (Document, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let mut known = HashSet::new();
        let mut lessened: HashSet<Span> = document.lessened().cloned().collect();
        while document.root.is_some() {
            let json = document
                .root
                .as_ref()
                .map(number::judged)
                .unwrap_or_default();
            let violations = self.validator.violations(&json, MOST_FAULTS);
            if violations.is_empty() {
                break;
            }
            let findings = findings(self, &document, &json, violations);
            if findings.len() >= MOST_FAULTS {
                told.extend(findings.into_iter().map(|finding| finding.diagnostic));
                told.push(too_many(&document.source));
                document.root = None;
                break;
            }
            let mut prunes = Vec::new();
            for finding in findings {
                let diagnostic = finding.diagnostic;
                let caused = finding.about.is_some_and(|about| lessened.contains(&about))
                    || document.torn && finding.lacks;
                let place = diagnostic.primary.span.clone();
                if !caused && known.insert((diagnostic.code, place, diagnostic.title.clone())) {
                    told.push(diagnostic);
                }
                if let Some(meant) = &finding.meant {
                    document.also_written(meant);
                }
                prunes.extend(finding.prune);
            }
            // every round takes something away, so the rounds end
            if prunes.is_empty() {
                document.root = None;
            }
            prune(&mut document, prunes, &mut lessened);
        }
        crate::diagnostic::sort(&mut told);
        (document, told)
    }
}

/// Takes the places away, later items first so that indices stay valid. A list that becomes empty
/// goes as well: the author wrote it with items.
fn prune(document: &mut Document, mut places: Vec<Pointer>, lessened: &mut HashSet<Span>) {
    places.sort();
    // what lies below another place goes with it
    places.dedup_by(|below, above| above.covers(below));
    for mut place in places.into_iter().rev() {
        while let Some(parent) = place.parent() {
            if !document.take_faulty(&place) {
                break;
            }
            let Some(node) = document.get(&parent) else {
                break;
            };
            lessened.insert(node.span.clone());
            if !node.is_empty_list() {
                break;
            }
            place = parent;
        }
        if place.parent().is_none() {
            document.root = None;
        }
    }
}

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;
