//! A call shows which operator a filter had: the vendor would take one for the other if two look alike.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Parameter, Sending};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let parameters = checking
        .routes()
        .flat_map(|(_, route)| route.parameters.values());
    parameters
        .filter_map(|parameter| tell(checking, parameter))
        .collect()
}

fn tell(checking: &Checking<'_>, parameter: &Parameter) -> Option<Diagnostic> {
    let (first, second) = alike(parameter)?;
    let name = &parameter.name;
    let (one, other) = (first.operator.word(), second.operator.word());
    let title = format!("`{name}` is sent alike for `{one}` and for `{other}`");
    let own = parameter.pointer.key(other);
    let listed = parameter.pointer.key("operators");
    let mut places = [own, listed].into_iter();
    let place = places.find(|place| checking.has(place));
    let place = place.unwrap_or_else(|| parameter.pointer.clone());
    let text = format!("the vendor cannot tell `{other}` from `{one}`");
    let help = format!(
        "give each a place of its own, `{other}: {{ send_as: … }}`, or write `{{{{ operator }}}}` beside the value"
    );
    let fault = checking.error(Code::SharedPlace, title, &place, At::Value, text);
    Some(fault.with_help(help))
}

/// Two operators of a parameter that look alike in the call, and mean different records.
fn alike(parameter: &Parameter) -> Option<(&Sending, &Sending)> {
    let mut firsts = parameter.sendings.iter().enumerate();
    firsts.find_map(|(at, first)| {
        let mut rest = parameter.sendings.iter().skip(at + 1);
        let second =
            rest.find(|second| first.goes.is_alike(&second.goes) && !agree(first, second))?;
        Some((first, second))
    })
}

/// True if both may be sent alike. The records of a loose one are checked again, so the vendor may take
/// it for one that lets more of them through: of two loose ones, both for a third.
fn agree(first: &Sending, second: &Sending) -> bool {
    let same = |one: Operator| match one {
        Operator::In => Operator::Eq,
        Operator::Nin => Operator::Ne,
        other => other,
    };
    let (one, other) = (same(first.operator), same(second.operator));
    match (first.loose, second.loose) {
        _ if one == other => true,
        (true, true) => {
            let lets_through = |wide: Operator| {
                let holds = |narrow: Operator| narrow == wide || implies(narrow, wide);
                holds(one) && holds(other)
            };
            let mut wide = [one, other, Operator::Gte, Operator::Lte, Operator::Ne].into_iter();
            wide.any(lets_through)
        }
        (true, false) => implies(one, other),
        (false, true) => implies(other, one),
        (false, false) => false,
    }
}

/// True if every record of which the narrow comparison holds satisfies the wide one too.
fn implies(narrow: Operator, wide: Operator) -> bool {
    match wide {
        Operator::Gte => matches!(narrow, Operator::Gt | Operator::Eq),
        Operator::Lte => matches!(narrow, Operator::Lt | Operator::Eq),
        Operator::Ne => matches!(narrow, Operator::Gt | Operator::Lt),
        Operator::Like => narrow == Operator::Eq,
        _ => false,
    }
}
