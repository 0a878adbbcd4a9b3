//! A value that is sent is the vendor's own: one that a field puts a text before is not.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Expression, Parameter, Route, Sending};
use crate::transform::Transform;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let all = checking.parameters();
    all.filter_map(|one| tell(checking, one)).collect()
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
    let (_, prefixed) = own.find(|(_, expression)| has_prefix(expression))?;
    let name = &parameter.name;
    let title = format!("`{name}` is sent with a prefix that the vendor does not know");
    let text = "callers give it as the records have it";
    let pointer = &parameter.pointer;
    let fault = checking.error(Code::OtherMeaning, title, pointer, At::Key, text);
    let place = &prefixed.pointer;
    let label = checking.document.label(place, At::Value, "puts it there");
    let help = "write `checked: true`, or take the prefix away";
    Some(fault.with_secondary(label).with_help(help))
}

fn has_prefix(expression: &Expression) -> bool {
    let own = expression.transforms.iter();
    let mut own = own.filter(|transform| matches!(transform, Transform::Prefix(_)));
    own.next().is_some() || expression.parts().into_iter().any(has_prefix)
}
