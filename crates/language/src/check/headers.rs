//! A header is sent once, and headers that frame the request or show who asks are not set by hand.

use super::checking::Checking;
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer, Step};
use crate::expr::{is_credential, is_framing};
use crate::mapping::Auth;

/// The keys below which a header takes what a caller sends.
const WRITES: [&str; 2] = ["parameters", "sort"];

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
            found.extend(
                framing.map(|(name, _, place)| of_the_connection(checking, name, place, At::Key)),
            );
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
            found.push(of_the_connection(checking, name, place, At::Key));
        } else if is_credential(name) || (placed.contains(&name) && !is_shared(name)) {
            found.push(of_the_account(checking, name, place, At::Key));
        }
    }
    for (name, place, at) in written_by_callers(checking) {
        if is_framing(&name) {
            found.push(of_the_connection(checking, &name, &place, at));
        } else if is_credential(&name) || placed.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            found.push(of_the_account(checking, &name, &place, at));
        }
    }
    for (_, route) in checking.routes() {
        let mut all = shared.clone();
        all.extend(route.headers.iter().map(|(name, (_, place))| (name, place)));
        twice(checking, &all, &mut found);
    }
    found
}

/// The headers that a filter, an order, a page or its size is written into, with the half of the entry that
/// names each.
fn written_by_callers(checking: &Checking<'_>) -> Vec<(String, Pointer, At)> {
    let mut all = Vec::new();
    walk(
        checking.document,
        &Pointer::new().key("list"),
        &mut |place, node| {
            let keys: Vec<&str> = place.steps().iter().filter_map(Step::as_key).collect();
            match keys.as_slice() {
                [.., "send_as", "header"] => {
                    let name = node.as_text().map(str::to_lowercase);
                    all.extend(name.map(|name| (name, place.clone(), At::Value)));
                }
                [above @ .., "headers", name] if above.iter().any(|key| WRITES.contains(key)) => {
                    all.push((name.to_lowercase(), place.clone(), At::Key));
                }
                _ => {}
            }
        },
    );
    all
}

fn of_the_connection(checking: &Checking<'_>, name: &str, place: &Pointer, at: At) -> Diagnostic {
    let title = format!("the header `{name}` is not a mapping's to set");
    let text = "belongs to the connection, which calls of others share";
    let fault = checking.error(Code::ReservedHeader, title, place, at, text);
    let help = Help::from("take it away; the client sends it where it is needed");
    fault.with_help(match at {
        At::Key => help.edits(checking.document.without(place)),
        At::Value => help,
    })
}

fn of_the_account(checking: &Checking<'_>, name: &str, place: &Pointer, at: At) -> Diagnostic {
    let title = format!("the header `{name}` shows who asks");
    let text = "would take the place of the account's credential";
    let fault = checking.error(Code::ReservedHeader, title, place, at, text);
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
