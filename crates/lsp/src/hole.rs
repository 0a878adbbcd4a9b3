//! What a hole of a template may read: names with what is said of each, and the filters behind a bar.

use crate::forms::FILTERS;
use crate::language::{Language, Sheet};
use touchpoint_language::document::{Node, Pointer, Step};

/// A name that a hole may read, `query.owner.id`, and what is said of it.
pub(crate) type Named = (String, Option<String>);

const OF_PAGE: [(&str, &str); 4] = [
    ("page.size", "How many records the page may have."),
    ("page.number", "The page's number, where pages are counted."),
    ("page.offset", "How many records came before."),
    ("page.cursor", "The token of the page."),
];

const OF_LOOKUP: [(&str, &str); 2] = [
    ("lookup.key", "The key that is asked for."),
    ("lookup.keys", "The keys that are asked for."),
];

/// What stands behind the last `{{` of a text that is still open.
pub(crate) fn open_hole(before: &str) -> Option<&str> {
    let (_, hole) = before.rsplit_once("{{")?;
    (!hole.contains("}}")).then_some(hole)
}

/// True for a letter of a name: `query.owner.id`.
pub(crate) fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || "._".contains(letter)
}

/// The names that a hole may read at a place.
pub(crate) fn names(language: &Language, sheet: &Sheet<'_>, place: &Pointer) -> Vec<Named> {
    let said = |(name, says): &(&str, &str)| ((*name).to_owned(), Some((*says).to_owned()));
    let document = &sheet.document;
    let context = document.get(&Pointer::new().key("context"));
    let context = context.map(Node::entries).unwrap_or_default().iter();
    let mut found: Vec<Named> = context
        .map(|entry| {
            let source = document.source.slice(&entry.node.span);
            let says = format!("What the account brings: `{source}`");
            (format!("context.{}", entry.key), Some(says))
        })
        .collect();
    let top = place.steps().first().and_then(Step::as_key);
    if top == Some("lookups") {
        found.extend(OF_LOOKUP.iter().map(said));
    }
    if top == Some("list") || top == Some("lookups") {
        let model = language.reader.model();
        found.extend(model.filterable_names().into_iter().map(|name| {
            let parameter = model.parameter(&name);
            let says = parameter.map(|parameter| parameter.description.clone());
            (format!("query.{name}"), says)
        }));
    }
    if top == Some("list") {
        found.extend(OF_PAGE.iter().map(said));
    }
    found
}

/// What is said of the name or the filter at an offset of a text, where that stands in a hole, and its
/// bytes there.
pub(crate) fn said_at(
    language: &Language,
    sheet: &Sheet<'_>,
    place: &Pointer,
    text: &str,
    offset: usize,
) -> Option<(String, std::ops::Range<usize>)> {
    let (before, after) = text.split_at_checked(offset)?;
    let hole = open_hole(before)?;
    let from = hole.trim_end_matches(is_of_a_name);
    let begun = hole.len() - from.len();
    let rest = after.find(|letter| !is_of_a_name(letter));
    let span = offset - begun..offset + rest.unwrap_or(after.len());
    let word = text.get(span.clone())?;
    let says = if from.trim_end().ends_with('|') {
        let filter = FILTERS.iter().find(|(filter, _)| *filter == word)?;
        filter.1.to_owned()
    } else {
        let names = names(language, sheet, place);
        names.into_iter().find(|(name, _)| name == word)?.1?
    };
    Some((format!("**{word}**\n\n{says}"), span))
}
