//! What a value may be: a path, a template, a word of the schema, a word of the unified model, a name
//! that the mapping declares, or an example.

use super::asked::Asked;
use super::completion::{Completion, Sort};
use super::{names, paths};
use crate::forms::{RESETS, Said, TIMES, UNITS};
use crate::hole::open_hole;
use crate::offered::Offer;
use touchpoint_language::document::{Pointer, Step};
use touchpoint_language::model::{Kind, Scalar};

const PATH: &str = "touchpoint-path";

pub(super) fn values(asked: &Asked<'_>, value: &Pointer, before: &str) -> Vec<Completion> {
    if let Some(hole) = open_hole(before) {
        return names::in_hole(asked, value, hole);
    }
    let offer = Offer::at(asked.sheet.schema, &asked.sheet.json, value);
    let replaced = asked.typed(before);
    let mut found: Vec<Completion> = unified_words(asked, value)
        .into_iter()
        .map(|word| Completion::new(word, replaced.clone(), Sort::Word))
        .collect();
    found.extend(offer.words().into_iter().map(|word| Completion {
        documentation: word.description.map(str::to_owned),
        ..Completion::new(word.text, replaced.clone(), Sort::Word)
    }));
    found.extend(names::declared(asked, value, before));
    if offer.has_form(PATH) || before.starts_with("$.") || before.starts_with("record.$") {
        found.extend(paths::paths(asked, value, before));
    }
    let formed = formed(&offer, value);
    let is_formed = !formed.is_empty();
    found.extend(formed.iter().map(|(word, says)| Completion {
        documentation: Some((*says).to_owned()),
        ..Completion::new(*word, replaced.clone(), Sort::Word)
    }));
    if before.is_empty() && !is_formed {
        let examples = offer
            .examples()
            .into_iter()
            .filter(|text| !text.starts_with('$'));
        found.extend(examples.map(|example| Completion {
            detail: Some("for example".to_owned()),
            ..Completion::new(example, replaced.clone(), Sort::Example)
        }));
    }
    found
}

/// The words of a time or of a unit.
fn formed(offer: &Offer<'_>, value: &Pointer) -> &'static [Said] {
    let mut keys = value.steps().iter().rev().filter_map(Step::as_key);
    if offer.has_form("touchpoint-unit") {
        &UNITS
    } else if !offer.has_form("touchpoint-time") {
        &[]
    } else if keys.next() == Some("form") {
        &RESETS
    } else {
        &TIMES
    }
}

/// The words of the unified field that the value becomes: below `always`, and on the right of `map`.
fn unified_words(asked: &Asked<'_>, value: &Pointer) -> Vec<String> {
    let keys: Vec<&str> = value.steps().iter().filter_map(Step::as_key).collect();
    let Some(at) = keys
        .iter()
        .rposition(|key| ["fields", "when", "parameters"].contains(key))
    else {
        return Vec::new();
    };
    let rest = keys.get(at + 1..).unwrap_or_default();
    let (Some(name), Some(holder)) = (rest.first(), keys.get(at)) else {
        return Vec::new();
    };
    let is_word = match *holder {
        "fields" => rest.contains(&"map") || rest.last() == Some(&"always"),
        "when" => rest.len() == 1,
        _ => false,
    };
    let model = asked.language.reader.model();
    let of_field = || match &model.field(name)?.kind {
        Kind::Scalar(scalar) => Some(scalar),
        Kind::Object(_) | Kind::List(_) | Kind::Values(_) => None,
    };
    match of_field().or_else(|| model.filterable(name)) {
        Some(Scalar::Word(words)) if is_word => words.clone(),
        _ => Vec::new(),
    }
}
