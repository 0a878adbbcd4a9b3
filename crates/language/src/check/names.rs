//! Names of the unified model in places where the schema cannot check them.

use super::checking::Checking;
use super::conditions;
use crate::diagnostic::{Code, Diagnostic, help_for};
use crate::document::{At, Pointer};
use crate::expr::condition::of_account;
use crate::mapping::RuleKind;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let known = checking.model.filterable_names();
    let mut found = Vec::new();
    let mut judge = |name: &str, place: &Pointer, at: At| {
        if name.starts_with("remote_query.") || known.iter().any(|known| known == name) {
            return;
        }
        let text = "not among the model's parameters";
        let title = format!("no unified parameter is called `{name}`");
        let fault = checking.error(Code::UnknownParameter, title, place, at, text);
        found.push(fault.with_help_if(help_for(name, &known)));
    };
    for rule in &checking.mapping.rules {
        match &rule.kind {
            RuleKind::Needs(pairs) => {
                let needs = rule.pointer.key("needs");
                for (name, _) in pairs {
                    judge(name, &needs.key(name.as_str()), At::Key);
                }
            }
            RuleKind::Span { from, to, .. } => {
                let span = rule.pointer.key("span");
                judge(from, &span.key("from"), At::Value);
                judge(to, &span.key("to"), At::Value);
            }
            RuleKind::Required(..) | RuleKind::AtLeastOneOf(_) | RuleKind::ExactlyOneOf(_) => {}
        }
    }
    for (_, route) in checking.routes() {
        for columns in route.soql.iter().flat_map(|soql| &soql.conditions) {
            for (index, name) in columns.parameters.iter().enumerate() {
                let item = columns.pointer.index(index);
                let place = if checking.has(&item) {
                    &item
                } else {
                    &columns.pointer
                };
                judge(name, place, At::Value);
            }
        }
    }
    found.extend(variables(checking));
    found.extend(notes(checking));
    found.extend(sortable(checking));
    found
}

/// A variable of the account that a condition looks at is declared.
fn variables(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let declared = checking.mapping.context.iter();
    let known: Vec<String> = declared
        .map(|v| format!("context.{}", v.need.name))
        .collect();
    let mut found = Vec::new();
    for placed in conditions::all(checking) {
        for name in placed.condition.parameters() {
            let is_known = known.iter().any(|known| known == name);
            let Some(variable) = of_account(name).filter(|_| !is_known) else {
                continue;
            };
            if checking.was_written(&Pointer::new().key("context").key(variable)) {
                continue; // it was faulty, and is told so
            }
            let title = format!("`{name}` does not exist here");
            let text = "no such variable is declared";
            let alternatives = placed.place.key("any");
            let below = (0..placed.condition.any.len()).map(|at| alternatives.index(at).key(name));
            let mut places = std::iter::once(placed.place.key(name)).chain(below);
            let place = places.find(|place| checking.has(place));
            let place = place.unwrap_or(alternatives);
            let fault = checking.error(Code::NotInScope, title, &place, At::Key, text);
            let help = help_for(name, &known);
            let help = help.unwrap_or_else(|| "declare it under `context` first".into());
            found.push(fault.with_help(help));
        }
    }
    found
}

/// The notes of a rule are about its own parameters.
fn notes(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &checking.mapping.rules {
        let own = rule.kind.parameters();
        for name in rule
            .notes
            .keys()
            .filter(|name| !own.contains(&name.as_str()))
        {
            let place = rule.pointer.key("note").key(name.as_str());
            let title = format!("the rule is not about `{name}`");
            let text = "not among the rule's parameters";
            let fault = checking.error(Code::UnknownParameter, title, &place, At::Key, text);
            found.push(fault.with_help_if(help_for(name, &own)));
        }
    }
    found
}

fn sortable(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let known = &checking.model.sortable;
    let sorts = checking
        .routes()
        .filter_map(|(_, route)| route.sort.as_ref());
    let mut found = Vec::new();
    for sort in sorts {
        let names = sort.fields.keys().filter(|name| !known.contains(name));
        for name in names {
            let place = sort.pointer.key("fields").key(name.as_str());
            let title = format!("callers cannot sort by `{name}`");
            let text = "not among the fields to sort by";
            let fault = checking.error(Code::UnknownField, title, &place, At::Key, text);
            found.push(fault.with_help_if(help_for(name, known)));
        }
    }
    found
}
