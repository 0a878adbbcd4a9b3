//! What is said of the key, path, word or name at an offset, as Markdown.

use crate::bases::Bases;
use crate::hole;
use crate::language::{Language, Sheet};
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
            let node = document.get(&place.pointer)?;
            if let Some(said) = of_hole(language, &sheet, &place.pointer, offset) {
                return Some(said);
            }
            let value = node.as_text()?;
            if value.starts_with('$') || value.starts_with("record.$") {
                text = of_path(document, &place.pointer, value, samples);
            } else {
                let words = offer.words();
                let word = words.iter().find(|word| word.text == value);
                let said = word.and_then(|word| word.description);
                text.push_str(said.or(offer.description()).unwrap_or_default());
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

/// What a name or a filter in a hole of a template is. The template is read as the file has it, with
/// its quotes, so that the bytes are those of the file.
fn of_hole(
    language: &Language,
    sheet: &Sheet<'_>,
    place: &Pointer,
    offset: usize,
) -> Option<(String, Span)> {
    let document = &sheet.document;
    let span = &document.get(place)?.span;
    let text = document.source.slice(span);
    let at = offset.checked_sub(span.start)?;
    let (said, found) = hole::said_at(language, sheet, place, text, at)?;
    Some((said, span.start + found.start..span.start + found.end))
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

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::engagement_model;

    /// What is said at the last `|` of a text, and the text that it is about.
    fn said(text: &str) -> Option<(String, String)> {
        let language = Language::new(engagement_model()).unwrap();
        let offset = text.rfind('|').unwrap();
        let (before, after) = text.split_at(offset);
        let plain = format!("{before}{}", after.replacen('|', "", 1));
        let source = Arc::new(SourceFile::new("a.yaml", plain));
        let (said, span) = hover(&language, &source, offset, &Samples::default())?;
        Some((said, source.slice(&span).to_owned()))
    }

    #[test]
    fn the_words_of_a_hole_are_said() {
        let (text, about) =
            said("list:\n  paging: { kind: cursor }\n  send: { b: '{{ page.cu|rsor }}' }\n")
                .unwrap();
        assert_eq!(about, "page.cursor");
        assert!(text.ends_with("The token of the page."), "{text}");
        let (text, about) = said("list:\n  send: { a: '{{ query.owner|.id }}' }\n").unwrap();
        assert_eq!(about, "query.owner.id");
        assert!(text.starts_with("**query.owner.id**"), "{text}");
        let filter = "lookups:\n  a: { each: \"GET /a/{{ lookup.key | lo|wer }}\" }\n";
        let (text, about) = said(filter).unwrap();
        assert_eq!(about, "lower");
        assert!(text.contains("small letters"), "{text}");
        // What is no name of a hole is a part of the whole text.
        let (_, about) = said("list:\n  request: GET /a/{{ pa|ges }}\n").unwrap();
        assert_eq!(about, "GET /a/{{ pages }}");
    }

    #[test]
    fn a_way_to_sign_in_and_its_credential_are_said() {
        let (text, _) =
            said("connection:\n  auth: [{ kind: bea|rer, credential: token }]\n").unwrap();
        assert!(text.contains("static token"), "{text}");
        let (text, _) =
            said("connection:\n  auth: [{ kind: bearer, credential: to|ken }]\n").unwrap();
        assert!(text.contains("holds the token"), "{text}");
    }
}
