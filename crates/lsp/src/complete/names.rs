//! Names that the mapping itself declares: in the holes of templates, and where a value names a lookup,
//! a case or a credential.

use super::asked::Asked;
use super::completion::{Completion, Sort};
use crate::hole::{filters, is_of_a_name, names};
use crate::place::scalars;
use touchpoint_language::document::{Node, Pointer, Step};

/// What a hole may read or do at a place; `hole` is what is typed of it.
pub(super) fn in_hole(asked: &Asked<'_>, place: &Pointer, hole: &str) -> Vec<Completion> {
    let before = hole.trim_end_matches(is_of_a_name);
    let word = hole.get(before.len()..).unwrap_or_default();
    let replaced = asked.typed(word);
    if before.trim_end().ends_with('|') {
        let filters = filters(asked.sheet, place, before).into_iter();
        let filters = filters.map(|(filter, says)| Completion {
            documentation: Some((*says).to_owned()),
            ..Completion::new(filter, replaced.clone(), Sort::Word)
        });
        return filters.collect();
    }
    let names = names(asked.language, asked.sheet, place).into_iter();
    let named = names.map(|(name, documentation)| Completion {
        documentation,
        ..Completion::new(name, replaced.clone(), Sort::Name)
    });
    named.collect()
}

/// The names that vendors' ways to sign in are mostly written with.
const CREDENTIALS: [(&str, &str); 3] = [
    ("access_token", "A token that is sent as it is."),
    ("api_key", "A key that the vendor shows in its settings."),
    ("api_token", "What some vendors call such a key."),
];

/// The credentials that the mapping names elsewhere, and then the usual ones.
fn credentials(asked: &Asked<'_>, value: &Pointer, before: &str) -> Vec<Completion> {
    let replaced = asked.typed(before);
    let mut found: Vec<Completion> = Vec::new();
    for (place, node) in scalars(&asked.sheet.document) {
        let is_another =
            place.steps().last().and_then(Step::as_key) == Some("credential") && place != *value;
        let Some(name) = node.as_text().filter(|_| is_another) else {
            continue;
        };
        if !found.iter().any(|one| one.label == name) {
            found.push(Completion::new(name, replaced.clone(), Sort::Name));
        }
    }
    found.extend(CREDENTIALS.map(|(name, says)| Completion {
        documentation: Some(says.to_owned()),
        ..Completion::new(name, replaced.clone(), Sort::Example)
    }));
    found
}

/// The declared names of which a value is one: lookups, cases, credentials.
pub(super) fn declared(asked: &Asked<'_>, value: &Pointer, before: &str) -> Vec<Completion> {
    let keys: Vec<&str> = value.steps().iter().filter_map(Step::as_key).collect();
    let holder = match keys.as_slice() {
        ["connection", .., "credential"] => return credentials(asked, value, before),
        [.., "lookup"] => Pointer::new().key("lookups"),
        [.., "merge", "cases"] => Pointer::new().key("list").key("cases"),
        _ => return Vec::new(),
    };
    let entries = asked
        .sheet
        .document
        .get(&holder)
        .map(Node::entries)
        .unwrap_or_default();
    entries
        .iter()
        .map(|entry| Completion::new(entry.key.as_str(), asked.typed(before), Sort::Name))
        .collect()
}
