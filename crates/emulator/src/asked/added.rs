//! Recognises in a call the parts that a filter adds to it.

use crate::notation::call::ReceivedCall;
use crate::notation::part;
use std::collections::BTreeMap;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Goes, Parts, Sending, with_word};

/// The value of a filter; none where the call lacks any part that the filter adds.
pub(crate) fn added(call: &ReceivedCall, sending: &Sending) -> Option<Json> {
    let Goes::Parts(parts) = &sending.goes else {
        return None;
    };
    let word = sending.operator.word();
    let mut holes = BTreeMap::new();
    for (name, value) in &parts.send {
        let name = with_word(name.text(), "operator", word);
        let all = call.query.iter().filter(|(own, _)| *own == name);
        let all: Vec<Json> = all.map(|(_, text)| text.as_str().into()).collect();
        let actual = match value {
            Body::List(_) => Json::Array(all),
            _ => all.into_iter().next()?,
        };
        fits(value, &actual, word, &mut holes).then_some(())?;
    }
    if let Some(body) = &parts.body {
        fits(body, &call.body, word, &mut holes).then_some(())?;
    }
    for (name, template) in &parts.headers {
        let value = Json::from(call.header(name)?);
        part::text(template.text(), &value, &own(word), &mut holes).then_some(())?;
    }
    value(parts, word, holes)
}

/// Two bounds in one value have a hole each, and a default where one is absent.
fn value(parts: &Parts, word: &str, mut holes: BTreeMap<String, Vec<Json>>) -> Option<Json> {
    if let Some(bound) = holes.remove(word) {
        let default = default_of(parts, word);
        let bound = bound.into_iter().next()?;
        return (bound.as_str() != default.as_deref()).then_some(bound);
    }
    let mut values = holes.remove("value").or_else(|| holes.remove("values"))?;
    // The same value may stand at several places.
    let mut known: Vec<Json> = Vec::new();
    values.retain(|value| {
        let text = value.as_text();
        let same = |known: &Json| known == value || text.is_some() && known.as_text() == text;
        let is_new = !known.iter().any(same);
        known.extend(is_new.then(|| value.clone()));
        is_new
    });
    match values.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => Some(Json::Array(values)),
    }
}

/// `{{ gte | default('neginf') }}` → `neginf`
fn default_of(parts: &Parts, word: &str) -> Option<String> {
    let holes = parts
        .templates()
        .into_iter()
        .flat_map(|t| t.holes().collect::<Vec<_>>());
    let mut own = holes.filter(|hole| hole.expression.trim_start().starts_with(word));
    let (_, default) = own.next()?.expression.split_once("default(")?;
    let (text, _) = default.split_once(')')?;
    Some(text.trim().trim_matches(['\'', '"']).to_owned())
}

/// What the hole `operator` holds.
fn own(word: &str) -> impl Fn(&str) -> Option<String> {
    move |name| (name == "operator").then(|| word.to_owned())
}

/// True if a call has everything that is written; it may have more.
fn fits(body: &Body, actual: &Json, word: &str, holes: &mut BTreeMap<String, Vec<Json>>) -> bool {
    match body {
        Body::Fixed(value) => {
            value == actual || (value.as_text().is_some() && value.as_text() == actual.as_text())
        }
        Body::Text(template, _) => part::text(template.text(), actual, &own(word), holes),
        Body::Names(_) => false,
        Body::List(items) => {
            let Some(all) = actual.as_array() else {
                return false;
            };
            items.iter().all(|item| {
                // Only elements that fit count; the others belong to other filters.
                let mut found = false;
                for element in all {
                    let mut own = BTreeMap::new();
                    if fits(item, element, word, &mut own) {
                        found = true;
                        for (name, values) in own {
                            holes.entry(name).or_default().extend(values);
                        }
                    }
                }
                found
            })
        }
        Body::Object(members) => members.iter().all(|(name, member)| {
            let name = with_word(name, "operator", word);
            actual
                .get(&name)
                .is_some_and(|value| fits(member, value, word, holes))
        }),
    }
}
