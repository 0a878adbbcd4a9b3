//! A merge takes the heads of its lists in turn: each list must come as the merge reads it.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Merge, Order};
use crate::model::Direction;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
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
    let word = |way| match way {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };
    let (by, way) = (&merge.by, word(merge.order));
    let title = format!(
        "a list of the merge comes by `{}: {}`",
        key.name,
        word(key.direction)
    );
    let text = format!("the merge reads it as `{by}: {way}`");
    let fault = checking.error(Code::OtherMeaning, title, &order.pointer, At::Value, text);
    Some(fault.with_help(format!(
        "ask for this list by `{by}: {way}`, in the merge's `laid_over` too, or merge by what all lists come by"
    )))
}
