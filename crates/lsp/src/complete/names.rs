//! Names that the mapping itself declares: in the holes of templates, and where a value names a lookup
//! or a case.

use super::asked::Asked;
use super::completion::{Completion, Sort};
use super::forms::FILTERS;
use touchpoint_language::document::{Node, Pointer, Step};

const OF_PAGE: [(&str, &str); 4] = [
    ("page.size", "How many records the page may have."),
    ("page.number", "The page's number, where pages are counted."),
    ("page.offset", "How many records came before."),
    ("page.cursor", "The token of the page."),
];

/// The names that a hole may read at a place; `hole` is what is typed of it.
pub(super) fn in_hole(asked: &Asked<'_>, place: &Pointer, hole: &str) -> Vec<Completion> {
    let word = hole
        .rsplit(|c: char| !(c.is_alphanumeric() || "._".contains(c)))
        .next()
        .unwrap_or_default();
    let replaced = asked.typed(word);
    let before = hole.strip_suffix(word).unwrap_or(hole);
    if before.trim_end().ends_with('|') {
        let filters = FILTERS.iter().map(|(filter, says)| Completion {
            documentation: Some((*says).to_owned()),
            ..Completion::new(*filter, replaced.clone(), Sort::Word)
        });
        return filters.collect();
    }
    let named = |name: String, says: Option<String>| Completion {
        documentation: says,
        ..Completion::new(name, replaced.clone(), Sort::Name)
    };
    let document = &asked.sheet.document;
    let context = document
        .get(&Pointer::new().key("context"))
        .map(Node::entries);
    let mut found: Vec<Completion> = context
        .into_iter()
        .flatten()
        .map(|entry| {
            let source = document.source.slice(&entry.node.span);
            named(
                format!("context.{}", entry.key),
                Some(format!("What the account brings: `{source}`")),
            )
        })
        .collect();
    let top = place.steps().first().and_then(Step::as_key);
    if top == Some("lookups") {
        found.push(named(
            "lookup.key".to_owned(),
            Some("The key that is asked for.".to_owned()),
        ));
        found.push(named(
            "lookup.keys".to_owned(),
            Some("The keys that are asked for.".to_owned()),
        ));
    }
    if top == Some("list") || top == Some("lookups") {
        let model = asked.language.reader.model();
        found.extend(model.filterable_names().into_iter().map(|name| {
            let says = model
                .parameter(&name)
                .map(|parameter| parameter.description.clone());
            named(format!("query.{name}"), says)
        }));
    }
    if top == Some("list") {
        found.extend(OF_PAGE.map(|(name, says)| named(name.to_owned(), Some(says.to_owned()))));
    }
    found
}

/// The declared names of which a value is one: lookups, cases.
pub(super) fn declared(asked: &Asked<'_>, value: &Pointer, before: &str) -> Vec<Completion> {
    let keys: Vec<&str> = value.steps().iter().filter_map(Step::as_key).collect();
    let holder = match keys.as_slice() {
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
