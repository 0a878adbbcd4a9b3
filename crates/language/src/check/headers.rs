//! A header is sent once.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
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
    for (_, route) in checking.routes() {
        let mut all = shared.clone();
        all.extend(route.headers.iter().map(|(name, (_, place))| (name, place)));
        twice(checking, &all, &mut found);
    }
    found
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
