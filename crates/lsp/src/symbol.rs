//! The names that a mapping declares and uses: variables of the account, lookups, cases. Finds what is
//! at an offset, and every place that must change with it.

use crate::place::{self, entries, scalars};
use touchpoint_language::document::{At, Document, Pointer, Step};
use touchpoint_language::expr::Template;
use touchpoint_language::source::Span;

/// One declared name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Symbol {
    /// `context.domain`
    Variable(String),
    /// A table of `lookups`.
    Lookup(String),
    /// One of `list.cases`.
    Case(String),
}

impl Symbol {
    /// Where it is declared.
    pub(crate) fn declaration(&self) -> Pointer {
        let top = Pointer::new();
        match self {
            Symbol::Variable(name) => top.key("context").key(name.as_str()),
            Symbol::Lookup(name) => top.key("lookups").key(name.as_str()),
            Symbol::Case(name) => top.key("list").key("cases").key(name.as_str()),
        }
    }
}

/// The name at an offset, and its bytes.
pub(crate) fn symbol_at(document: &Document, offset: usize) -> Option<(Symbol, Span)> {
    let all = uses(document);
    all.into_iter()
        .find(|(_, span)| span.start <= offset && offset <= span.end)
}

/// The bytes of the name at an offset, where it can be given another.
pub fn renamed_at(document: &Document, offset: usize) -> Option<Span> {
    symbol_at(document, offset).map(|(_, span)| span)
}

/// The bytes of every use of the name at an offset, its declaration among them.
///
/// # Errors
/// Why the name cannot be given: in words for the author.
pub fn rename(document: &Document, offset: usize, name: &str) -> Result<Vec<Span>, String> {
    let (symbol, _) =
        symbol_at(document, offset).ok_or("here stands no name that the mapping declares")?;
    let mut letters = name.chars();
    let begins = letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if !begins || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(format!(
            "`{name}` is no name: it has letters, digits and `_`"
        ));
    }
    let renamed = match &symbol {
        Symbol::Variable(_) => Symbol::Variable(name.to_owned()),
        Symbol::Lookup(_) => Symbol::Lookup(name.to_owned()),
        Symbol::Case(_) => Symbol::Case(name.to_owned()),
    };
    if renamed != symbol && document.get(&renamed.declaration()).is_some() {
        return Err(format!("`{}` is there already", renamed.declaration()));
    }
    let all = uses(document).into_iter();
    let mut spans: Vec<Span> = all
        .filter(|(other, _)| *other == symbol)
        .map(|(_, span)| span)
        .collect();
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    Ok(spans)
}

/// Every name with its bytes, where it is declared and where it is used.
fn uses(document: &Document) -> Vec<(Symbol, Span)> {
    let mut found = Vec::new();
    for (pointer, entry) in entries(document) {
        let keys: Vec<Option<&str>> = pointer.steps().iter().map(Step::as_key).collect();
        let key = entry.key.clone();
        let symbol = match keys.as_slice() {
            [Some("context"), Some(_)] => Symbol::Variable(key),
            [Some("lookups"), Some(_)] => Symbol::Lookup(key),
            [Some("list"), Some("cases"), Some(_)]
            | [.., Some("merge"), Some("only_when"), Some(_)] => Symbol::Case(key),
            _ => {
                let Some(name) = key.strip_prefix("context.") else {
                    continue;
                };
                let span = part_of(
                    entry.key_span.clone(),
                    document,
                    "context.".len(),
                    name.len(),
                );
                found.push((Symbol::Variable(name.to_owned()), span));
                continue;
            }
        };
        found.push((symbol, entry.key_span.clone()));
    }
    for (pointer, node) in scalars(document) {
        let Some(text) = node.as_text() else { continue };
        let keys: Vec<&str> = pointer.steps().iter().filter_map(Step::as_key).collect();
        match keys.as_slice() {
            [.., "lookup"] => found.push((Symbol::Lookup(text.to_owned()), node.span.clone())),
            [.., "merge", "cases"] => {
                found.push((Symbol::Case(text.to_owned()), node.span.clone()));
            }
            _ if text.contains("{{") => found.extend(in_template(document, &pointer, text)),
            _ => {}
        }
    }
    found
}

/// A part of a key's bytes; the whole where it is quoted.
fn part_of(whole: Span, document: &Document, skipped: usize, length: usize) -> Span {
    let quoted = document.source.slice(&whole).starts_with(['"', '\'']);
    let start = whole.start + skipped + usize::from(quoted);
    start..start + length
}

/// The variables that a template reads.
fn in_template(document: &Document, pointer: &Pointer, text: &str) -> Vec<(Symbol, Span)> {
    let Ok(template) = Template::parse(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for hole in template.holes() {
        let written = text.get(hole.span.clone()).unwrap_or_default();
        for name in &hole.names {
            let [root, name] = name.as_slice() else {
                continue;
            };
            if root != "context" {
                continue;
            }
            let whole = format!("context.{name}");
            let Some(at) = written.find(&whole) else {
                continue;
            };
            let start = hole.span.start + at + "context.".len();
            let label = document.label_in(pointer, start..start + name.len(), "");
            found.push((Symbol::Variable(name.clone()), label.span));
        }
    }
    found
}

/// The key at an offset; `None` at a value. Definitions of keys lead elsewhere than those of values.
pub(crate) fn is_key(document: &Document, offset: usize) -> Option<Pointer> {
    place::at(document, offset)
        .filter(|place| place.at == At::Key)
        .map(|place| place.pointer)
}
