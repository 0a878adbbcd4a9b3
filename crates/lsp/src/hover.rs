//! What is said of the key, path, word or name at an offset, as Markdown.

use crate::bases::Bases;
use crate::language::Language;
use crate::offered::Offer;
use crate::place;
use crate::samples::Samples;
use crate::symbol::{Symbol, symbol_at};
use crate::values::{distinct, kind, short};
use std::fmt::Write;
use std::sync::Arc;
use touchpoint_language::document::{At, Document, Node, Pointer, Step};
use touchpoint_language::model::{Kind, Scalar};
use touchpoint_language::source::{SourceFile, Span};

const MOST_VALUES: usize = 6;

/// What is said, and the bytes that it is about.
pub fn hover(
    language: &Language,
    source: &Arc<SourceFile>,
    offset: usize,
    samples: &Samples,
) -> Option<(String, Span)> {
    let sheet = language.sheet(Arc::clone(source));
    let document = &sheet.document;
    let place = place::at(document, offset)?;
    let span = document.locate(&place.pointer, place.at);
    if let Some(text) = of_symbol(document, offset) {
        return Some((text, span));
    }
    let offer = Offer::at(sheet.schema, &sheet.json, &place.pointer);
    let mut text = String::new();
    match place.at {
        At::Key => {
            if let Some(unified) = unified(language, &place.pointer) {
                let _ = writeln!(text, "**{unified}**\n");
            }
            text.push_str(offer.description().unwrap_or_default());
        }
        At::Value => {
            let value = document.get(&place.pointer)?.as_text()?;
            if value.starts_with('$') || value.starts_with("record.$") {
                text = of_path(document, &place.pointer, value, samples);
            } else {
                let words = offer.words();
                let word = words.iter().find(|word| word.text == value);
                text.push_str(word.and_then(|word| word.description).unwrap_or_default());
            }
        }
    }
    let path = place.at == At::Key
        && place
            .pointer
            .steps()
            .last()
            .and_then(Step::as_key)
            .is_some_and(|key| key.starts_with('$'));
    if path && let Some(Step::Key(key)) = place.pointer.steps().last() {
        text = of_path(document, &place.pointer.parent()?, key, samples);
    }
    (!text.trim().is_empty()).then_some((text, span))
}

/// What a path finds in the recorded replies.
fn of_path(document: &Document, place: &Pointer, path: &str, samples: &Samples) -> String {
    if samples.is_empty() {
        return "No recorded reply is at hand to show its value.".to_owned();
    }
    let bases = Bases::at(document, place, samples);
    let from = bases.here.len();
    let values = bases.find(path);
    if values.is_empty() {
        return format!("`{path}` stands in none of {from} recorded values.");
    }
    let mut text = format!("`{path}` in {from} recorded values:\n\n");
    for value in distinct(&values, MOST_VALUES) {
        let _ = writeln!(text, "- `{}` ({})", short(value), kind(value));
    }
    text
}

/// What a name stands for: its declaration.
fn of_symbol(document: &Document, offset: usize) -> Option<String> {
    let (symbol, _) = symbol_at(document, offset)?;
    if place::at(document, offset)?.at == At::Key && !matches!(symbol, Symbol::Variable(_)) {
        return None;
    }
    let declared = symbol.declaration();
    let node: &Node = document.get(&declared)?;
    let said = document.source.slice(&node.span).trim_end();
    Some(format!("`{declared}`\n\n```yaml\n{said}\n```"))
}

/// The name and the type of a unified field or parameter.
fn unified(language: &Language, pointer: &Pointer) -> Option<String> {
    let keys: Vec<&str> = pointer.steps().iter().filter_map(Step::as_key).collect();
    let holder = keys
        .iter()
        .rposition(|key| ["fields", "parameters", "when"].contains(key))?;
    let names = keys.get(holder + 1..)?;
    let dotted = names.join(".");
    let model = language.reader.model();
    let of_field = model.field(&dotted).map(|field| match &field.kind {
        Kind::Scalar(scalar) => of_scalar(scalar),
        Kind::Object(_) => "object".to_owned(),
        Kind::List(_) => "list of objects".to_owned(),
        Kind::Values(_) => "list of values".to_owned(),
    });
    let kind = of_field.or_else(|| model.filterable(&dotted).map(of_scalar))?;
    Some(format!("{dotted}: {kind}"))
}

fn of_scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Text => "text".to_owned(),
        Scalar::Instant => "time, RFC 3339 in UTC".to_owned(),
        Scalar::Duration => "whole seconds".to_owned(),
        Scalar::Word(words) => words.join(" | "),
        Scalar::Number => "number".to_owned(),
        Scalar::Boolean => "true or false".to_owned(),
    }
}
