//! What looks like a place for a value and is none goes out as it stands: `{id}`, `:id`, `${ID}`.

use super::checking::Checking;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::expr::Template;
use crate::expr::template::Part;
use std::ops::Range;

/// The names of scopes, in which a single brace is meant as a double one.
const SCOPES: [&str; 4] = ["query.", "context.", "page.", "lookup."];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let address = matches!(
            placed.used,
            Use::Address | Use::Request | Use::LookupRequest
        );
        let mut at = 0;
        for part in placed.template.parts() {
            let start = match part {
                Part::Text(text) => {
                    let start = placed
                        .template
                        .text()
                        .get(at..)
                        .and_then(|t| t.find(text.as_str()));
                    let start = at.saturating_add(start.unwrap_or(0));
                    at = start.saturating_add(text.len());
                    start
                }
                Part::Hole(hole) => {
                    at = hole.span.end;
                    continue;
                }
            };
            let Part::Text(text) = part else { continue };
            let told = if address {
                in_address(text)
            } else {
                in_text(checking, text)
            };
            if let Some((range, name)) = told {
                let range = start + range.start..start + range.end;
                found.push(tell(checking, &placed, range, &name));
                break;
            }
        }
    }
    found
}

/// Whether an address has a part that is sent as it stands and was meant as a value.
pub(super) fn stands_as_it_is(address: &Template) -> bool {
    address.parts().iter().any(|part| match part {
        Part::Text(text) => in_address(text).is_some(),
        Part::Hole(_) => false,
    })
}

fn tell(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    range: Range<usize>,
    name: &str,
) -> Diagnostic {
    let written = placed
        .template
        .text()
        .get(range.clone())
        .unwrap_or_default();
    let title = format!("`{written}` is sent as it stands");
    let label: Label = placed.label_at(checking, range, "no place for a value");
    let name = name.trim();
    let bare = SCOPES.iter().find_map(|scope| name.strip_prefix(scope));
    let help = match (bare, meant(checking, bare.unwrap_or(name))) {
        (Some(_), _) => format!("write `{{{{ {name} }}}}`"),
        (None, Some(meant)) => format!("write `{{{{ {meant} }}}}`"),
        (None, None) if placed.of.is_some() => {
            "a value is put in by `{{ query.name }}` or `{{ context.name }}`".to_owned()
        }
        (None, None) => "a value is put in by `{{ context.name }}`".to_owned(),
    };
    Diagnostic::error(Code::LiteralHole, title, label).with_help(help)
}

/// The name in its scope, where something is called so.
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

/// The first step of an address that no address holds: what it is called in other formats.
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
        // what follows a host's `:` is a port, and stands behind no `/`
        if let Some(name) = name
            && at > 0
        {
            return Some((at..at.saturating_add(step.len()), name.to_owned()));
        }
        at = at.saturating_add(step.len()).saturating_add(1);
    }
    None
}

/// Something like `${NAME}` in another text; a single brace only around a name that there is.
fn in_text(checking: &Checking<'_>, text: &str) -> Option<(Range<usize>, String)> {
    for open in ["${", "#{", "%{"] {
        if let Some((range, name)) = enclosed(text, open, "}")
            && is_name(&name)
        {
            return Some((range, name));
        }
    }
    let (range, name) = enclosed(text, "{", "}")?;
    let inside = name.trim();
    let scoped = SCOPES
        .iter()
        .any(|scope| inside.strip_prefix(scope).is_some_and(is_name));
    let whole = range == (0..text.len()) && is_name(inside) && meant(checking, inside).is_some();
    (scoped || whole).then_some((range, name))
}

/// The first text between two marks, with its place, and without them.
fn enclosed(text: &str, open: &str, close: &str) -> Option<(Range<usize>, String)> {
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
    use super::in_address;

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
