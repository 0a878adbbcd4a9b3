//! Some call satisfies all rules, and no rule is written twice.

use super::calls::Calls;
use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Node};
use crate::mapping::{Rule, RuleKind};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    if checking.mapping.partial {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, rule) in checking.mapping.rules.iter().enumerate() {
        if let RuleKind::Span { from, to, .. } = &rule.kind
            && from == to
        {
            let title = format!("`{from}` is no stretch of time by itself");
            let place = rule.pointer.key("span");
            let text = "begins and ends with the same time";
            let fault = checking.error(Code::Unsatisfiable, title, &place, At::Key, text);
            found.push(fault.with_help("name the time that ends it in `to`"));
        }
        found.extend(twice(checking, at, rule));
    }
    let impossible = checking
        .mapping
        .rules
        .iter()
        .find(|rule| is_impossible(checking, rule));
    if let Some(rule) = impossible {
        let title = "no call can satisfy the rules";
        let text = "with the others it refuses every call";
        let fault = checking.error(Code::Unsatisfiable, title, &rule.pointer, At::Value, text);
        let help = "say when it counts with `when` or `unless`, or take one of them away";
        found.push(fault.with_help(help));
    }
    found
}

/// True if the rules about the same parameters together refuse every call.
fn is_impossible(checking: &Checking<'_>, rule: &Rule) -> bool {
    let conditions: Vec<_> = rule.conditions().collect();
    let name = rule.kind.parameters().first().copied();
    let calls = Calls::over(checking, &conditions, name);
    calls.is_some_and(|calls| calls.valid().next().is_none())
}

/// A rule that repeats an earlier one, apart from its note.
fn twice(checking: &Checking<'_>, at: usize, rule: &Rule) -> Option<Diagnostic> {
    let wording = |rule: &Rule| {
        let node = checking.document.get(&rule.pointer).map(Node::entries);
        let entries = node
            .into_iter()
            .flatten()
            .filter(|entry| entry.key != "note");
        let words: Vec<String> = entries
            .map(|entry| format!("{}: {}", entry.key, entry.node.to_json()))
            .collect();
        words
    };
    let own = wording(rule);
    let mut before = checking.mapping.rules.iter().take(at);
    let first = before.find(|earlier| wording(earlier) == own)?;
    let label = checking
        .document
        .label(&first.pointer, At::Value, "first here");
    let primary = checking
        .document
        .label(&rule.pointer, At::Value, "once more");
    let title = "the same rule stands twice";
    let told = Diagnostic::warning(Code::NoEffect, title, primary);
    Some(
        told.with_secondary(label)
            .with_help("take one of the two away"),
    )
}
