//! Lines of a filter that nothing ever uses: one beside `clause`, a part of the body of a GET, an
//! alternative that the grammar cannot write, a word that is none.

use super::checking::Checking;
use super::walk::{last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Kind, Pointer};
use crate::mapping::{Clause, Goes, Method, Parameter, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route, parameter) in checking.parameters() {
        found.extend(beside_clause(checking, parameter));
        found.extend(body_of_get(checking, parameter));
        found.extend(alternatives(checking, route, parameter));
    }
    words(checking, &mut found);
    found
}

fn beside_clause(checking: &Checking<'_>, parameter: &Parameter) -> Option<Diagnostic> {
    let clause = parameter.pointer.key("clause");
    if !checking.has(&clause) {
        return None;
    }
    let keys = ["send", "send_as", "body", "headers"].into_iter();
    let place = keys
        .map(|key| parameter.pointer.key(key))
        .find(|place| checking.has(place))?;
    let key = last_key(&place).to_owned();
    let title = format!("`{key}` does nothing beside `clause`");
    let text = "is never sent";
    let fault = checking.warning(Code::NoEffect, title, &place, At::Key, text);
    let label = checking
        .document
        .label(&clause, At::Key, "the filter is written here");
    Some(fault.with_secondary(label).with_help("keep one of the two"))
}

/// A part of the body of a filter that only GETs have.
fn body_of_get(checking: &Checking<'_>, parameter: &Parameter) -> Option<Diagnostic> {
    let place = parameter.pointer.key("body");
    let mut users = checking.parameters();
    let posted = users.any(|(_, route, other)| {
        other.pointer == parameter.pointer && route.request.method == Method::Post
    });
    if posted || !checking.has(&place) {
        return None;
    }
    let title = "a GET has no body for a filter";
    let text = "is never sent";
    let fault = checking.warning(Code::NotSendable, title, &place, At::Key, text);
    Some(fault.with_help("send it in the query string, by `send_as` or `send`"))
}

/// Several clauses of one filter, of which at least one must hold, in a grammar that has no `or`.
fn alternatives(
    checking: &Checking<'_>,
    route: &Route,
    parameter: &Parameter,
) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref()?;
    if grammar.or.is_some() || grammar.and.is_none() {
        return None;
    }
    let several = |clauses: &[Clause]| clauses.len() > 1;
    let mut sendings = parameter.sendings.iter();
    let found = sendings.any(|s| matches!(&s.goes, Goes::Clauses(all) if several(all)));
    let place = parameter.pointer.key("clause");
    if !found || !checking.has(&place) {
        return None;
    }
    let title = "the grammar has no `or` for several clauses";
    let text = "is never sent";
    let fault = checking.warning(Code::NotInGrammar, title, &place, At::Value, text);
    let label = checking
        .document
        .label(&grammar.pointer, At::Key, "says nothing of `or`");
    let help = "add `or` to the grammar, or name one column";
    Some(fault.with_secondary(label).with_help(help))
}

/// Words of a `map` that nothing is: a star stands for nothing, and an empty word asks for nothing.
fn words(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let list = Pointer::new().key("list");
    walk(checking.document, &list, &mut |place, node| {
        let Kind::Map(entries) = &node.kind else {
            return;
        };
        let in_map = place.steps().last().and_then(|step| step.as_key()) == Some("map");
        if !in_map {
            return;
        }
        let of_parameter = lies_below(place, "parameters");
        for entry in entries {
            let at = place.key(entry.key.as_str());
            let starred =
                entry.key.len() > 1 && (entry.key.starts_with('*') || entry.key.ends_with('*'));
            if starred && !of_parameter {
                let title = format!("`{}` is compared as it stands", entry.key);
                let text = "a star stands for nothing here";
                let fault = checking.warning(Code::NeverFits, title, &at, At::Key, text);
                let help = "write each of the vendor's words; a part of a text is for `compute` and its `contains`";
                found.push(fault.with_help(help));
            }
            if of_parameter && entry.node.as_text().is_some_and(str::is_empty) {
                let title = format!("the vendor's word for `{}` is empty", entry.key);
                let text = "asks for nothing";
                let fault = checking.warning(Code::EmptyValue, title, &at, At::Value, text);
                found.push(fault.with_help("write the vendor's word, or take the line away"));
            }
        }
    });
}
