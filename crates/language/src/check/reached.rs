//! Every branch, every `classify` rule and every table is reached by something.

use super::checking::Checking;
use super::implied::covers;
use super::templates;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::{Arm, Expression, LookupUse, Pick, names_of};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for field in checking.mapping.cases.iter().flat_map(|case| &case.fields) {
        for (_, expression) in field.expressions() {
            of_expression(checking, expression, &mut found);
        }
    }
    if let Some(message) = &checking.mapping.connection.message {
        of_expression(checking, message, &mut found);
    }
    classify(checking, &mut found);
    if !checking.mapping.partial && !super::empty::some(checking) {
        tables(checking, &mut found);
        variables(checking, &mut found);
    }
    found
}

fn of_expression(checking: &Checking<'_>, expression: &Expression, found: &mut Vec<Diagnostic>) {
    match &expression.pick {
        Pick::FirstOf(all) => {
            let place = expression.pointer.key("first_of");
            let fixed = |e: &Expression| {
                matches!(&e.pick, Pick::Always(_)) && !checking.has(&e.pointer.key("map"))
            };
            let last = all.len().saturating_sub(1);
            if let Some(at) = all.iter().position(fixed).filter(|at| *at < last) {
                let text = "always has a value";
                found.push(tell(checking, &place, [at, at + 1], text));
            }
        }
        Pick::Choose(arms) => {
            let place = expression.pointer.key("choose");
            let last = arms.len().saturating_sub(1);
            let lost = |at: usize| checking.was_written(&place.index(at).key("when"));
            let open = arms.iter().enumerate();
            let mut open = open.filter(|(at, arm)| arm.when.is_none() && !lost(*at));
            let open = open.next().map(|(at, _)| at);
            if let Some(at) = open.filter(|at| *at < last) {
                let text = "has no `when`, so it takes all that is left";
                found.push(tell(checking, &place, [at, at + 1], text));
            } else {
                for (at, arm) in arms.iter().enumerate() {
                    let mut before = arms.iter().take(at);
                    let Some(when) = &arm.when else { continue };
                    let wider = |earlier: &Arm| {
                        let earlier = earlier.when.as_ref();
                        earlier.is_some_and(|earlier| covers(earlier, when))
                    };
                    if let Some(first) = before.position(wider) {
                        found.push(shadowed(checking, &place, [first, at], "branch"));
                    }
                }
            }
        }
        Pick::From(_)
        | Pick::Always(_)
        | Pick::Query(_)
        | Pick::Sum(_)
        | Pick::Difference(_)
        | Pick::Compute(_) => {}
    }
    for part in expression.parts() {
        of_expression(checking, part, found);
    }
}

/// A branch that takes everything stands before others.
fn tell(
    checking: &Checking<'_>,
    list: &Pointer,
    [taker, next]: [usize; 2],
    text: &str,
) -> Diagnostic {
    let title = "what follows this is never reached";
    let taker = list.index(taker);
    let never = checking
        .document
        .label(&list.index(next), At::Value, "never reached");
    let fault = checking.warning(Code::NeverReached, title, &taker, At::Value, text);
    fault
        .with_secondary(never)
        .with_help("move it to the end of the list")
}

/// A branch whose records an earlier one takes.
fn shadowed(
    checking: &Checking<'_>,
    list: &Pointer,
    [first, second]: [usize; 2],
    kind: &str,
) -> Diagnostic {
    let title = format!("this {kind} is never reached");
    let earlier = list.index(first);
    let label = checking
        .document
        .label(&earlier, At::Value, "holds whenever this one would");
    let place = list.index(second);
    let fault = checking.warning(Code::NeverReached, title, &place, At::Value, "too late");
    fault
        .with_secondary(label)
        .with_help("the first that holds counts: write the narrower one first, or take one away")
}

fn classify(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let rules = &checking.mapping.connection.classify;
    for (at, rule) in rules.iter().enumerate() {
        let mut before = rules.iter().take(at);
        let Some(first) = before.find(|earlier| covers(&earlier.when, &rule.when)) else {
            continue;
        };
        let title = "this rule is never reached";
        let text = "holds whenever this one would";
        let label = checking.document.label(&first.pointer, At::Value, text);
        let fault = checking.warning(
            Code::NeverReached,
            title,
            &rule.pointer,
            At::Value,
            "too late",
        );
        let help = "the first that holds counts: write the narrower one first, or take one away";
        found.push(fault.with_secondary(label).with_help(help));
    }
}

/// Tables that nothing uses.
fn tables(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let mut used: Vec<&str> = Vec::new();
    for case in &checking.mapping.cases {
        for field in &case.fields {
            let sources = field.sources().iter().filter_map(|s| s.lookup.as_ref());
            used.extend(sources.map(|lookup| lookup.table.as_str()));
            for (_, expression) in field.expressions() {
                uses(expression, &mut used);
            }
        }
        let parameters = case.routes.iter().flat_map(|r| r.parameters.values());
        let through = parameters.filter_map(|p| p.through.as_ref());
        used.extend(through.map(|through| through.table.as_str()));
    }
    // a misspelt use is reported as that
    let lookups = &checking.mapping.lookups;
    if used.iter().any(|table| !lookups.contains_key(*table)) {
        return;
    }
    for (name, lookup) in lookups {
        if !used.contains(&name.as_str()) {
            let title = format!("nothing looks up in `{name}`");
            let label = checking
                .document
                .label(&lookup.pointer, At::Key, "never asked");
            let help = format!("read it with `lookup: {name}` and `by`, or take it away");
            found.push(Diagnostic::warning(Code::NeverReached, title, label).with_help(help));
        }
    }
}

fn uses<'e>(expression: &'e Expression, used: &mut Vec<&'e str>) {
    let own: Option<&LookupUse> = expression.lookup.as_ref();
    used.extend(own.map(|lookup| lookup.table.as_str()));
    for part in expression.parts() {
        uses(part, used);
    }
}

/// Variables that every account must bring and nothing reads.
fn variables(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let text = &checking.document.source.text;
    // a misspelt use is reported as that
    let declared = |name: &str| checking.mapping.context.iter().any(|v| v.need.name == name);
    let unknown = templates::all(checking).iter().any(|placed| {
        let names = names_of(placed.template, "context");
        names.iter().any(|name| !declared(name))
            || placed
                .template
                .names()
                .any(|name| declared(&name.join(".")))
    });
    if unknown {
        return;
    }
    for variable in &checking.mapping.context {
        let name = &variable.need.name;
        let read = format!("context.{name}");
        if super::signing::is_secret(name)
            || text.contains(&read)
            || text.contains(&format!("context['{name}']"))
        {
            continue;
        }
        let title = format!("nothing reads `context.{name}`");
        let text = if variable.need.default.is_some() {
            "an account may bring it"
        } else {
            "every account must bring it"
        };
        let label = checking.document.label(&variable.pointer, At::Key, text);
        let help = format!("read it with `{{{{ {read} }}}}`, or take it away");
        found.push(Diagnostic::warning(Code::NeverReached, title, label).with_help(help));
    }
}
