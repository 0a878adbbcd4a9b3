//! What a caller sorts by is sent: the field, where there are several, and the direction. So is the order
//! that the mapping claims of a query text.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::{Case, Route, Sort};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let routes = checking.routes();
    let mut found = Vec::new();
    for (case, route) in routes {
        let sort = route.sort.as_ref();
        found.extend(sort.and_then(|sort| tell(checking, route, sort)));
        found.extend(sort.and_then(|sort| alike(checking, sort)));
        found.extend(unasked(checking, case, route));
    }
    found
}

/// Two directions that the vendor cannot tell apart.
pub(super) fn same_directions(checking: &Checking<'_>, directions: &Pointer) -> Option<Diagnostic> {
    let word = |key: &str| {
        let node = checking.document.get(&directions.key(key))?;
        node.as_text().map(str::to_owned)
    };
    let (up, down) = (word("asc")?, word("desc")?);
    if up != down {
        return None;
    }
    let title = format!("both directions are sent as `{up}`");
    let text = "one of them would come the other way round";
    let fault = checking.error(Code::SharedPlace, title, directions, At::Value, text);
    Some(fault.with_help("give each the vendor's own word"))
}

/// Two directions, or two fields, that the vendor cannot tell apart.
fn alike(checking: &Checking<'_>, sort: &Sort) -> Option<Diagnostic> {
    if let Some(told) = same_directions(checking, &sort.pointer.key("directions")) {
        return Some(told);
    }
    let fields: Vec<(&String, &String)> = sort.fields.iter().collect();
    let (name, column, first) = fields.iter().enumerate().find_map(|(at, (name, column))| {
        let mut before = fields.iter().take(at);
        let (first, _) = before.find(|(_, other)| other == column)?;
        Some((*name, *column, *first))
    })?;
    let title = format!("`{first}` and `{name}` are both sorted by `{column}`");
    let place = sort.pointer.key("fields").key(name.as_str());
    let text = "one of them is another field's";
    let fault = checking.warning(Code::OtherColumn, title, &place, At::Value, text);
    Some(fault.with_help("name the column that the field is read from"))
}

/// An order that is claimed of a query text which asks for none: such a list comes in any order.
fn unasked(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    if !route.soql.as_ref()?.order_by.is_empty() {
        return None;
    }
    let merges = checking.mapping.merge.iter().flat_map(|merge| &merge.cases);
    let mut merged = merges.filter_map(|at| checking.mapping.cases.get(*at));
    let (place, text, help) = match &route.order {
        Some(order) => (
            &order.pointer,
            "without `order_by` the list comes in any order",
            "write it as `order_by` below `soql`, or take `order` away",
        ),
        None if merged.any(|merged| std::ptr::eq(merged, case)) => (
            &route.pointer,
            "the merge takes it in order; without `order_by` it comes in any order",
            "write `order_by` below `soql`",
        ),
        None => return None,
    };
    let title = "an order is claimed that the query text does not ask for";
    let fault = checking.error(Code::OtherMeaning, title, place, At::Key, text);
    Some(fault.with_help(help))
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
