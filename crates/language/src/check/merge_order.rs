//! Each list of a merge comes in the merge's order; a window runs in its list's order.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Merge, Order, Route};
use crate::model::Direction;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let windows = checking
        .routes()
        .filter_map(|(_, route)| against(checking, route));
    let mut found: Vec<Diagnostic> = windows.collect();
    found.extend(of_merge(checking));
    found
}

/// A window that goes another way than the list claims to come.
fn against(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let (window, order) = (route.paging.window.as_ref()?, route.order.as_ref()?);
    let key = order.keys.first()?;
    if key.name == window.by && key.direction == window.order {
        return None;
    }
    let said = |by: &str, way: Direction| format!("`{by}: {}`", way.word());
    let title = format!("the window goes by {}", said(&window.by, window.order));
    let text = format!("the list comes by {}", said(&key.name, key.direction));
    let fault = checking.error(Code::OtherMeaning, title, &order.pointer, At::Value, text);
    Some(fault.with_help("let the window go by the order: `window: by_order`"))
}

fn of_merge(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let Some(merge) = &checking.mapping.merge else {
        return Vec::new();
    };
    let cases = merge.cases.iter();
    let cases = cases.filter_map(|at| checking.mapping.cases.get(*at));
    let orders = cases.flat_map(|case| &case.routes);
    let orders = orders.filter_map(|route| route.order.as_ref());
    orders
        .filter_map(|order| tell(checking, merge, order))
        .collect()
}

fn tell(checking: &Checking<'_>, merge: &Merge, order: &Order) -> Option<Diagnostic> {
    let key = order.keys.first()?;
    if key.name == merge.by && key.direction == merge.order {
        return None;
    }
    let (by, way) = (&merge.by, merge.order.word());
    let title = format!(
        "a list of the merge comes by `{}: {}`",
        key.name,
        key.direction.word()
    );
    let text = format!("the merge reads it as `{by}: {way}`");
    let fault = checking.error(Code::OtherMeaning, title, &order.pointer, At::Value, text);
    Some(fault.with_help(format!(
        "ask for this list by `{by}: {way}`, in the merge's `laid_over` too, or merge by what all lists come by"
    )))
}
