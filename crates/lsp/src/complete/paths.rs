//! Members of the recorded replies, as the next step of a path.

use super::asked::Asked;
use super::completion::{Completion, Sort};
use crate::bases::Bases;
use crate::values::{distinct, kind, short};
use touchpoint_language::document::Pointer;
use touchpoint_language::json::Json;

const MOST_MEMBERS: usize = 300;

pub(super) fn paths(asked: &Asked<'_>, value: &Pointer, before: &str) -> Vec<Completion> {
    let bases = Bases::at(&asked.sheet.document, value, asked.samples);
    let (head, typed) = split(before);
    let values = bases.find(head);
    // While no step is typed yet, a whole path stands for each member.
    let whole = !before.contains('$');
    let replaced = asked.typed(if whole { before } else { typed });
    let mut members: Vec<(&String, Vec<&Json>)> = Vec::new();
    for (name, value) in values
        .iter()
        .filter_map(|value| value.as_object())
        .flatten()
    {
        match members.iter().position(|(known, _)| *known == name) {
            Some(at) => members
                .get_mut(at)
                .into_iter()
                .for_each(|(_, values)| values.push(value)),
            None if members.len() < MOST_MEMBERS => members.push((name, vec![value])),
            None => {}
        }
    }
    let mut found: Vec<Completion> = members
        .into_iter()
        .map(|(name, values)| {
            let step = step(name, typed.is_empty() && head == before);
            let label = if whole {
                format!("$.{name}")
            } else {
                name.clone()
            };
            Completion {
                insert: if whole {
                    format!("${}", step_after_root(name))
                } else {
                    step
                },
                detail: Some(told(&values)),
                documentation: Some(documented(&values)),
                ..Completion::new(label, replaced.clone(), Sort::Member)
            }
        })
        .collect();
    if typed.is_empty() && !whole && values.iter().any(|value| value.is_array()) {
        let dotted = before.ends_with('.');
        let replaced = if dotted {
            asked.typed(".")
        } else {
            asked.typed("")
        };
        for (step, says) in [("[*]", "each element"), ("[0]", "the first element")] {
            found.push(Completion {
                detail: Some(says.to_owned()),
                ..Completion::new(step, replaced.clone(), Sort::Member)
            });
        }
    }
    found
}

/// A path as far as it is whole, and the member that is being typed: `$.a.b` → `$.a` and `b`.
fn split(before: &str) -> (&str, &str) {
    if before.ends_with(']') || before == "$" || before == "record.$" {
        return (before, "");
    }
    match before.rsplit_once('.') {
        Some((head, typed)) if head.contains('$') => (head, typed),
        _ => ("$", before),
    }
}

/// A member as it is written behind what is typed; `joined` says that a dot is still missing.
fn step(name: &str, joined: bool) -> String {
    match (is_plain(name), joined) {
        (true, true) => format!(".{name}"),
        (true, false) => name.to_owned(),
        (false, _) => format!("['{}']", name.replace('\'', "\\'")),
    }
}

fn step_after_root(name: &str) -> String {
    step(name, true)
}

fn is_plain(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// The type and one value: `text · "Bo liked…"`.
fn told(values: &[&Json]) -> String {
    let shown = distinct(values, 1);
    shown.first().map_or_else(String::new, |value| {
        format!("{} · {}", kind(value), short(value))
    })
}

fn documented(values: &[&Json]) -> String {
    let shown: Vec<String> = distinct(values, 5)
        .into_iter()
        .map(|value| format!("- `{}`", short(value)))
        .collect();
    let nulls = values.iter().filter(|value| value.is_null()).count();
    let mut text = format!("In {} recorded values", values.len());
    if nulls > 0 {
        let more = format!(", null in {nulls}");
        text.push_str(&more);
    }
    format!("{text}:\n{}", shown.join("\n"))
}
