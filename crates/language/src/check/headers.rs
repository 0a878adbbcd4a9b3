//! A header is sent once, and headers that frame the request or show who asks are not set by hand.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::expr::{is_credential, is_framing};
use crate::mapping::Auth;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let connection = &checking.mapping.connection;
    let shared: Vec<(&String, &Pointer)> =
        connection.headers.iter().map(|(n, _, p)| (n, p)).collect();
    twice(checking, &shared, &mut found);
    for auth in &connection.auth {
        let mut all = shared.clone();
        if let Auth::ApiKey(headers) = auth {
            all.extend(headers.iter().map(|(name, _, place)| (name, place)));
        }
        twice(checking, &all, &mut found);
    }
    let mut own: Vec<(&String, &Pointer)> = shared.clone();
    let mut placed: Vec<&String> = Vec::new();
    for auth in &connection.auth {
        if let Auth::ApiKey(headers) = auth {
            let framing = headers.iter().filter(|(name, ..)| is_framing(name));
            found.extend(framing.map(|(name, _, place)| of_the_connection(checking, name, place)));
            placed.extend(headers.iter().map(|(name, ..)| name));
        }
    }
    for (_, route) in checking.routes() {
        own.extend(route.headers.iter().map(|(name, (_, place))| (name, place)));
    }
    own.sort_by_key(|(_, place)| place.to_string());
    own.dedup_by_key(|(_, place)| place.to_string());
    // One that every request sends and that a filter sets as well is reported as sent twice.
    let is_shared = |name: &String| shared.iter().any(|(known, _)| *known == name);
    for (name, place) in own {
        if is_framing(name) {
            found.push(of_the_connection(checking, name, place));
        } else if is_credential(name) || (placed.contains(&name) && !is_shared(name)) {
            found.push(of_the_account(checking, name, place));
        }
    }
    for (_, route) in checking.routes() {
        let mut all = shared.clone();
        all.extend(route.headers.iter().map(|(name, (_, place))| (name, place)));
        twice(checking, &all, &mut found);
    }
    found
}

fn of_the_connection(checking: &Checking<'_>, name: &str, place: &Pointer) -> Diagnostic {
    let title = format!("the header `{name}` is not a mapping's to set");
    let text = "belongs to the connection, which calls of others share";
    let fault = checking.error(Code::ReservedHeader, title, place, At::Key, text);
    let help = Help::from("take it away; the client sends it where it is needed");
    fault.with_help(help.edits(checking.document.without(place)))
}

fn of_the_account(checking: &Checking<'_>, name: &str, place: &Pointer) -> Diagnostic {
    let title = format!("the header `{name}` shows who asks");
    let text = "would take the place of the account's credential";
    let fault = checking.error(Code::ReservedHeader, title, place, At::Key, text);
    fault.with_help("say how to sign in under `connection.auth`")
}

fn twice(checking: &Checking<'_>, headers: &[(&String, &Pointer)], found: &mut Vec<Diagnostic>) {
    for (index, (name, place)) in headers.iter().enumerate() {
        let mut before = headers.iter().take(index);
        let Some((_, first)) = before.find(|(other, _)| other == name) else {
            continue;
        };
        let title = format!("the header `{name}` would be sent twice");
        let label = checking.document.label(first, At::Key, "is sent already");
        let fault = checking.error(Code::DuplicateKey, title, place, At::Key, "once more");
        found.push(
            fault
                .with_secondary(label)
                .with_help("take one of the two away"),
        );
    }
}
