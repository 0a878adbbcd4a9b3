//! The keys of a map that are not written yet.

use super::asked::Asked;
use super::completion::{Completion, Sort};
use super::paths;
use crate::offered::Offer;
use touchpoint_language::document::Pointer;
use touchpoint_language::model::{Kind, Scalar};

pub(super) fn keys(
    asked: &Asked<'_>,
    map: &Pointer,
    before: &str,
    written: &[String],
    colon: bool,
) -> Vec<Completion> {
    let offer = Offer::at(asked.sheet.schema, &asked.sheet.json, map);
    let last = map.steps().last().and_then(|step| step.as_key());
    let is_unified = last.is_some_and(|key| ["fields", "parameters", "when"].contains(&key));
    let replaced = asked.typed(before);
    let mut keys = offer.keys();
    keys.retain(|key| !written.iter().any(|other| other == key.name));
    // What the place needs stands first; the rest keeps the schema's order.
    keys.sort_by_key(|key| !key.required);
    let mut found: Vec<Completion> = keys
        .into_iter()
        .map(|key| {
            let sort = if is_unified { Sort::Unified } else { Sort::Key };
            Completion {
                insert: ended(key.name, colon),
                detail: is_unified.then(|| unified(asked, key.name)).flatten(),
                documentation: key.description.map(str::to_owned),
                required: key.required,
                ..Completion::new(key.name, replaced.clone(), sort)
            }
        })
        .collect();
    if offer.has_paths_as_keys() {
        let members = paths::paths(asked, map, before).into_iter();
        found.extend(members.map(|one| Completion {
            insert: ended(&one.insert, colon),
            ..one
        }));
    }
    if last == Some("map") {
        found.extend(vendor_words(asked, map, before, written, colon));
    }
    found
}

fn ended(name: &str, colon: bool) -> String {
    if colon {
        name.to_owned()
    } else {
        format!("{name}: ")
    }
}

/// The type of a unified field or parameter.
fn unified(asked: &Asked<'_>, name: &str) -> Option<String> {
    let model = asked.language.reader.model();
    let of_field = || match &model.field(name)?.kind {
        Kind::Scalar(scalar) => Some(scalar),
        Kind::Object(_) | Kind::List(_) | Kind::Values(_) => None,
    };
    let scalar = of_field().or_else(|| model.filterable(name))?;
    Some(match scalar {
        Scalar::Text => "text".to_owned(),
        Scalar::Instant => "time".to_owned(),
        Scalar::Duration => "seconds".to_owned(),
        Scalar::Word(words) => words.join(" | "),
        Scalar::Number => "number".to_owned(),
        Scalar::Boolean => "true | false".to_owned(),
    })
}

/// The words of the vendor that the replies hold where a field is read.
fn vendor_words(
    asked: &Asked<'_>,
    map: &Pointer,
    before: &str,
    written: &[String],
    colon: bool,
) -> Vec<Completion> {
    let from = map.parent().map(|field| field.key("from"));
    let path = from
        .as_ref()
        .and_then(|from| asked.sheet.document.get(from)?.as_text());
    let (Some(from), Some(path)) = (from.as_ref(), path) else {
        return Vec::new();
    };
    let bases = crate::bases::Bases::at(&asked.sheet.document, from, asked.samples);
    let mut found: Vec<Completion> = Vec::new();
    for value in bases.find(path) {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let known = written.contains(&text) || found.iter().any(|one| one.label == text);
        if value.is_null() || text.is_empty() || known {
            continue;
        }
        found.push(Completion {
            insert: ended(&text, colon),
            detail: Some("in the recorded replies".to_owned()),
            ..Completion::new(text, asked.typed(before), Sort::Member)
        });
    }
    found
}
