//! A table that is asked for by its keys sends them, and looks for them in its entries.

use super::checking::Checking;
use super::meant::below;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::expr::Path;
use crate::mapping::{Ask, Body, Lookup};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let lookups = checking.mapping.lookups.iter();
    let found = lookups.flat_map(|(name, lookup)| {
        let unsent = unsent(checking, name, lookup);
        unsent.into_iter().chain(anew(checking, lookup))
    });
    found.collect()
}

/// A request that names no key: each call asks for the same.
fn unsent(checking: &Checking<'_>, name: &str, lookup: &Lookup) -> Option<Diagnostic> {
    let (word, line, hole) = match &lookup.ask {
        Ask::Batch(line) => ("batch", line, "lookup.keys"),
        Ask::Each(line) => ("each", line, "lookup.key"),
        Ask::InReply | Ask::Once(_) => return None,
    };
    let bodies = lookup.send.values().chain(&lookup.body);
    let carried = bodies.flat_map(Body::templates);
    let mut all = carried.map(|(template, _)| template).chain([&line.path]);
    if all.any(|template| template.reads("lookup")) {
        return None;
    }
    let title = format!("`{name}` is asked for by its keys, and sends none");
    let place = lookup.pointer.key(word);
    let text = "asks for the same each time";
    let fault = checking.error(Code::KeyNotSent, title, &place, At::Value, text);
    Some(fault.with_help(format!(
        "write `{{{{ {hole} }}}}` in the request, below `send` or in `body`, or ask for the table `once`"
    )))
}

/// A path of an entry that begins at the reply.
fn anew(checking: &Checking<'_>, lookup: &Lookup) -> Vec<Diagnostic> {
    let keys = lookup.key.iter().enumerate();
    let keys = keys.map(|(at, path)| (path, lookup.pointer.key("key").index(at)));
    let more = lookup.more.iter();
    let all: Vec<(&Path, Pointer)> = keys
        .chain(more.map(|path| (path, lookup.pointer.key("more"))))
        .collect();
    let entries = &lookup.entries;
    let told = all.into_iter().filter_map(|(path, place)| {
        let rest = below(entries, path)?;
        let title = format!("`$` is an entry of `{entries}` here");
        let text = "looks for the entries below an entry";
        let fault = checking.warning(Code::OtherMeaning, title, &place, At::Value, text);
        Some(fault.with_help(Help::write(&format!("${rest}"))))
    });
    told.collect()
}
