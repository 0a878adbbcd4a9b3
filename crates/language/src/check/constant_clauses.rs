//! Constants of a query text are compared as they stand: no template is filled in, and no sign before a value
//! compares.
//!
//! ```text
//! clauses: { status: "{{ query.status }}" }   M210
//! clauses: { kind: "!draft" }                 M306: it is `kind: { ne: draft }`
//! ```

use super::checking::Checking;
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::Constant;

/// Signs with which other languages begin a comparison, the longer first, and our words for them.
const SIGNS: [(&str, &str); 9] = [
    ("!=", "ne"),
    ("<>", "ne"),
    ("!", "ne"),
    (">=", "gte"),
    ("<=", "lte"),
    (">", "gt"),
    ("<", "lt"),
    ("=", "eq"),
    ("not ", "ne"),
];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let constants = checking.routes().flat_map(|(_, route)| &route.clauses);
    constants.flat_map(|one| judge(checking, one)).collect()
}

fn judge(checking: &Checking<'_>, constant: &Constant) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let column = &constant.column;
    walk(checking.document, &constant.pointer, &mut |place, node| {
        let Some(text) = node.as_text() else { return };
        if text.contains("{{") {
            let title = format!("`{text}` is sent as it stands");
            let label = "no template is filled in here";
            let fault = checking.error(Code::LiteralHole, title, place, At::Value, label);
            let name = text
                .split_once("{{ query.")
                .and_then(|(_, rest)| rest.split_once(' '));
            found.push(fault.with_help(match name {
                Some((name, _)) => format!(
                    "what the caller gives is a parameter's: `parameters: {{ {name}: {{ clause: {column} }} }}`"
                ),
                None => "write the value; what varies stands in a parameter's `clause`".to_owned(),
            }));
            return;
        }
        let lower = text.to_lowercase();
        let mut signs = SIGNS.into_iter();
        let Some((sign, word)) = signs.find(|(sign, _)| lower.starts_with(sign)) else {
            return;
        };
        let value = text.get(sign.len()..).unwrap_or_default().trim();
        let title = format!("`{}` is part of the value here", sign.trim());
        let label = "compared as it stands";
        let fault = checking.warning(Code::NeverFits, title, place, At::Value, label);
        found.push(fault.with_help(format!(
            "the operator is a key: `{column}: {{ {word}: {value} }}`"
        )));
    });
    found
}
