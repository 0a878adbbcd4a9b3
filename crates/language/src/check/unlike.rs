//! A filter sends the vendor's own value: one that a field prefixes, unpacks, cuts or counts in another unit
//! cannot be sent back.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Expression, Parameter, Route, Sending};
use crate::model::Scalar;
use crate::transform::{Transform, Unit};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    checking.of_parameters(tell)
}

fn tell(
    checking: &Checking<'_>,
    (case, route, parameter): (&Case, &Route, &Parameter),
) -> Option<Diagnostic> {
    let goes = |sending: &Sending| !route.places(parameter, sending.operator).is_empty();
    if parameter.checked || parameter.map.is_some() || !parameter.sendings.iter().any(goes) {
        return None;
    }
    let field = checking.model.compared_field(&parameter.name)?;
    let all = case.fields.iter().flat_map(|field| field.expressions());
    let mut own = all.filter(|(name, _)| *name == field);
    // A time that is the sum of a time and a length is a time.
    let is_whole = |own: &Expression, change: &Change| {
        *change != Change::Unit || own.scalar == Scalar::Duration
    };
    let (place, change) = own.find_map(|(_, own)| {
        let change = changed(own).filter(|change| is_whole(own, change))?;
        Some((&own.pointer, change))
    })?;
    let name = &parameter.name;
    let (title, does, help) = match change {
        Change::Prefix => (
            format!("`{name}` is sent with a prefix that the vendor does not know"),
            "puts it there",
            "write `checked: true`, or take the prefix away",
        ),
        Change::Decode => (
            format!("`{name}` is sent unpacked, and the vendor holds it packed"),
            "unpacks it",
            "write `checked: true`: the records are checked",
        ),
        Change::Cut => (
            format!("`{name}` is sent cut, and the vendor holds it whole"),
            "cuts it",
            "write `checked: true`: the records are checked",
        ),
        Change::Unit => (
            format!("`{name}` is sent in seconds, and the vendor counts in another unit"),
            "counts in it",
            "write `checked: true`: the records are checked",
        ),
    };
    let text = "callers give it as the records have it";
    let pointer = &parameter.pointer;
    let fault = checking.error(Code::OtherMeaning, title, pointer, At::Key, text);
    let label = checking.document.label(place, At::Value, does);
    Some(fault.with_secondary(label).with_help(help))
}

/// What a field does to the vendor's value, so that the vendor does not know the caller's.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Prefix,
    Decode,
    Cut,
    Unit,
}

fn changed(expression: &Expression) -> Option<Change> {
    let own = expression.transforms.iter();
    let mut own = own.filter_map(|transform| match transform {
        Transform::Prefix(_) => Some(Change::Prefix),
        Transform::Decode(_) => Some(Change::Decode),
        Transform::Cut(_) => Some(Change::Cut),
        Transform::InUnit(unit) if unit.unit() != Unit::Seconds => Some(Change::Unit),
        _ => None,
    });
    own.next()
        .or_else(|| expression.parts().into_iter().find_map(changed))
}
