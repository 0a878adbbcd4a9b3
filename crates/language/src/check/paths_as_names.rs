//! A path where a name or a fixed text is sent: nothing reads it there, so it would be sent as it stands.

use super::checking::Checking;
use super::walk::{last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Kind, Pointer};
use crate::expr::Path;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let Kind::Scalar { .. } = node.kind else {
            return;
        };
        let path = node.as_text().filter(|text| is_path(text));
        let Some(text) = path else { return };
        let name = text
            .strip_prefix("$.")
            .filter(|name| !name.contains(['.', '[']));
        let of_send_as = last_key(place) == "send_as" || lies_below(place, "send_as");
        if of_send_as {
            let title = format!("`{text}` is a path, and a name is wanted");
            let words = "would be sent under this name";
            let fault = checking.error(Code::NotAName, title, place, At::Value, words);
            found.push(match name {
                Some(name) => fault.with_help(Help::write(name)),
                None => fault.with_help("write the name under which the vendor wants the value"),
            });
        } else if is_sent(place) {
            let title = format!("`{text}` is a text here");
            let words = "no path is read; it is sent as it stands";
            let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, words);
            found.push(
                fault.with_help(
                    "what the caller gave is `{{ query.name }}`, a variable of the account `{{ context.name }}`",
                ),
            );
        }
    });
    found
}

/// True for `$.name` and the like. `$filter` is a name of `OData`.
fn is_path(text: &str) -> bool {
    (text.starts_with("$.") || text.starts_with("$[")) && Path::parse(text).is_ok()
}

/// True for what a request carries in its query string.
fn is_sent(place: &Pointer) -> bool {
    let steps = place.steps();
    let mut keys = steps.iter().rev().filter_map(|step| step.as_key());
    keys.next();
    // `{ names_read_under: $.properties }` is a path of its own.
    keys.next() == Some("send") && !lies_below(place, "names_read_under")
}
