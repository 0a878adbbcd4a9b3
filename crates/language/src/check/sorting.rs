//! What a caller sorts by is sent: the field, where there are several, and the direction.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Route, Sort};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let routes = checking.routes();
    routes
        .filter_map(|(_, route)| tell(checking, route, route.sort.as_ref()?))
        .collect()
}

fn tell(checking: &Checking<'_>, route: &Route, sort: &Sort) -> Option<Diagnostic> {
    let of_route = route.templates().into_iter();
    let mut of_route = of_route.map(|(template, _)| template);
    if sort.send_as.is_some() || of_route.any(|template| template.reads("order")) {
        return None;
    }
    let parts = sort.parts.templates();
    let has = |name: &str| parts.iter().any(|template| template.reads(name));
    let lacks = match (has("field") || sort.fields.len() == 1, has("direction")) {
        _ if parts.is_empty() => "field",
        (false, _) => "field",
        (true, false) => "direction",
        (true, true) => return None,
    };
    let title = format!("the {lacks} that a caller sorts by is not sent");
    let text = "the list would come in another order";
    let fault = checking.error(Code::NoEffect, title, &sort.pointer, At::Key, text);
    Some(fault.with_help(format!(
        "write `{{{{ {lacks} }}}}` below `send` or `body`, or add `send_as`"
    )))
}
