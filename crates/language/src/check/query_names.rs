//! A name in the query string is one name, as the vendor reads it: what separates or encodes names is
//! itself encoded when it is sent.

use super::checking::Checking;
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer, Step};
use percent_encoding::percent_decode_str;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in ["list", "lookups", "lists"] {
        walk(
            checking.document,
            &Pointer::new().key(part),
            &mut |place, node| {
                let keys: Vec<&str> = place.steps().iter().filter_map(Step::as_key).collect();
                match keys.as_slice() {
                    [.., "send_as"] => {
                        let name = node.as_text();
                        found.extend(name.and_then(|name| tell(checking, place, At::Value, name)));
                    }
                    [.., "send", name]
                        if place
                            .steps()
                            .last()
                            .is_some_and(|step| step.as_key().is_some()) =>
                    {
                        found.extend(tell(checking, place, At::Key, name));
                    }
                    _ => {}
                }
            },
        );
    }
    found
}

fn tell(checking: &Checking<'_>, place: &Pointer, at: At, name: &str) -> Option<Diagnostic> {
    // What a hole puts there is judged with the hole.
    let plain = name.split("{{").next().unwrap_or(name);
    let decoded = percent_decode_str(plain).decode_utf8().ok()?;
    let (title, text, help) = if decoded != plain {
        let title = format!("`{name}` is encoded once more when it is sent");
        let help = Help::from(format!("write the name as it is: `{decoded}`"));
        (
            title,
            "the vendor would read the signs, not what they stand for",
            help,
        )
    } else if plain.contains(['&', '=', '#', '?']) {
        let title = format!("`{name}` is sent as one name");
        let help = Help::from("write each name by itself below `send`, with its value behind it");
        (title, "what separates names is encoded", help)
    } else {
        return None;
    };
    let fault = checking.error(Code::NotSendable, title, place, at, text);
    Some(fault.with_help(help))
}
