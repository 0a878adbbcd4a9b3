//! Placeholders of other formats, `{id}`, `:id`, `${ID}`, which would be sent as they stand; and holes where a word
//! stands.

use super::checking::Checking;
use super::templates::{self, Use};
use super::walk::{last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Help, Label};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::model::Operator;
use std::ops::Range;

/// The names of scopes, in which a single brace is meant as a double one.
const SCOPES: [&str; 4] = ["query.", "context.", "page.", "lookup."];

/// The keys below which every text is sent.
const SENT: [&str; 5] = ["headers", "send", "body", "clause", "clauses"];

/// The names that stand alone in what a filter adds, beside those of its operators.
const OWN: [&str; 3] = ["value", "values", "operator"];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let address = matches!(
            placed.used,
            Use::Address | Use::Request | Use::LookupRequest
        );
        let text = without_holes(placed.template.text());
        if let Some((range, name)) = in_address(&text).filter(|_| address) {
            let label = placed.label_at(checking, range.clone(), "no place for a value");
            let written = placed.template.text().get(range).unwrap_or_default();
            found.push(tell(checking, written, label, &name));
        }
    }
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let Some(text) = node.as_text() else { return };
        if lies_below(place, "directions") && text.contains("{{") {
            let label = checking
                .document
                .label(place, At::Value, "a word, and no template");
            let title = format!("`{text}` is sent as it stands");
            let help = "write the vendor's word for this direction; `{{ direction }}` stands where it is sent";
            found.push(Diagnostic::error(Code::LiteralHole, title, label).with_help(help));
            return;
        }
        let sent = SENT.iter().any(|key| lies_below(place, key)) || last_key(place) == "clause";
        if !sent {
            return;
        }
        let own = lies_below(place, "parameters");
        if let Some((range, name)) = in_text(checking, &without_holes(text), own) {
            let document = checking.document;
            let label = document.label_in(place, range.clone(), "no place for a value");
            let written = text.get(range).unwrap_or_default();
            found.push(if own && is_own(&name) {
                of_filter(written, label, &name)
            } else {
                tell(checking, written, label, &name)
            });
        }
    });
    found
}

/// True if a filter's part has a placeholder of another format, which is reported as that.
pub(super) fn has_other_place(checking: &Checking<'_>, filter: &Pointer) -> bool {
    let mut has = false;
    walk(checking.document, filter, &mut |_, node| {
        let text = node.as_text().unwrap_or_default();
        has |= in_text(checking, &without_holes(text), true).is_some();
    });
    has
}

/// A name that stands alone in what a filter adds.
fn is_own(name: &str) -> bool {
    let name = name.trim();
    OWN.contains(&name) || Operator::ALL.iter().any(|operator| operator.word() == name)
}

fn of_filter(written: &str, label: Label, name: &str) -> Diagnostic {
    let title = format!("`{written}` is sent as it stands");
    let help = Help::write(&format!("{{{{ {} }}}}", name.trim()));
    Diagnostic::error(Code::LiteralHole, title, label).with_help(help)
}

/// The template's text with each hole overwritten by harmless characters, so that its length stays
/// the same.
pub(super) fn without_holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (hole, behind) = after.split_once("}}").unwrap_or((after, ""));
        let closed = if behind.is_empty() && !after.ends_with("}}") {
            2
        } else {
            4
        };
        out.push_str(&"_".repeat(hole.len().saturating_add(closed)));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// True if an address has a part that was meant as a placeholder and is sent as it stands.
pub(super) fn stands_as_it_is(address: &Template) -> bool {
    in_address(&without_holes(address.text())).is_some()
}

fn tell(checking: &Checking<'_>, written: &str, label: Label, name: &str) -> Diagnostic {
    let title = format!("`{written}` is sent as it stands");
    let name = name.trim();
    let bare = SCOPES.iter().find_map(|scope| name.strip_prefix(scope));
    let help = match (bare, meant(checking, bare.unwrap_or(name))) {
        (Some(_), _) => Help::write(&format!("{{{{ {name} }}}}")),
        (None, Some(meant)) => Help::write(&format!("{{{{ {meant} }}}}")),
        (None, None) => "a value is put in by `{{ query.name }}` or `{{ context.name }}`".into(),
    };
    Diagnostic::error(Code::LiteralHole, title, label).with_help(help)
}

/// The name with its scope, where something has this name.
fn meant(checking: &Checking<'_>, name: &str) -> Option<String> {
    let mut context = checking.mapping.context.iter();
    if let Some(variable) = context.find(|v| v.need.name.eq_ignore_ascii_case(name)) {
        return Some(format!("context.{}", variable.need.name));
    }
    let names = checking.model.filterable_names();
    let dotted = name.replace('_', ".");
    let exact = names.iter().find(|known| *known == name);
    let known = exact.or_else(|| names.iter().find(|known| **known == dotted));
    known.map(|known| format!("query.{known}"))
}

/// The first placeholder of another format in an address, with its name.
fn in_address(text: &str) -> Option<(Range<usize>, String)> {
    for (open, close) in [
        ("${", "}"),
        ("#{", "}"),
        ("%{", "}"),
        ("{", "}"),
        ("<", ">"),
    ] {
        if let Some(found) = enclosed(text, open, close) {
            return Some(found);
        }
    }
    let lone = text.find(['{', '}', '<', '>']);
    if let Some(at) = lone {
        return Some((at..at.saturating_add(1), String::new()));
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let mut at = 0;
    for step in path.split('/') {
        let name = step.strip_prefix(':').filter(|name| is_name(name));
        // the `:` of a host comes before a port, and after no `/`
        if let Some(name) = name
            && at > 0
        {
            return Some((at..at.saturating_add(step.len()), name.to_owned()));
        }
        at = at.saturating_add(step.len()).saturating_add(1);
    }
    None
}

/// Something like `${NAME}` in another text; single braces count only around a name that exists: `own`
/// says that a filter's names do.
fn in_text(checking: &Checking<'_>, text: &str, own: bool) -> Option<(Range<usize>, String)> {
    for open in ["${", "#{", "%{"] {
        if let Some((range, name)) = enclosed(text, open, "}")
            && is_name(&name)
        {
            return Some((range, name));
        }
    }
    let braces = text.match_indices('{').filter_map(|(at, _)| {
        let (range, name) = enclosed(text.get(at..)?, "{", "}")?;
        Some((at..at.saturating_add(range.end), name))
    });
    let mut meant = braces.filter(|(range, name)| {
        let inside = name.trim();
        let mut scopes = SCOPES.iter();
        let scoped = scopes.any(|scope| inside.strip_prefix(scope).is_some_and(is_name));
        let whole = *range == (0..text.len()) && is_name(inside);
        scoped || whole && meant(checking, inside).is_some() || own && is_own(inside)
    });
    meant.next()
}

/// The first text between two marks, with its place, and without them.
pub(super) fn enclosed(text: &str, open: &str, close: &str) -> Option<(Range<usize>, String)> {
    let start = text.find(open)?;
    let (_, inside) = text.split_at_checked(start.saturating_add(open.len()))?;
    let length = inside.find(close)?;
    let name = inside.get(..length)?;
    let end = start
        .saturating_add(open.len())
        .saturating_add(length)
        .saturating_add(close.len());
    Some((start..end, name.to_owned()))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{in_address, without_holes};

    #[test]
    fn holes_are_left_out() {
        for (text, out) in [
            ("a{{ b }}c", "a_______c"),
            ("{{ a }}", "_______"),
            ("{ a }{{ b", "{ a }____"),
        ] {
            assert_eq!(without_holes(text), out);
            assert_eq!(out.len(), text.len());
        }
    }

    #[test]
    fn an_address_holds_no_places_of_other_formats() {
        for (text, name) in [
            ("/a/{id}/b", "id"),
            ("/a/:id", "id"),
            ("/a/${ID}?b=1", "ID"),
            ("/a/<id>", "id"),
            ("https://{ context.x }.a.example", " context.x "),
        ] {
            assert_eq!(
                in_address(text).map(|(_, name)| name).as_deref(),
                Some(name),
                "{text}"
            );
        }
        for text in [
            "/a/b:search",
            "https://a.example:8443/b",
            "/a(1)/$count",
            "/a?b=:c",
        ] {
            assert!(in_address(text).is_none(), "{text}");
        }
    }
}
