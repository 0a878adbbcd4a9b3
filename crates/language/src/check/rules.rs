//! Some call satisfies all rules, and no rule is written twice.

use super::calls::Calls;
use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Edit, Help};
use crate::document::{At, Node};
use crate::mapping::{Rule, RuleKind};
use crate::model::Scalar;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    if checking.mapping.partial {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut earlier: HashMap<Vec<String>, &Rule> = HashMap::new();
    for rule in &checking.mapping.rules {
        if let RuleKind::Span { from, to, .. } = &rule.kind
            && from == to
        {
            let title = format!("`{from}` is no stretch of time by itself");
            let place = rule.pointer.key("span");
            let text = "begins and ends with the same time";
            let fault = checking.error(Code::Unsatisfiable, title, &place, At::Key, text);
            found.push(fault.with_help("name the time that ends it in `to`"));
        }
        found.extend(backwards(checking, rule));
        match earlier.entry(wording(checking, rule)) {
            Entry::Occupied(first) => found.push(twice(checking, first.get(), rule)),
            Entry::Vacant(new) => {
                new.insert(rule);
            }
        }
    }
    if let Some(rule) = impossible(checking) {
        let title = "no call can satisfy the rules";
        let text = "with the others it refuses every call";
        let fault = checking.error(Code::Unsatisfiable, title, &rule.pointer, At::Value, text);
        let help = "say when it counts with `when` or `unless`, or take one of them away";
        found.push(fault.with_help(help));
    }
    found
}

/// A span from a time that the model names later to one that it names earlier: an end before its start.
fn backwards(checking: &Checking<'_>, rule: &Rule) -> Option<Diagnostic> {
    let RuleKind::Span { from, to, .. } = &rule.kind else {
        return None;
    };
    let place_of = |name: &str| {
        let mut fields = checking.model.fields.iter();
        let at = fields.position(|field| field.name == name)?;
        let is_time = checking.model.filterable(name) == Some(&Scalar::Instant);
        is_time.then_some(at)
    };
    let (first, last) = (place_of(from)?, place_of(to)?);
    if first <= last {
        return None;
    }
    let title = format!("the span goes from `{from}` back to `{to}`");
    let place = rule.pointer.key("span");
    let text = "no call is longer than nothing";
    let fault = checking.warning(Code::Unsatisfiable, title, &place, At::Key, text);
    let help = Help::from(format!("write `from: {to}` and `to: {from}`"));
    let at = |key: &str, word: &str| {
        Edit::new(checking.document.locate(&place.key(key), At::Value), word)
    };
    let mut edits = vec![at("from", to), at("to", from)];
    edits.sort_by_key(|edit| edit.span.start);
    Some(fault.with_help(help.edits(edits)))
}

/// The first rule that with the others about the same parameters refuses every call. Rules that were
/// looked at with an earlier one are not looked at again.
fn impossible<'c>(checking: &Checking<'c>) -> Option<&'c Rule> {
    let mut satisfied: HashSet<*const Rule> = HashSet::new();
    checking.mapping.rules.iter().find(|rule| {
        if satisfied.contains(&std::ptr::from_ref::<Rule>(rule)) {
            return false;
        }
        let conditions: Vec<_> = rule.conditions().collect();
        let name = rule.kind.parameters().first().copied();
        let Some(calls) = Calls::over(checking, &conditions, name) else {
            return false;
        };
        satisfied.extend(
            calls
                .rules()
                .iter()
                .map(|rule| std::ptr::from_ref::<Rule>(rule)),
        );
        calls.valid().next().is_none()
    })
}

/// What a rule says, apart from its note.
fn wording(checking: &Checking<'_>, rule: &Rule) -> Vec<String> {
    let node = checking.document.get(&rule.pointer).map(Node::entries);
    let entries = node
        .into_iter()
        .flatten()
        .filter(|entry| entry.key != "note");
    entries
        .map(|entry| format!("{}: {}", entry.key, entry.node.to_json()))
        .collect()
}

/// A rule that repeats an earlier one.
fn twice(checking: &Checking<'_>, first: &Rule, rule: &Rule) -> Diagnostic {
    let label = checking
        .document
        .label(&first.pointer, At::Value, "first here");
    let primary = checking
        .document
        .label(&rule.pointer, At::Value, "once more");
    let title = "the same rule stands twice";
    let told = Diagnostic::warning(Code::NoEffect, title, primary);
    told.with_secondary(label)
        .with_help("take one of the two away")
}
