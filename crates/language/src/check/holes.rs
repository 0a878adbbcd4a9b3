//! A hole holds one name and plain filters. A text does not hold two of the caller's values where
//! one may be absent: the other would be lost with it.

use super::checking::Checking;
use super::in_hole::{TEXTS, may_stand_behind};
use super::scope::may_lack;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::expr::template::Hole;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        for hole in placed.template.holes() {
            found.extend(expression(checking, &placed, hole));
            found.extend(changed(checking, &placed, hole));
        }
        found.extend(two_values(checking, &placed));
    }
    found
}

/// A hole that computes: the mapping does not show what it sends.
fn expression(checking: &Checking<'_>, placed: &Placed<'_>, hole: &Hole) -> Option<Diagnostic> {
    if hole.is_plain() || !reads_query(hole) {
        return None;
    }
    let label = placed.label(
        checking,
        hole,
        &hole.expression,
        "more than one name and filters",
    );
    let title = "a value is computed inside a hole".to_owned();
    let help = "write one name, as in `{{ query.subject }}`, with `default`, `lower`, `upper` or `string` behind it; what goes with it stands in the parameter's own `send`, `body` or `clause`";
    Some(Diagnostic::error(Code::ExpressionInHole, title, label).with_help(help))
}

/// A filter that makes another value of the caller's.
fn changed(checking: &Checking<'_>, placed: &Placed<'_>, hole: &Hole) -> Option<Diagnostic> {
    let filter = changing(hole)?;
    let text = "the vendor would be asked for another value";
    let label = placed.label(checking, hole, &hole.expression, text);
    let title = format!("`{filter}` changes the value that is sent");
    let told = Diagnostic::error(Code::ExpressionInHole, title, label);
    let name = hole.names.first().map(|name| name.join("."));
    let text = name.filter(|name| TEXTS.contains(&name.as_str()));
    Some(match text {
        Some(name) => told.with_help(format!("write `{{{{ {name} }}}}` alone")),
        None => told.with_help(UNCHANGED),
    })
}

/// What may stand behind a name.
pub(super) const UNCHANGED: &str = "only `default`, `lower`, `upper` and `string` may stand behind a caller's value, and `join` behind several; a value that the vendor writes otherwise has a `map`, `time` or `type` at its parameter";

/// The first filter of a hole that makes another value of what it reads, where that is the caller's.
pub(super) fn changing(hole: &Hole) -> Option<&str> {
    let [name] = hole.names.as_slice() else {
        return None;
    };
    let name = name.join(".");
    let mut filters = hole.filters();
    filters.find(|filter| !may_stand_behind(filter, &name))
}

fn reads_query(hole: &Hole) -> bool {
    let mut names = hole.names.iter();
    names.any(|name| name.first().is_some_and(|root| root == "query"))
}

fn two_values(checking: &Checking<'_>, placed: &Placed<'_>) -> Option<Diagnostic> {
    if placed.used != Use::Part {
        return None;
    }
    let of = placed.of?;
    let mut names: Vec<(String, &Hole)> = Vec::new();
    for hole in placed.template.holes().filter(|hole| reads_query(hole)) {
        let defaulted = hole.expression.contains("default");
        for name in hole.names.iter().filter(|_| !defaulted) {
            let name = name.join(".");
            if names.iter().all(|(known, _)| *known != name) {
                names.push((name, hole));
            }
        }
    }
    let [(first, _), (second, hole), ..] = names.as_slice() else {
        return None;
    };
    let lacks = |name: &str| may_lack(checking, of, name.strip_prefix("query.").unwrap_or(name));
    if !names.iter().any(|(name, _)| lacks(name)) {
        return None;
    }
    let title = format!("`{first}` and `{second}` stand in one text");
    let text = "where one of them is absent, the other is lost with it";
    let label = placed.label(checking, hole, second, text);
    let help = "give each its own place: `parameters: { …: { clause: … } }` with a `grammar`, or `send` of its own";
    Some(Diagnostic::error(Code::TwoValues, title, label).with_help(help))
}
