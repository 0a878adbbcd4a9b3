//! What filters add to the request, and the grammar that writes their query text: holes name what
//! exists there, and the grammar has words for every comparison.

use super::checking::Checking;
use super::holes::{UNCHANGED, changing};
use super::lost::is_clause;
use super::scope::may_lack;
use crate::diagnostic::{Code, Diagnostic, help_for};
use crate::document::{At, Pointer};
use crate::expr::{Condition, Template};
use crate::mapping::{Case, Clause, Goes, Parameter, Route, Rule, RuleKind, Send};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        for parameter in route.parameters.values() {
            found.extend(names(checking, parameter));
            found.extend(beside(checking, (case, route), parameter));
            found.extend(unwritten(checking, route, parameter));
        }
        found.extend(constants(checking, route));
        found.extend(nothing_writes(checking, route));
        found.extend(empty_text(checking, route));
        found.extend(list_in_text(checking, route));
    }
    found
}

/// A parameter's own text that holds another value of the caller's, which may be absent.
fn beside(
    checking: &Checking<'_>,
    of: (&Case, &Route),
    parameter: &Parameter,
) -> Option<Diagnostic> {
    let sendings = parameter.sendings.iter();
    let templates = sendings.flat_map(|sending| sending.goes.templates());
    let mut own = templates.filter(|own| own.reads("value") || own.reads("values"));
    let (template, other) = own.find_map(|template| {
        let holes = template.holes();
        let mut open = holes.filter(|hole| !hole.expression.contains("default"));
        let other = open.find_map(|hole| {
            let name = hole.names.first()?.join(".");
            let lacks = may_lack(checking, of, name.strip_prefix("query.")?);
            lacks.then_some(name)
        })?;
        Some((template, other))
    })?;
    let title = format!("`value` and `{other}` stand in one text");
    let place = place_of(checking, parameter, template);
    let text = format!("where `{other}` is absent, the value is lost with it");
    let told = checking.error(Code::TwoValues, title, &place, At::Key, text);
    Some(told.with_help("send it by a parameter of its own"))
}

/// Clauses that no `and` joins are a JSON list, which no text holds.
fn list_in_text(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    if route.grammar.as_ref()?.and.is_some() {
        return None;
    }
    let of_send = route
        .send
        .values()
        .filter_map(|(send, pointer)| match send {
            Send::Text(template) => Some((template, pointer)),
            _ => None,
        });
    let of_headers = route
        .headers
        .values()
        .map(|(template, pointer)| (template, pointer));
    let mut texts = of_send.chain(of_headers);
    let (_, pointer) = texts.find(|(template, _)| template.reads("clauses"))?;
    let title = "the grammar has no `and`, so the clauses are a JSON list";
    let text = "a text, which holds no list";
    let told = checking.error(Code::NotInGrammar, title, pointer, At::Value, text);
    Some(told.with_help(
        "add to the grammar what joins them, such as `and: \";\"`, or send them in the body",
    ))
}

/// The names that the holes of a parameter read.
fn names(checking: &Checking<'_>, parameter: &Parameter) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let words = Operator::ALL.map(Operator::word);
    let known: Vec<String> = ["value", "values", "operator"]
        .into_iter()
        .chain(words)
        .map(str::to_owned)
        .collect();
    for sending in &parameter.sendings {
        for template in sending.goes.templates() {
            let bounds = template.holes().filter(|hole| {
                let name = hole.names.first().and_then(|name| name.first());
                name.is_some_and(|name| words.contains(&name.as_str()))
            });
            let bounds: Vec<_> = bounds.collect();
            for name in template.names() {
                let root = name.first().map(String::as_str).unwrap_or_default();
                let text = name.join(".");
                if known.contains(&text) || declared(checking, root, &text) {
                    continue;
                }
                let title = format!("`{text}` does not exist here");
                let help = help_for(&text, &known);
                let label = "a filter gives here: value, values, and each operator's own value";
                let place = place_of(checking, parameter, template);
                let told = checking.error(Code::NotInScope, title, &place, At::Value, label);
                found.push(told.with_help_if(help));
            }
            found.extend(computed(checking, parameter, template));
            let open = bounds
                .iter()
                .find(|hole| !hole.expression.contains("default"));
            if let Some(hole) = open
                && bounds.len() > 1
            {
                let title = format!("`{}` has no `default`", hole.expression);
                let text = "where this bound does not come, nothing of the other would be sent";
                let help = format!("write `{{{{ {} | default('…') }}}}`", hole.expression);
                let place = place_of(checking, parameter, template);
                let told = checking.error(Code::TwoValues, title, &place, At::Key, text);
                found.push(told.with_help(help));
            }
        }
    }
    found
}

/// A hole that computes, where the mapping does not show what is sent.
fn computed(
    checking: &Checking<'_>,
    parameter: &Parameter,
    template: &Template,
) -> Option<Diagnostic> {
    let place = place_of(checking, parameter, template);
    if let Some(filter) = template.holes().find_map(changing) {
        let title = format!("`{filter}` changes the value that is sent");
        let text = "the vendor would be asked for another value";
        let told = checking.error(Code::ExpressionInHole, title, &place, At::Key, text);
        return Some(told.with_help(UNCHANGED));
    }
    let hole = template.holes().find(|hole| !hole.is_plain())?;
    let text = format!("`{}` is more than one name and filters", hole.expression);
    let title = "a value is computed inside a hole";
    let told = checking.error(Code::ExpressionInHole, title, &place, At::Key, text);
    Some(told.with_help("write one name, as in `{{ value }}`, with filters behind it whose arguments are constants: `default('…')`"))
}

/// The place of a parameter's own text, as near as it is known.
pub(super) fn place_of(
    checking: &Checking<'_>,
    parameter: &Parameter,
    template: &Template,
) -> Pointer {
    let keys = ["send", "body", "headers", "clause"];
    let words = Operator::ALL.map(Operator::word);
    let near = |pointer: &Pointer| {
        let mut places = keys.iter().map(|key| pointer.key(*key));
        places.find(|place| {
            let node = checking.document.get(place);
            node.is_some_and(|node| node.to_json().to_string().contains(template.text()))
        })
    };
    let mut own = words.iter().map(|word| parameter.pointer.key(*word));
    near(&parameter.pointer)
        .or_else(|| own.find_map(|place| near(&place)))
        .unwrap_or_else(|| parameter.pointer.clone())
}

fn declared(checking: &Checking<'_>, root: &str, text: &str) -> bool {
    match root {
        "context" => {
            let name = text.strip_prefix("context.").unwrap_or_default();
            let mut all = checking.mapping.context.iter();
            all.any(|variable| variable.need.name == name)
        }
        "query" => {
            let name = text.strip_prefix("query.").unwrap_or_default();
            checking
                .model
                .filterable_names()
                .iter()
                .any(|known| known == name)
        }
        "page" => true,
        _ => false,
    }
}

/// A declared operator that the grammar has no words for.
fn unwritten(checking: &Checking<'_>, route: &Route, parameter: &Parameter) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref();
    let lacks = |sending: &&crate::mapping::Sending| {
        let Goes::Clauses(clauses) = &sending.goes else {
            return false;
        };
        let columns = clauses
            .iter()
            .filter(|c| matches!(c, Clause::Column(_)))
            .count();
        let says = grammar.is_some_and(|g| g.says(sending.operator));
        let joined = sending.goes.is_joined(grammar, sending.operator);
        columns > 0 && grammar.is_some() && !says || !joined
    };
    let sending = parameter.sendings.iter().find(lacks)?;
    let word = sending.operator.word();
    let title = format!(
        "the grammar has no words for `{word}` of `{}`",
        parameter.name
    );
    let operators = parameter.pointer.key("operators");
    let place = if checking.has(&operators) {
        operators
    } else {
        parameter.pointer.clone()
    };
    let text = "cannot be written into the query text";
    let help = format!(
        "add it to the grammar, as `operators: {{ {word}: … }}`, or leave it out: then the records are checked"
    );
    let told = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    Some(told.with_help(help))
}

/// What is always asked for, by an operator that the grammar has no words for.
fn constants(checking: &Checking<'_>, route: &Route) -> Vec<Diagnostic> {
    let Some(grammar) = &route.grammar else {
        return Vec::new();
    };
    let unwritten = route
        .clauses
        .iter()
        .filter(|own| !grammar.says(own.operator));
    let told = unwritten.map(|constant| {
        let (column, word) = (&constant.column, constant.operator.word());
        let title = format!("the grammar has no words for `{word}` of `{column}`");
        let text = "cannot be written into the query text";
        let place = &constant.pointer;
        let told = checking.error(Code::NotInGrammar, title, place, At::Key, text);
        told.with_help(format!(
            "add it to the grammar, as `operators: {{ {word}: … }}`"
        ))
    });
    told.collect()
}

/// A column without a grammar that compares it.
fn nothing_writes(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    if route.grammar.is_some() {
        return None;
    }
    let compares = |parameter: &&Parameter| {
        parameter
            .sendings
            .iter()
            .any(|sending| match &sending.goes {
                Goes::Clauses(all) => all.iter().any(|c| matches!(c, Clause::Column(_))),
                _ => false,
            })
    };
    let parameter = route.parameters.values().find(compares)?;
    // Another route of the mapping may have the grammar; on this one the records are checked.
    let mut others = checking.routes().filter(|(_, other)| {
        let own = other.parameters.get(&parameter.name);
        own.is_some_and(|own| own.pointer == parameter.pointer) && other.grammar.is_some()
    });
    if others.next().is_some() {
        return None;
    }
    let title = format!(
        "`{}` names a column, and no grammar compares it",
        parameter.name
    );
    let place = parameter.pointer.key("clause");
    let text = "the name of a column";
    let help = "add `grammar: odata`, `soql` or `coql` beside `request`, or one of your own: `grammar: { write: \"{{ column }}=={{ value }}\", and: \";\" }`";
    Some(
        checking
            .error(Code::MissingKey, title, &place, At::Value, text)
            .with_help(help),
    )
}

/// A longer text around the clauses needs at least one.
fn empty_text(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let mut templates = route.templates().into_iter();
    let (_, pointer) =
        templates.find(|(template, _)| template.reads("clauses") && !template.is_whole())?;
    let clause = |name: &str| route.parameters.get(name).is_some_and(is_clause);
    let mut of_when = route.when.iter().flat_map(Condition::parameters);
    let gives = |rule: &Rule| match &rule.kind {
        RuleKind::Required(name) => clause(name),
        RuleKind::AtLeastOneOf(names) | RuleKind::ExactlyOneOf(names) => {
            names.iter().all(|name| clause(name))
        }
        RuleKind::Needs(_) | RuleKind::Span { .. } => false,
    };
    let always = |rule: &&Rule| rule.conditions().next().is_none();
    let mut rules = checking.mapping.rules.iter().filter(always);
    if !route.clauses.is_empty() || of_when.any(clause) || rules.any(gives) {
        return None;
    }
    let title = "the query text may have no clause at all";
    let text = "then nothing of this text would be sent";
    let help = "add a clause that always stands there, as `clauses: { Deleted: false }`, or a `when` that asks for a filter";
    Some(
        checking
            .error(Code::TwoValues, title, pointer, At::Value, text)
            .with_help(help),
    )
}
