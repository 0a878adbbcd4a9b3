//! The holes of what a filter adds: they name what exists there, and change no value.
//!
//! ```text
//! send:   { from: "{{ value }}" }             the filter's value
//! clause: "made {{ operator }} {{ value }}"   M206: a clause is written for one operator
//! ```

use super::checking::Checking;
use super::holes::{UNCHANGED, changing};
use super::in_hole::{CLAUSE, FILTER};
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic, Help, Label, help_for};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::{Goes, Parameter, Route, Sending};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route, parameter) in checking.parameters() {
        for sending in &parameter.sendings {
            for template in sending.goes.values() {
                found.extend(unknown(checking, (route, parameter), sending, template));
                found.extend(computed(checking, parameter, template));
                found.extend(open_bound(checking, parameter, sending, template));
            }
        }
    }
    found
}

/// Names that a filter does not have here: nothing of it would be sent.
fn unknown(
    checking: &Checking<'_>,
    (route, parameter): (&Route, &Parameter),
    sending: &Sending,
    template: &Template,
) -> Vec<Diagnostic> {
    let in_clause = matches!(sending.goes, Goes::Clauses(_));
    let own = if in_clause { &CLAUSE[..] } else { &FILTER[..] };
    let words = Operator::ALL.map(Operator::word);
    let own = own.iter().chain(&words);
    let known: Vec<String> = own.map(|name| (*name).to_owned()).collect();
    let mut found = Vec::new();
    for hole in template.holes() {
        for name in &hole.names {
            let text = name.join(".");
            if known.contains(&text) || declared(checking, route, &text) {
                continue;
            }
            let title = format!("`{text}` does not exist here");
            let (label, help) = if in_clause && text == "operator" {
                let help = "write the vendor's word, and a clause for each operator, as in `gte: { clause: … }`; or name the column alone, which the grammar compares";
                (
                    "a clause of its own is written for one",
                    Some(Help::from(help)),
                )
            } else if in_clause {
                let label = "a clause has here: value, values, and each operator's own value";
                (label, help_for(&text, &known))
            } else {
                let label = "a filter gives here: value, values, and each operator's own value";
                (label, help_for(&text, &known))
            };
            let label = label_on(checking, parameter, template, (hole, &text), label);
            let told = Diagnostic::error(Code::NotInScope, title, label);
            found.push(told.with_help_if(help));
        }
    }
    found
}

/// A bound without a `default` beside another value: where it does not come, nothing of the other is sent.
fn open_bound(
    checking: &Checking<'_>,
    parameter: &Parameter,
    sending: &Sending,
    template: &Template,
) -> Option<Diagnostic> {
    let words = Operator::ALL.map(Operator::word);
    let bounds = template.holes().filter(|hole| {
        let name = hole.names.first().and_then(|name| name.first());
        name.is_some_and(|name| words.contains(&name.as_str()))
    });
    let bounds: Vec<&Hole> = bounds.collect();
    let own = sending.operator.word();
    let has_value = template.reads("value") || template.reads("values");
    let mut open = bounds
        .iter()
        .filter(|hole| !hole.expression.contains("default"));
    let hole = open.find(|hole| {
        let is_own = hole.names.iter().flatten().any(|name| name == own);
        bounds.len() > 1 || has_value && !is_own
    })?;
    let title = format!("`{}` has no `default`", hole.expression);
    let text = "where this bound does not come, nothing of the other would be sent";
    let help = format!("write `{{{{ {} | default('…') }}}}`", hole.expression);
    let place = place_of(checking, parameter, template);
    let told = checking.error(Code::TwoValues, title, &place, At::Key, text);
    Some(told.with_help(help))
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

/// A label on a name in a parameter's own text.
pub(super) fn label_on(
    checking: &Checking<'_>,
    parameter: &Parameter,
    template: &Template,
    (hole, name): (&Hole, &str),
    text: &str,
) -> Label {
    let document = checking.document;
    let Some(place) = text_node(checking, &parameter.pointer, template.text()) else {
        let place = place_of(checking, parameter, template);
        return document.label(&place, At::Value, text);
    };
    let at = hole.expression.find(name).unwrap_or_default();
    let start = hole.span.start.saturating_add(at);
    document.label_in(&place, start..start.saturating_add(name.len()), text)
}

/// The node at or below a place that holds exactly this text.
pub(super) fn text_node(checking: &Checking<'_>, below: &Pointer, text: &str) -> Option<Pointer> {
    let mut found = None;
    walk(checking.document, below, &mut |place, node| {
        if found.is_none() && node.as_text() == Some(text) {
            found = Some(place.clone());
        }
    });
    found
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

/// True if every call of the route has a name: of the account, of the query, of the page.
fn declared(checking: &Checking<'_>, route: &Route, name: &str) -> bool {
    let (root, rest) = name.split_once('.').unwrap_or((name, ""));
    match root {
        "context" => {
            let mut all = checking.mapping.context.iter();
            all.any(|variable| variable.need.name == rest)
        }
        "query" => {
            let known = checking.model.filterable_names();
            known.iter().any(|known| known == rest)
        }
        // The first page has no cursor.
        "page" => {
            name == "page.size" || name != "page.cursor" && route.paging.way.name() == Some(name)
        }
        _ => false,
    }
}
