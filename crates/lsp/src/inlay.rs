//! What a path of a field finds in the first recorded reply that has it, beside the path.

use crate::bases::Bases;
use crate::place::scalars;
use crate::samples::Samples;
use crate::values::{distinct, short};
use touchpoint_language::document::{Document, Step};
use touchpoint_language::source::Span;

/// A few words behind an offset.
#[derive(Clone, Debug, PartialEq)]
pub struct Inlay {
    /// Behind this byte.
    pub at: usize,
    /// `= "Pilot scope"`
    pub text: String,
}

/// The values beside the paths of fields within a span of the text; none without recorded replies.
pub fn inlays(document: &Document, within: &Span, samples: &Samples) -> Vec<Inlay> {
    if samples.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (pointer, node) in scalars(document) {
        let is_seen = within.start <= node.span.start && node.span.end <= within.end;
        let of_field = pointer
            .steps()
            .iter()
            .any(|step| step.as_key() == Some("fields"));
        let Some(text) = node
            .as_text()
            .filter(|text| text.starts_with('$') || text.starts_with("record.$"))
        else {
            continue;
        };
        let leads = pointer
            .steps()
            .last()
            .and_then(Step::as_key)
            .is_some_and(|key| ["each", "then_each", "more"].contains(&key));
        if !is_seen || !of_field || leads {
            continue;
        }
        let bases = Bases::at(document, &pointer, samples);
        let values = bases.find(text);
        let shown = match distinct(&values, 1).first() {
            Some(value) => format!("= {}", short(value)),
            None if bases.here.is_empty() => continue,
            None => "in no recorded reply".to_owned(),
        };
        found.push(Inlay {
            at: node.span.end,
            text: shown,
        });
    }
    found
}
