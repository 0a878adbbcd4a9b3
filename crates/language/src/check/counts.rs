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
        found.extend(half(checking, &source));
        found.extend(holes(checking, &source, None));
        for part in ["limit", "remaining", "reset"] {
            found.extend(holes(checking, &source.key(part), Some(part)));
        }
    }
    found
}

/// A header of several numbers without its look, or a look without the header: nothing is read.
fn half(checking: &Checking<'_>, source: &Pointer) -> Option<Diagnostic> {
    let (there, lacks, help) = match (
        checking.has(&source.key("header")),
        checking.has(&source.key("matching")),
    ) {
        (true, false) => (
            "header",
            "matching",
            "say what it looks like, as `matching: \"{used}/{limit}\"`, or name one number: `remaining: { header: … }`",
        ),
        (false, true) => ("matching", "header", "name the header that looks so"),
        _ => return None,
    };
    if checking.was_written(&source.key(lacks)) {
        return None; // it was faulty, and is told so
    }
    let title = format!("`{there}` without `{lacks}` tells nothing");
    let place = source.key(there);
    let fault = checking.error(Code::MissingKey, title, &place, At::Key, "is never read");
    Some(fault.with_help(help))
}

/// A look without the hole that is read, or with one that is none.
fn holes(checking: &Checking<'_>, source: &Pointer, own: Option<&str>) -> Option<Diagnostic> {
    let place = source.key("matching");
    let matching = checking.document.get(&place)?.as_text()?;
    let mut names = matching.split('{').skip(1);
    let mut names: Vec<&str> = names
        .by_ref()
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect();
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
