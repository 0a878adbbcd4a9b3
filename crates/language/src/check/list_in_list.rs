//! All values of a filter are a list by themselves: an element of another list holds them as a list in a list.
//!
//! ```text
//! body: { owners: ["{{ values }}"] }          { "owners": [["5", "6"]] }
//! body: { owners: ["{{ value }}"] }           { "owners": ["5", "6"] }
//! ```

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::mapping::{Body, Clause, Comparison, Goes, Route};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        for body in of_filters(route) {
            for (template, place) in elements(body) {
                if !template.reads("values") || !checking.has(place) {
                    continue;
                }
                let title = "`values` is all values, here in one element of a list";
                let text = "a list in a list";
                let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
                let help =
                    Help::write("{{ value }}").and(": the element is written once for each value");
                found.push(fault.with_help(help));
            }
        }
        for (template, place) in route.body.iter().flat_map(elements) {
            found.extend(of_route(checking, route, template, place));
        }
    }
    found
}

/// What filters and the grammar write as JSON, where several values are a list.
fn of_filters(route: &Route) -> Vec<&Body> {
    let mut all = Vec::new();
    for parameter in route.parameters.values() {
        for sending in &parameter.sendings {
            match &sending.goes {
                // Joined, they are one text.
                Goes::Parts(parts) if parameter.join.is_none() => {
                    all.extend(parts.send.iter().map(|(_, value)| value));
                    all.extend(&parts.body);
                }
                Goes::Clauses(clauses) => all.extend(clauses.iter().filter_map(|one| match one {
                    Clause::Own(Comparison::Json(body)) => Some(body),
                    _ => None,
                })),
                _ => {}
            }
        }
    }
    let forms = route.grammar.iter().flat_map(|grammar| &grammar.forms);
    all.extend(forms.filter_map(|(_, form, _)| match form {
        Comparison::Json(body) => Some(body),
        Comparison::Text(_) => None,
    }));
    all
}

/// An element of the route's own body that reads a filter which may have several values.
fn of_route(
    checking: &Checking<'_>,
    route: &Route,
    template: &Template,
    place: &Pointer,
) -> Option<Diagnostic> {
    let mut names = template.names();
    let name = names.find_map(|name| name.join(".").strip_prefix("query.").map(str::to_owned))?;
    let parameter = route.parameters.get(&name)?;
    let mut sendings = parameter.sendings.iter();
    let several = sendings.any(|sending| {
        let many = matches!(sending.operator, Operator::In | Operator::Nin);
        many && matches!(sending.goes, Goes::Read)
    });
    if !several {
        return None;
    }
    let title = format!("`query.{name}` may be several values, here in one element of a list");
    let text = "then a list in a list";
    let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
    Some(fault.with_help(format!(
        "let the filter write it, once for each value: `parameters: {{ {name}: {{ body: {{ …: [\"{{{{ value }}}}\"] }} }} }}`"
    )))
}

/// The elements of lists that are one hole.
fn elements(body: &Body) -> Vec<(&Template, &Pointer)> {
    match body {
        Body::List(items) => {
            let each = items.iter().flat_map(|item| match item {
                Body::Text(template, place) if template.is_whole() => vec![(template, place)],
                other => elements(other),
            });
            each.collect()
        }
        Body::Object(members) => {
            let members = members.iter().map(|(_, member)| member);
            members.flat_map(elements).collect()
        }
        Body::Fixed(_) | Body::Text(..) | Body::Names(_) => Vec::new(),
    }
}
