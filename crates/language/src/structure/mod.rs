//! Checks structure by the schema: every schema error becomes a diagnostic at its place, and the
//! faulty part is taken away, so that later stages see only sound parts. All faults of a text are
//! found in one run, each once.

mod elsewhere;
mod example;
mod find;
mod foreign;
mod form;
mod format;
mod keywords;
mod no_parameter;
mod number;
mod place;
mod plain;
mod route;
mod shape;
mod turned;
mod unknown;
#[cfg(feature = "validate")]
mod validated;
mod violation;
mod words;
mod wrong;

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, MOST_FAULTS, too_many};
use crate::document::{Document, Pointer};
use crate::source::Span;
#[cfg(not(feature = "validate"))]
use plain::Plain as Validator;
#[cfg(feature = "validate")]
use validated::Validated as Validator;

pub use format::{Format, FormatFault};

/// A compiled schema with its formats.
///
/// Annotations of ours are read: `"x-names": "field"` and `"x-names": "parameter"` on a closed object
/// say what its keys are names of, `"x-names": "resource"` on a word says that it names a model, and
/// `"x-order"` on the whole gives keys in the order in which people meet them.
#[derive(Debug)]
pub struct Judge {
    schema: Value,
    formats: Vec<Format>,
    validator: Validator,
}

/// A fault, and what to take away so that it does not come again.
struct Finding {
    diagnostic: Diagnostic,
    prune: Vec<Pointer>,
    /// The map or list that lacks something or has too much. It is reported only while nothing has
    /// been taken from it, since what was taken away may be what is missing.
    about: Option<Span>,
    /// It says that something is not there.
    lacks: bool,
    /// The key that its author meant by another one: nothing is said of its absence.
    meant: Option<Pointer>,
}

impl Judge {
    /// Compiles a schema of draft 2020-12.
    ///
    /// # Errors
    /// What is wrong with the schema: ours to repair, not an author's.
    pub fn new(schema: &Value, formats: &[Format]) -> Result<Self, String> {
        Ok(Self {
            schema: schema.clone(),
            formats: formats.to_vec(),
            validator: Validator::new(schema, formats)?,
        })
    }

    /// The words in the order of the schema; others come last, in their own order.
    fn in_order<'w>(&self, words: &'w [String]) -> Vec<&'w str> {
        let order = self.schema.get("x-order").and_then(Value::as_array);
        let place = |word: &&str| {
            let mut order = order.into_iter().flatten();
            order.position(|known| known == word).unwrap_or(usize::MAX)
        };
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_by_key(place);
        words
    }

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
            let findings = self.findings(&document, &json, violations);
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
