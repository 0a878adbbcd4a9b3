//! Where a caller may give several values, no text of the request holds only one: the call would be
//! refused, or the filter lost. An element of a list with two values is left out where one of them does
//! not come.

use super::checking::Checking;
use super::scope::may_lack;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer, Step};
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::{Body, Case, Goes, Parameter, Route, by_operator, names_of};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let holes = placed.template.holes();
        found.extend(holes.filter_map(|hole| one_text(checking, &placed, hole)));
    }
    for (case, route) in checking.routes() {
        let place = checking.place_of(case, route, "body");
        if let (Some(body), Some(place)) = (&route.body, place) {
            elements(checking, (case, route), body, &place, &mut found);
        }
    }
    found
}

/// A text that reads a filter which may have several values.
fn one_text(checking: &Checking<'_>, placed: &Placed<'_>, hole: &Hole) -> Option<Diagnostic> {
    let (_, route) = placed.of?;
    if !matches!(placed.used, Use::Request | Use::Header | Use::Part) {
        return None;
    }
    // Alone in a body, a hole takes the list as it is.
    let text = placed.template.text().trim();
    let alone = text.starts_with("{{") && text.ends_with("}}") && !text.contains("}} ");
    let steps = placed.pointer.steps();
    let in_body = steps.iter().any(|step| step.as_key() == Some("body"));
    if alone && in_body || hole.expression.contains('|') {
        return None;
    }
    let name = hole
        .names
        .iter()
        .find(|name| name.first().is_some_and(|n| n == "query"))?;
    let dotted = name.iter().skip(1).cloned().collect::<Vec<_>>().join(".");
    if by_operator(&dotted).is_some() {
        return None;
    }
    let parameter = route.parameters.get(&dotted)?;
    if !takes_several(parameter) {
        return None;
    }
    let label = placed.label(checking, hole, &name.join("."), "one text holds one value");
    let title = format!("`{dotted}` may be several values here");
    let why = checking
        .document
        .label(&parameter.pointer, At::Key, "takes several values");
    let help = "let the parameter place them: `send: { name: [\"{{ value }}\"] }` repeats the name, `send: { name: \"{{ values }}\" }` with `join: \",\"` joins them";
    let fault = Diagnostic::error(Code::NotSendable, title, label);
    Some(fault.with_secondary(why).with_help(help))
}

/// True if a filter that templates read may have several values. A word that is several of the vendor's,
/// where one value is taken, is told where it stands.
fn takes_several(parameter: &Parameter) -> bool {
    let mut own = parameter.sendings.iter();
    own.any(|sending| {
        let several = matches!(sending.operator, Operator::In | Operator::Nin);
        several && matches!(sending.goes, Goes::Read)
    })
}

/// Elements of lists that hold two values, of which one may not come.
fn elements(
    checking: &Checking<'_>,
    of: (&Case, &Route),
    body: &Body,
    place: &Pointer,
    found: &mut Vec<Diagnostic>,
) {
    match body {
        Body::Object(members) => {
            for (name, member) in members {
                elements(checking, of, member, &place.key(name.as_str()), found);
            }
        }
        Body::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let place = place.index(at);
                found.extend(element(checking, of, item, &place));
                elements(checking, of, item, &place, found);
            }
        }
        Body::Fixed(_) | Body::Names(_) | Body::Text(..) => {}
    }
}

/// The templates of an element without those of lists in it, whose elements are left out one by one.
fn own_templates<'b>(item: &'b Body, own: &mut Vec<&'b Template>) {
    match item {
        Body::Text(template, _) => own.push(template),
        Body::Object(members) => members
            .iter()
            .for_each(|(_, member)| own_templates(member, own)),
        Body::List(_) | Body::Fixed(_) | Body::Names(_) => {}
    }
}

fn element(
    checking: &Checking<'_>,
    of: (&Case, &Route),
    item: &Body,
    place: &Pointer,
) -> Option<Diagnostic> {
    let Body::Object(_) = item else { return None };
    let mut names: Vec<String> = Vec::new();
    let mut own = Vec::new();
    own_templates(item, &mut own);
    let holds = |template: &&Template| !template.text().contains("default");
    for template in own.into_iter().filter(holds) {
        for name in names_of(template, "query") {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    // A name that no parameter stands behind is told as that.
    let declared = |name: &String| {
        let (name, operator) = match by_operator(name) {
            Some((name, operator)) => (name, Some(operator)),
            None => (name.as_str(), None),
        };
        let parameter = of.1.parameters.get(name);
        parameter.is_some_and(|p| operator.is_none_or(|o| p.sending(o).is_some()))
    };
    names.retain(declared);
    let [first, second, ..] = names.as_slice() else {
        return None;
    };
    if !names.iter().any(|name| may_lack(checking, of, name)) {
        return None;
    }
    let index = place.steps().last();
    let nth = match index {
        Some(Step::Index(at)) => at.saturating_add(1),
        _ => 1,
    };
    let title = format!("`{first}` and `{second}` stand in one element");
    let text = format!("element {nth} is left out where one of them does not come");
    let fault = checking.error(Code::TwoValues, title, place, At::Value, text);
    Some(fault.with_help("give each an element of its own"))
}
