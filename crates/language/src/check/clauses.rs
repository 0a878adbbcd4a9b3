//! What filters add to the request, and the grammar that writes their query text: it has words for every
//! comparison, and no value is lost with another.

use super::checking::Checking;
use super::lost::is_clause;
use super::own_holes::place_of;
use super::scope::may_lack;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::Condition;
use crate::mapping::{Case, Clause, Comparison, Goes, Parameter, Route, Rule, RuleKind, Send};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        for parameter in route.parameters.values() {
            found.extend(beside(checking, (case, route), parameter));
            found.extend(unwritten(checking, route, parameter));
        }
        found.extend(constants(checking, route));
        found.extend(nothing_writes(checking, route));
        found.extend(empty_text(checking, route));
        found.extend(list_in_text(checking, route));
        found.extend(json_in_text(checking, route));
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

/// Comparisons in JSON where the grammar joins texts.
fn json_in_text(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref().filter(|own| own.and.is_some())?;
    let is_json = |form: &Comparison| matches!(form, Comparison::Json(_));
    let and = grammar.pointer.key("and");
    if grammar.forms.iter().any(|(_, form, _)| is_json(form)) && checking.has(&and) {
        let title = "`and` joins texts, and the grammar writes JSON";
        let text = "nothing of its comparisons would be sent";
        let fault = checking.error(Code::NotInGrammar, title, &and, At::Key, text);
        return Some(fault.with_help("take it away: elements of a JSON list all hold together"));
    }
    let parameter = route.parameters.values().find(|parameter| {
        let mut sendings = parameter.sendings.iter();
        sendings.any(|sending| match &sending.goes {
            Goes::Clauses(all) => all
                .iter()
                .any(|one| matches!(one, Clause::Own(form) if is_json(form))),
            _ => false,
        })
    })?;
    let title = format!(
        "the clause of `{}` is JSON, and the grammar makes a text",
        parameter.name
    );
    let words = Operator::ALL.map(|operator| parameter.pointer.key(operator.word()));
    let mut places = [parameter.pointer.clone()].into_iter().chain(words);
    let place = places.find_map(|place| {
        let place = place.key("clause");
        checking.has(&place).then_some(place)
    });
    let place = place.unwrap_or_else(|| parameter.pointer.clone());
    let text = "nothing of it would be sent";
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Key, text);
    Some(fault.with_help("write it as a text, as in `\"owner eq {{ value }}\"`"))
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
