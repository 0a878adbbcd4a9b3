//! A header that tells several numbers says what it looks like, with a hole for each number that is read.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};

/// What a header may tell, where all of it is read.
const NUMBERS: [&str; 4] = ["limit", "remaining", "used", "reset"];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let sources = Pointer::new().key("connection").key("rate_limit");
    let mut found = Vec::new();
    for index in 0..checking.mapping.connection.rate_limit.len() {
        let source = sources.index(index);
        found.extend(half(checking, &source).or_else(|| holes(checking, &source, None)));
        for part in ["limit", "remaining", "reset"] {
            let place = source.key(part);
            let own = lone(checking, &place);
            found.extend(own.or_else(|| holes(checking, &place, Some(part))));
        }
    }
    found
}

/// A header of several numbers without its look, or a look without the header: nothing is read.
fn half(checking: &Checking<'_>, source: &Pointer) -> Option<Diagnostic> {
    let header = source.key("header");
    let matching = source.key("matching");
    if !checking.has(&header) || checking.was_written(&matching) {
        return lone(checking, source);
    }
    let title = "`header` without `matching` tells nothing";
    let fault = checking.error(Code::MissingKey, title, &header, At::Key, "is never read");
    let help = "say what it looks like, as `matching: \"{used}/{limit}\"`, or name one number: `remaining: { header: … }`";
    Some(fault.with_help(help))
}

/// A look without the header that looks so.
fn lone(checking: &Checking<'_>, source: &Pointer) -> Option<Diagnostic> {
    let matching = source.key("matching");
    if !checking.has(&matching) || checking.was_written(&source.key("header")) {
        return None;
    }
    let title = "`matching` without `header` tells nothing";
    let fault = checking.error(Code::MissingKey, title, &matching, At::Key, "is never read");
    Some(fault.with_help("name the header that looks so: `header: …`"))
}

/// A look without the hole that is read, or with one that is none.
fn holes(checking: &Checking<'_>, source: &Pointer, own: Option<&str>) -> Option<Diagnostic> {
    let place = source.key("matching");
    let matching = checking.document.get(&place)?.as_text()?;
    let names = matching.split('{').skip(1);
    let names = names.filter_map(|rest| Some(rest.split_once('}')?.0));
    let mut names: Vec<&str> = names.collect();
    let known = NUMBERS.map(|name| format!("`{{{name}}}`")).join(", ");
    let read = |name: &&str| own.map_or(NUMBERS.contains(name), |own| own == *name);
    if !names.iter().any(read) {
        let title = match own {
            Some(own) => format!("this header has no place for `{{{own}}}`"),
            None => "this header has no place for a number".to_owned(),
        };
        let help = match own {
            Some(own) => format!("write `{{{own}}}` where it stands"),
            None => format!("write one of {known} where it stands"),
        };
        let text = "nothing is read of it";
        let fault = checking.error(Code::NeverFits, title, &place, At::Value, text);
        return Some(fault.with_help(help));
    }
    names.retain(|name| !NUMBERS.contains(name));
    let unknown = names.first()?;
    let title = format!("`{{{unknown}}}` is no number of a limit");
    let fault = checking.warning(Code::NeverFits, title, &place, At::Value, "is never read");
    Some(fault.with_help(format!("write one of {known}, or take it away")))
}
