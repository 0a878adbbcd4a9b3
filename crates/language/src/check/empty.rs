//! A key without a value is one that was forgotten: `~` is written where something is taken away.

use super::checking::Checking;
use super::walk::{last_key, walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Kind, Pointer};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if checking.document.torn {
        return found; // what stood there may be what could not be read
    }
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let is_null = matches!(&node.kind, Kind::Scalar { value } if value.is_null());
        let is_entry = place.steps().last().is_some_and(|s| s.as_key().is_some());
        if !is_null || !node.span.is_empty() || !is_entry {
            return;
        }
        let title = format!("`{}` has no value", last_key(place));
        let text = "read as `~`, which takes away what lies below";
        let label = checking.document.label(place, At::Key, text);
        let help = "write its value, or take the line away; where something is to be taken away, write `~`";
        found.push(Diagnostic::warning(Code::EmptyValue, title, label).with_help(help));
    });
    found
}
