//! What a filter adds to a request holds its value. No template sends the value as well: nothing there
//! would tell the operator.

use super::checking::Checking;
use super::sent::has_other_place;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::Template;
use crate::mapping::{Clause, Goes, Parameter, Route, Sending};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        found.extend(without_value(checking, route));
        for parameter in route.parameters.values() {
            found.extend(valueless(checking, parameter));
            found.extend(twice(checking, route, parameter));
        }
    }
    found
}

/// A filter that adds only constants.
fn valueless(checking: &Checking<'_>, parameter: &Parameter) -> Option<Diagnostic> {
    let mut sendings = parameter.sendings.iter();
    let sending = sendings.find(|sending| !has_value(sending))?;
    if has_other_place(checking, &parameter.pointer) {
        return None;
    }
    let name = &parameter.name;
    let word = sending.operator.word();
    let title = format!("what `{name}` adds for `{word}` does not hold its value");
    let text = "the same is sent for every value";
    let place = &parameter.pointer;
    let fault = checking.error(Code::UnreadParameter, title, place, At::Key, text);
    Some(fault.with_help("write `{{ value }}` where the value stands"))
}

/// A grammar that writes a comparison without its value.
fn without_value(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref()?;
    let holes = ["value", "values", "pattern"];
    let mut forms = grammar.forms.iter();
    let lost = forms.find(|(_, form, _)| !holes.iter().any(|hole| form.reads(hole)));
    let (operator, ..) = lost?;
    let title = format!("the grammar writes `{}` without a value", operator.word());
    let text = "what the caller gave would be lost";
    let place = &grammar.pointer;
    let fault = checking.error(Code::NotInGrammar, title, place, At::Key, text);
    Some(fault.with_help("write `{{ value }}` where the value stands"))
}

fn has_value(sending: &Sending) -> bool {
    let word = sending.operator.word();
    let words = [word, "value", "values", "pattern"];
    let reads = |template: &Template| words.iter().any(|word| template.reads(word));
    let is_column = |clause: &Clause| matches!(clause, Clause::Column(_));
    match &sending.goes {
        Goes::Read | Goes::At(_) => true,
        Goes::Clauses(all) if all.iter().any(is_column) => true,
        goes => goes.templates().into_iter().any(reads),
    }
}

/// A filter with a place of its own that a template reads too.
fn twice(checking: &Checking<'_>, route: &Route, parameter: &Parameter) -> Option<Diagnostic> {
    let equal = |operator| matches!(operator, Operator::Eq | Operator::In);
    let name = &parameter.name;
    let mut own = parameter.sendings.iter();
    let sending = own.find(|s| !matches!(s.goes, Goes::Read) && !equal(s.operator))?;
    let path = ["query".to_owned()].into_iter();
    let path: Vec<String> = path.chain(name.split('.').map(str::to_owned)).collect();
    let mut templates = route.templates().into_iter();
    let (_, place) = templates.find(|(template, _)| template.names().any(|name| *name == path))?;
    let word = sending.operator.word();
    let title = format!("`{name}` is sent here whatever its operator");
    let text = format!("its `{word}` stands elsewhere, and here too, as if it were `eq`");
    let label = checking
        .document
        .label(&parameter.pointer, At::Key, "sent by itself");
    let fault = checking.error(Code::SharedPlace, title, place, At::Value, text);
    let help = "let the parameter send it, or the template: not both";
    Some(fault.with_secondary(label).with_help(help))
}
