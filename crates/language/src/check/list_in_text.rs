//! A list of values does not stand inside a text or in a header: it is joined, or it is refused with every
//! call.

use super::checking::Checking;
use super::walk::{lies_below, walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::{Goes, Parameter};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, _, parameter) in checking.parameters() {
        let added = |goes: &Goes| matches!(goes, Goes::Parts(_));
        let mut sendings = parameter.sendings.iter();
        if parameter.join.is_none() && sendings.any(|sending| added(&sending.goes)) {
            of_parameter(checking, parameter, &mut found);
        }
    }
    found
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
