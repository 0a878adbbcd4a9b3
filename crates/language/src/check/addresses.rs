//! The address of the vendor is an origin and a path: a query or a fragment behind it would stand before
//! the path of each request, or cut it off.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(checking: &Checking<'_>) -> Option<Diagnostic> {
    let connection = &checking.mapping.connection;
    let base = connection.base_url.as_ref()?;
    let place = &connection.base_url_pointer;
    let text = base.text();
    let outside = |sign: char| {
        let mut within = false;
        text.char_indices().find_map(|(at, c)| {
            let rest = text.get(at..).unwrap_or_default();
            within = (within || rest.starts_with("{{")) && !rest.starts_with("}}");
            (c == sign && !within).then_some(at)
        })
    };
    let (at, title, words, help) = match (outside('#'), outside('?')) {
        (Some(at), _) => (
            at,
            "`base_url` has a fragment",
            "cuts off the path of every request",
            "take it away",
        ),
        (None, Some(at)) => (
            at,
            "`base_url` has a query",
            "stands before the path of every request",
            "take it away, and send it with each request: `send` under `list`, or under `shared`",
        ),
        (None, None) => return None,
    };
    let label = checking.document.label_in(place, at..text.len(), words);
    Some(Diagnostic::error(Code::WrongForm, title, label).with_help(help))
}
