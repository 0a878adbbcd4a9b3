//! What only follows from a fault that is told already, and would lead its reader astray.

use crate::diagnostic::{Code, Diagnostic, Severity, disguised};
use crate::document::{Document, Kind, Node, Pointer};

/// Deeper than the parser allows.
const MAX_DEPTH: usize = 65;

/// Takes away what follows from a part that was faulty and has been left out: a grammar that is not there,
/// or lacks a word, an order that nothing says.
pub(crate) fn without_followers(document: &Document, told: &mut Vec<Diagnostic>) {
    contrary(told);
    once_disguised(told);
    if document.lessened().next().is_none() {
        return;
    }
    let lacks_words = document
        .root
        .as_ref()
        .is_some_and(|root| grammar_lost(document, root, &Pointer::new(), MAX_DEPTH));
    let follows = |one: &Diagnostic| {
        let title = one.title.as_str();
        let label = one.primary.text.as_str();
        match one.code {
            Code::MissingKey => {
                title.ends_with("no grammar compares it") || title == "`by_order` without an order"
            }
            Code::NotInScope => label == "no grammar stands here",
            Code::NotInGrammar => lacks_words,
            _ => false,
        }
    };
    let is_error = |one: &&Diagnostic| one.severity == Severity::Error;
    if told.iter().filter(is_error).any(|one| !follows(one)) {
        told.retain(|one| !follows(one));
    }
}

/// Quotes around a template are no mend where a path is wanted; a list of a model that is not known is not
/// missing.
fn contrary(told: &mut Vec<Diagnostic>) {
    let starts = |code: Code| {
        let of_code = told.iter().filter(|one| one.code == code);
        of_code
            .map(|one| one.primary.span.start)
            .collect::<Vec<_>>()
    };
    let paths = starts(Code::BadPath);
    let unknown_list = !starts(Code::UnknownResource).is_empty();
    told.retain(|one| match one.code {
        Code::UnquotedBracket => !paths.contains(&one.primary.span.start),
        Code::MissingKey => !unknown_list || one.title != "missing key `list`",
        _ => true,
    });
}

/// A name that is wrong for a letter that is not what it looks like is told once: what is wrong with it, with
/// the letter and its mend.
fn once_disguised(told: &mut Vec<Diagnostic>) {
    const NAMES: [Code; 7] = [
        Code::ValueNotInEnum,
        Code::UnknownWord,
        Code::UnknownLookup,
        Code::UnknownParameter,
        Code::NotInScope,
        Code::WrongForm,
        Code::BadPath,
    ];
    let (disguises, mut others): (Vec<Diagnostic>, Vec<Diagnostic>) = std::mem::take(told)
        .into_iter()
        .partition(|one| one.code == Code::LookAlike && one.severity == Severity::Warning);
    for disguise in disguises {
        let place = &disguise.primary;
        let at_fault = others.iter_mut().find(|one| {
            let (span, source) = (&one.primary.span, &one.primary.source);
            let within = place.span.start <= span.start && span.end <= place.span.end;
            let named = NAMES.contains(&one.code) && source.name == place.source.name;
            within && named && disguised(source.slice(span)).is_some()
        });
        match at_fault {
            Some(fault) => {
                fault.primary.text.clone_from(&disguise.primary.text);
                fault.help = disguise.help;
                fault.mend = disguise.mend;
            }
            None => others.push(disguise),
        }
    }
    *told = others;
}

/// True if something was taken out of a grammar.
fn grammar_lost(document: &Document, node: &Node, place: &Pointer, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match &node.kind {
        Kind::Map(entries) => entries.iter().any(|entry| {
            let place = place.key(entry.key.as_str());
            entry.key == "grammar" && document.has_lost(&place)
                || grammar_lost(document, &entry.node, &place, depth)
        }),
        Kind::List(items) => items
            .iter()
            .enumerate()
            .any(|(at, item)| grammar_lost(document, item, &place.index(at), depth)),
        Kind::Scalar { .. } => false,
    }
}
