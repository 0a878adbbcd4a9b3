//! A filter with `pushed_with` needs its companion on the same route: else the vendor gets one alone.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Parameter, Route};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    checking.of_parameters(tell)
}

fn tell(
    checking: &Checking<'_>,
    (case, route, parameter): (&Case, &Route, &Parameter),
) -> Option<Diagnostic> {
    let name = parameter.pushed_with.as_ref()?;
    // An unknown or faulty one is reported as that.
    if checking.model.filterable(name).is_none() || checking.is_parameter_lost(case, route, name) {
        return None;
    }
    let is_sent = match route.parameters.get(name) {
        Some(other) => !other.checked && !route.places(other, Operator::Eq).is_empty(),
        None => !route.reading(name, Operator::Eq, Operator::Eq).is_empty(),
    };
    if is_sent && *name != parameter.name {
        return None;
    }
    let own = &parameter.name;
    let title = if *name == *own {
        format!("`{own}` waits for itself")
    } else {
        format!("`{own}` is sent only beside `{name}`, which this route does not send")
    };
    let place = parameter.pointer.key("pushed_with");
    let text = "never sent beside it";
    let fault = checking.error(Code::LostFilter, title, &place, At::Value, text);
    let help = format!(
        "say how `{name}` is sent: `parameters: {{ {name}: {{ send_as: … }} }}`, or take `pushed_with` away"
    );
    Some(fault.with_help(help))
}
