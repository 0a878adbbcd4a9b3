//! Holes in the names of what is sent: few names have one, and elsewhere it goes out as it stands.
//!
//! ```text
//! parameters: { created_at: { send: { "made[{{ operator }}]": "{{ value }}" } } }   filled
//! grammar:    { write: { "{{ column }}": "{{ value }}" } }                          filled
//! send:       { "filter[{{ query.owner.id }}]": 1 }                                 M210
//! ```

use super::checking::Checking;
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Kind, Pointer, Step};
use crate::mapping::holes_of_name;
use crate::model::Operator;

/// Where a name stands, and so which holes of it are filled.
#[derive(Clone, Copy)]
enum Named {
    /// In a comparison of a grammar.
    Comparison,
    /// In a clause of a filter's own.
    Clause,
    /// In what a filter adds to the query string or the body.
    Filter,
    /// In what a sort adds to the query string.
    Sort,
    /// Anywhere else that is sent.
    Fixed,
}

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let Kind::Map(entries) = &node.kind else {
            if let Some(text) = node.as_text() {
                found.extend(sent_as(checking, place, text));
            }
            return;
        };
        let Some(named) = named(place) else { return };
        for entry in entries {
            let mut holes = holes_of_name(&entry.key).into_iter();
            let unfilled = holes.find(|(_, hole)| !named.fills(checking, hole));
            let Some((range, _)) = unfilled else { continue };
            let written = entry.key.get(range.clone()).unwrap_or_default();
            let title = format!("`{written}` is sent as it stands");
            let place = place.key(entry.key.as_str());
            let text = "a name, in which it is not filled in";
            let label = checking.document.label_in_key(&place, range, text);
            let fault = Diagnostic::error(Code::LiteralHole, title, label);
            found.push(fault.with_help(named.help()));
        }
    });
    found
}

impl Named {
    fn fills(self, checking: &Checking<'_>, hole: &str) -> bool {
        match self {
            Named::Comparison => ["column", "operator"].contains(&hole),
            Named::Filter => hole == "operator",
            Named::Sort => hole == "field",
            Named::Clause => hole.strip_prefix("context.").is_some_and(|name| {
                let mut declared = checking.mapping.context.iter();
                declared.any(|variable| variable.need.name == name)
            }),
            Named::Fixed => false,
        }
    }

    fn help(self) -> &'static str {
        match self {
            Named::Comparison => {
                "a name in a comparison holds `{{ column }}` and `{{ operator }}`; a value stands behind its name"
            }
            Named::Clause => {
                "a name in a clause holds what the account has, as in `{{ context.name }}`; a value stands behind its name"
            }
            Named::Filter => {
                "a name that a filter adds holds `{{ operator }}` alone; a value stands behind its name"
            }
            Named::Sort => "a name that a sort adds below `send` holds `{{ field }}` alone",
            Named::Fixed => {
                "a name is sent as it is written; a value stands behind its name, as in `owner: \"{{ query.owner.id }}\"`"
            }
        }
    }
}

/// What stands in the map at a place, where its names are sent.
fn named(place: &Pointer) -> Option<Named> {
    let mut keys = place.steps().iter().filter_map(Step::as_key);
    // The name of a header is judged by what HTTP carries.
    let parts = ["send", "body", "headers"];
    let section =
        keys.find(|key| parts.contains(key) || ["parameters", "sort", "grammar"].contains(key))?;
    match section {
        "grammar" => {
            let key = keys.next()?;
            (key == "write" || Operator::from_word(key).is_some()).then_some(Named::Comparison)
        }
        "parameters" => {
            let mut own = keys.skip(1);
            let mut key = own.next()?;
            if Operator::from_word(key).is_some() {
                key = own.next()?;
            }
            match key {
                "send" | "body" => Some(Named::Filter),
                "clause" => Some(Named::Clause),
                _ => None,
            }
        }
        "sort" => match (keys.next()?, keys.next()) {
            ("send", None) => Some(Named::Sort),
            ("send" | "body", _) => Some(Named::Fixed),
            _ => None,
        },
        "headers" => None,
        _ => Some(Named::Fixed),
    }
}

/// A hole in the name under which a value is sent alone.
fn sent_as(checking: &Checking<'_>, place: &Pointer, text: &str) -> Option<Diagnostic> {
    let mut keys = place.steps().iter().rev().filter_map(Step::as_key);
    let last = keys.next()?;
    let inside = ["query", "body"].contains(&last);
    let is_name = last == "send_as" || inside && keys.next() == Some("send_as");
    let (range, _) = holes_of_name(text).into_iter().next().filter(|_| is_name)?;
    let written = text.get(range.clone()).unwrap_or_default();
    let title = format!("`{written}` is sent as it stands");
    let label_text = "a name, in which it is not filled in";
    let label = checking.document.label_in(place, range, label_text);
    let fault = Diagnostic::error(Code::LiteralHole, title, label);
    let help = "name the parameter alone, which gets the value; `send` writes more: `send: { \"f[{{ operator }}]\": \"{{ value }}\" }`";
    Some(fault.with_help(help))
}
