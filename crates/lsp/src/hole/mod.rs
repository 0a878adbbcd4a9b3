//! What a hole of a template may read: names with what is said of each, and the filters behind a bar.

mod beside;
mod site;

use crate::forms::{FILTERS, Said};
use crate::language::{Language, Sheet};
use beside::Beside;
use site::Site;
use touchpoint_language::check::in_hole;
use touchpoint_language::document::{Document, Node, Pointer};
use touchpoint_language::mapping::by_operator;
use touchpoint_language::model::Operator;

/// A name that a hole may read, `query.owner.id`, and what is said of it.
pub(crate) type Named = (String, Option<String>);

/// The name, the kind of paging that gives it, and what is said of it.
const OF_PAGE: [(&str, &str, &str); 3] = [
    (
        "page.number",
        "page",
        "The page's number, where pages are counted.",
    ),
    ("page.offset", "offset", "How many records came before."),
    ("page.cursor", "cursor", "The token of the page."),
];

/// What is said of the names that are not the caller's, the account's or a counted page's.
const SAID: [Said; 13] = [
    ("page.size", "How many records the page may have."),
    ("lookup.key", "The key that is asked for."),
    ("lookup.keys", "The keys that are asked for."),
    ("value", "The value, in the vendor's words."),
    ("values", "All values, where several are asked for."),
    ("operator", "The vendor's word for the operator."),
    ("column", "The column that is compared."),
    ("pattern", "The value as a pattern, with its wildcards."),
    (
        "clauses",
        "The filters that came, as the grammar joins them.",
    ),
    ("columns", "The columns that the fields read."),
    ("order", "The order in which the list comes."),
    ("field", "The vendor's name of the field that is sorted by."),
    ("direction", "The vendor's word for the direction."),
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
    let document = &sheet.document;
    let Some(site) = Site::at(document, place) else {
        return Vec::new();
    };
    let beside = Beside::new(document, place);
    let own = |names: &[&str]| names.iter().map(|name| said(name)).collect();
    let with_account = |mut found: Vec<Named>| {
        found.extend(of_account(document));
        found
    };
    match site {
        Site::Shared => of_account(document),
        Site::Table { key, keys } => {
            let mut found = Vec::new();
            found.extend(key.then(|| said("lookup.key")));
            found.extend(keys.then(|| said("lookup.keys")));
            found.extend(of_query(language, &[]));
            with_account(found)
        }
        Site::Request | Site::Header | Site::Part => {
            let mut found = match site {
                Site::Part => of_grammar(&beside),
                _ => Vec::new(),
            };
            let by_operator = beside.by_operator();
            let mut query = of_query(language, &by_operator);
            query.retain(|(name, _)| is_read(language, &beside, name));
            found.extend(query);
            found.push(said("page.size"));
            let paged = OF_PAGE.iter().filter(|(_, kind, _)| beside.is_paged(kind));
            let paged = paged.filter(|_| site != Site::Request);
            found.extend(paged.map(|(name, _, says)| named(name, says)));
            with_account(found)
        }
        Site::Size => own(&["page.size"]),
        Site::Filter => with_account(of_filter(&in_hole::FILTER)),
        Site::Clause => with_account(of_filter(&in_hole::CLAUSE)),
        Site::Sort => own(&in_hole::SORT),
        Site::Comparison { .. } => own(&in_hole::COMPARISON),
        Site::Like => own(&in_hole::OF_LIKE),
        Site::Around => own(&in_hole::AROUND),
        Site::Child => own(&in_hole::CHILD),
    }
}

/// The filters that may stand behind what a hole has before its last bar.
pub(crate) fn filters(sheet: &Sheet<'_>, place: &Pointer, before: &str) -> Vec<Said> {
    let name = before.split('|').next().unwrap_or_default().trim();
    let site = Site::at(&sheet.document, place);
    let in_grammar = matches!(site, Some(Site::Comparison { .. } | Site::Like));
    // A grammar that makes a text has joined them already.
    let joined = in_grammar && site != Some(Site::Comparison { is_text: false });
    let lets = |filter: &str| match name {
        "field" | "direction" => ["default", "string", "lower", "upper"].contains(&filter),
        "column" | "list" => ["default", "string"].contains(&filter),
        "operator" if in_grammar => ["default", "string"].contains(&filter),
        _ => in_hole::may_stand_behind(filter, name) && !(joined && filter == "join"),
    };
    let all = FILTERS.into_iter();
    all.filter(|(filter, _)| lets(filter)).collect()
}

fn named(name: &str, says: &str) -> Named {
    (name.to_owned(), Some(says.to_owned()))
}

fn said(name: &str) -> Named {
    let says = SAID.iter().find(|(known, _)| *known == name);
    (name.to_owned(), says.map(|(_, says)| (*says).to_owned()))
}

fn of_account(document: &Document) -> Vec<Named> {
    let context = document.get(&Pointer::new().key("context"));
    let context = context.map(Node::entries).unwrap_or_default().iter();
    let all = context.map(|entry| {
        let source = document.source.slice(&entry.node.span);
        let says = format!("What the account brings: `{source}`");
        (format!("context.{}", entry.key), Some(says))
    });
    all.collect()
}

/// What the caller asks for; also the values that come with an operator.
fn of_query(language: &Language, by_operator: &[String]) -> Vec<Named> {
    let model = language.reader.model();
    let names = model.filterable_names().into_iter();
    let plain = names.map(|name| {
        let parameter = model.parameter(&name);
        let says = parameter.map(|parameter| parameter.description.clone());
        (format!("query.{name}"), says)
    });
    let by_operator = by_operator.iter().map(|name| {
        let says = "The value that came with this operator.";
        named(&format!("query.{name}"), says)
    });
    plain.chain(by_operator).collect()
}

/// False for a parameter that the same routes read otherwise: by its operators, or under its other name.
fn is_read(language: &Language, beside: &Beside<'_>, name: &str) -> bool {
    let name = name.strip_prefix("query.").unwrap_or(name);
    if by_operator(name).is_some() {
        return true;
    }
    let model = language.reader.model();
    let other = model
        .parameter(name)
        .and_then(|known| known.same_as.as_deref());
    !other.is_some_and(|other| beside.knows(other)) && !beside.reads_apart(name)
}

/// The texts that a grammar makes.
fn of_grammar(beside: &Beside<'_>) -> Vec<Named> {
    let has_order = beside.has("order") || beside.has("sort");
    let there = |name: &&&str| beside.has("grammar") && (**name != "order" || has_order);
    let names = in_hole::TEXTS.iter().filter(there);
    names.map(|name| said(name)).collect()
}

/// What a filter has, and the values of its operators.
fn of_filter(names: &[&str]) -> Vec<Named> {
    let own = names.iter().map(|name| said(name));
    let words = Operator::ALL.into_iter();
    let words = words.map(|word| named(word.word(), "The value that came with this operator."));
    own.chain(words).collect()
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
        let mut filters = filters(sheet, place, from).into_iter();
        filters.find(|(filter, _)| *filter == word)?.1.to_owned()
    } else {
        let names = names(language, sheet, place);
        names.into_iter().find(|(name, _)| name == word)?.1?
    };
    Some((format!("**{word}**\n\n{says}"), span))
}
