//! A list of values does not stand inside a text or in a header: it is joined, or it is refused with every
//! call.

use super::checking::Checking;
use super::templates::{self, Placed, Use};
use super::walk::{lies_below, walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::{Goes, Parameter, Route};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, _, parameter) in checking.parameters() {
        let added = |goes: &Goes| matches!(goes, Goes::Parts(_));
        let mut sendings = parameter.sendings.iter();
        if parameter.join.is_none() && sendings.any(|sending| added(&sending.goes)) {
            of_parameter(checking, parameter, &mut found);
        }
    }
    for placed in templates::all(checking) {
        let Some((_, route)) = placed.of else {
            continue;
        };
        for hole in placed.template.holes() {
            found.extend(in_hole(checking, route, &placed, hole));
        }
    }
    found
}

/// A hole of the request's own text that reads a parameter which may come with several values.
fn in_hole(
    checking: &Checking<'_>,
    route: &Route,
    placed: &Placed<'_>,
    hole: &Hole,
) -> Option<Diagnostic> {
    let inside = !placed.template.is_whole() || placed.used == Use::Header;
    if !inside || hole.filters().any(|filter| filter == "join") {
        return None;
    }
    let mut names = hole.names.iter().map(|name| name.join("."));
    let (full, parameter) = names.find_map(|full| {
        let parameter = route.parameters.get(full.strip_prefix("query.")?)?;
        Some((full, parameter))
    })?;
    let several = parameter.sending(Operator::In)?;
    if matches!(several.goes, Goes::Read) || route.reads_apart(&parameter.name) {
        return None;
    }
    let title = format!("`{full}` may be a list, here in a text");
    let label = placed.label(checking, hole, &full, "a text holds no list");
    let name = &parameter.name;
    Some(
        Diagnostic::error(Code::NotSendable, title, label).with_help(format!(
            "write `operators: [eq]` at `{name}`, or send it in one place alone"
        )),
    )
}

fn of_parameter(checking: &Checking<'_>, parameter: &Parameter, found: &mut Vec<Diagnostic>) {
    walk(checking.document, &parameter.pointer, &mut |place, node| {
        let part = |name: &str| lies_below(place, name);
        let Some(text) = node
            .as_text()
            .filter(|_| part("send") || part("body") || part("headers"))
        else {
            return;
        };
        let Ok(template) = Template::parse(text) else {
            return;
        };
        let inside = part("headers") || !template.is_whole();
        let mut filters = template.holes().flat_map(Hole::filters);
        if template.reads("values") && inside && !filters.any(|filter| filter == "join") {
            found.push(tell(checking, parameter, place));
        }
    });
}

fn tell(checking: &Checking<'_>, parameter: &Parameter, place: &Pointer) -> Diagnostic {
    let title = format!(
        "the values of `{}` are a list, here in a text",
        parameter.name
    );
    let text = "a text holds no list";
    let fault = checking.error(Code::NotSendable, title, place, At::Value, text);
    fault.with_help("say what stands between them, as `join: \",\"` beside it")
}
