//! A value that is put into a longer text cannot end its place there: it is quoted and escaped, or has a pattern
//! that keeps out what separates.
//!
//! ```text
//! grammar  { write: "{{ column }}={{ value }}", and: ";" }      subject[eq]=a;b     two clauses
//! grammar  { quote: "'", escape: { these: "'", by: '\' } }      subject[eq]=a\      the quote is not closed
//! ```

use super::checking::Checking;
use super::grammar_holes::place_of_form;
use super::own_holes::place_of;
use super::walk::last_key;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::template::Part;
use crate::expr::{Pattern, Template};
use crate::mapping::{Clause, Comparison, Goes, Grammar, Parameter, Route};
use crate::model::Scalar;
use crate::written::ValueType;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let grammar = route.grammar.iter();
        found.extend(grammar.filter_map(|own| quoted_by_form(checking, own)));
        for parameter in route.parameters.values() {
            found.extend(open_text(checking, route, parameter));
            found.extend(quoted_twice(checking, route, parameter));
        }
    }
    found
}

/// A value that may end its place.
fn open_text(checking: &Checking<'_>, route: &Route, parameter: &Parameter) -> Option<Diagnostic> {
    let scalar = checking.model.filterable(&parameter.name)?;
    let typed = !matches!(parameter.value_type, ValueType::Text | ValueType::List);
    let mapped = parameter.map.is_some() && !parameter.raw;
    // What is sent in place of the value stands in a table.
    let looked_up = parameter.through.is_some();
    if typed || mapped || looked_up || *scalar == Scalar::Instant {
        return None;
    }
    let open = parameter
        .sendings
        .iter()
        .any(|own| is_open(checking, route, &own.goes));
    let joins = parameter.join.as_deref().filter(|join| !join.is_empty());
    if !open && joins.is_none() {
        return None;
    }
    let name = &parameter.name;
    let key = parameter.pointer.key("pattern");
    let Some(pattern) = &parameter.pattern else {
        if checking.was_written(&key) {
            return None;
        }
        let (title, text) = match joins.filter(|_| !open) {
            Some(join) => (
                format!("`{name}` is joined by `{join}` and has no pattern"),
                "one value could be taken for several",
            ),
            None => (
                format!("`{name}` stands in a longer text and has no pattern"),
                "could change what the text means",
            ),
        };
        let place = &parameter.pointer;
        let told = checking.error(Code::UnpatternedValue, title, place, At::Key, text);
        return Some(told.with_help(format!("add a `pattern` to `{name}` under `parameters`")));
    };
    let grammar = route.grammar.as_ref().filter(|_| open);
    let texts = grammar.into_iter().flat_map(|own| [&own.and, &own.or]);
    let mut between = texts.flatten().map(String::as_str).chain(joins);
    let between = between.find(|between| lets_in(pattern, between))?;
    let title = format!("the pattern of `{name}` lets in `{between}`");
    let text = "one value could be taken for several";
    let place = if checking.has(&key) {
        &key
    } else {
        &parameter.pointer
    };
    let told = checking.error(Code::UnpatternedValue, title, place, At::Value, text);
    Some(told.with_help("name the characters that a value may have, as in `[A-Za-z0-9_-]+`"))
}

/// True if nothing closes a value where a filter puts it.
fn is_open(checking: &Checking<'_>, route: &Route, goes: &Goes) -> bool {
    let holds = |template: &&Template| {
        let own = template.reads("value") || template.reads("values");
        own && !template.is_whole()
    };
    match (goes, &route.grammar) {
        (Goes::Clauses(_), Some(grammar)) => {
            // What was written and is faulty has been told.
            let lacks = grammar.escape.is_none();
            let is_told = lacks && checking.was_written(&grammar.pointer.key("escape"));
            grammar.leaves_texts_open() && !is_told
        }
        (Goes::At(_) | Goes::Read, _) => false,
        (goes, _) => goes.values().iter().any(holds),
    }
}

/// True if a value that matches may hold this text between two others.
fn lets_in(pattern: &Pattern, between: &str) -> bool {
    let mut around = ["", "a", "A", "1", "12345678", "a1"].into_iter();
    around.any(|part| pattern.matches(&format!("{part}{between}{part}")))
}

/// Quotes around a value that the grammar quotes: the value would stand between the two pairs.
fn quoted_twice(
    checking: &Checking<'_>,
    route: &Route,
    parameter: &Parameter,
) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref()?;
    let clauses = parameter.sendings.iter().filter_map(|own| match &own.goes {
        Goes::Clauses(clauses) => Some(clauses),
        _ => None,
    });
    let mut own = clauses.flatten().flat_map(Clause::templates);
    let template = own.find(|template| has_own_quotes(template, grammar))?;
    let title = format!(
        "`{}` quotes a value that the grammar quotes",
        parameter.name
    );
    let place = place_of(checking, parameter, template);
    let text = "the value would stand outside of the quotes";
    let told = checking.error(Code::UnpatternedValue, title, &place, At::Key, text);
    Some(told.with_help("leave the quotes away: `{{ value }}` comes with its own"))
}

/// The same quotes in a comparison of the grammar itself.
fn quoted_by_form(checking: &Checking<'_>, grammar: &Grammar) -> Option<Diagnostic> {
    let mut forms = grammar.forms.iter();
    let operator = forms.find_map(|(operator, form, _)| match form {
        Comparison::Text(template) => has_own_quotes(template, grammar).then_some(*operator),
        Comparison::Json(_) => None,
    })?;
    let place = place_of_form(checking, grammar, operator)?;
    let title = format!(
        "`{}` quotes a value that the grammar quotes",
        last_key(&place)
    );
    let text = "the value would stand outside of the quotes";
    let told = checking.error(Code::UnpatternedValue, title, &place, At::Value, text);
    Some(told.with_help("leave the quotes away: `{{ value }}` comes with its own"))
}

fn has_own_quotes(template: &Template, grammar: &Grammar) -> bool {
    let quote = grammar.quote.as_str();
    let pairs = template.parts().windows(2);
    let mut before = pairs.filter_map(|pair| match pair {
        [Part::Text(text), Part::Hole(hole)] => Some((text, hole)),
        _ => None,
    });
    !quote.is_empty()
        && grammar.and.is_some()
        && before.any(|(text, hole)| {
            let name = hole.names.first().and_then(|name| name.first());
            let is_value =
                name.is_some_and(|name| ["value", "values", "pattern"].contains(&name.as_str()));
            is_value && text.trim_end_matches(['%', '*']).ends_with(quote)
        })
}
