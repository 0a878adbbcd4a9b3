//! Two parameters that a call can give together do not go to the same place, which has room for
//! one.

use super::calls::Calls;
use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject, Want};
use crate::mapping::{Case, Goes, Parameter, Route};
use crate::model::Operator;
use crate::written::SendAs;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, route) in checking.routes() {
        let all: Vec<&Parameter> = route.parameters.values().collect();
        for (at, second) in all.iter().enumerate() {
            let mut before = all.iter().take(at);
            let first = before.find(|first| {
                (shared(first, second).is_some() || are_alike(first, second))
                    && !are_same(checking, first, second)
                    && can_come_together(checking, case, route, [first, second])
            });
            if let Some(first) = first {
                let told = tell(checking, first, second);
                found.push(told.unwrap_or_else(|| tell_alike(checking, first, second)));
            }
        }
    }
    found
}

fn tell(checking: &Checking<'_>, first: &Parameter, second: &Parameter) -> Option<Diagnostic> {
    let (send_as, operator) = shared(first, second)?;
    let name = match send_as {
        SendAs::Query(name) | SendAs::Body(name) | SendAs::Header(name) => name,
    };
    let place = |parameter: &Parameter| {
        let long = parameter.pointer.key("send_as");
        let of_operator = parameter.pointer.key(operator.word()).key("send_as");
        let mut places = [long, of_operator].into_iter();
        let found: Option<Pointer> = places.find(|place| checking.has(place));
        found.unwrap_or_else(|| parameter.pointer.clone())
    };
    let title = format!("`{name}` is sent for two parameters");
    let text = format!("for `{}` too", second.name);
    let label = checking.document.label(&place(second), At::Value, text);
    let also = format!("for `{}`", first.name);
    let other = checking.document.label(&place(first), At::Value, also);
    let help = "where both come only the first is placed: send them to places of their own, or refuse them together with a rule";
    Some(
        Diagnostic::warning(Code::SharedPlace, title, label)
            .with_secondary(other)
            .with_help(help),
    )
}

fn tell_alike(checking: &Checking<'_>, first: &Parameter, second: &Parameter) -> Diagnostic {
    let title = format!("`{}` and `{}` are sent alike", first.name, second.name);
    let text = "the vendor cannot tell one from the other";
    let told = checking.warning(Code::SharedPlace, title, &second.pointer, At::Key, text);
    told.with_help(
        "say beside the value which it is, or write `loose: true` at both: then the records are checked",
    )
}

/// True if nothing in a request shows which of the two a value is, and the vendor's records are taken as they come.
/// Values with a pattern are ids, which a vendor may know without their kind.
fn are_alike(first: &Parameter, second: &Parameter) -> bool {
    if first.pattern.is_some() && second.pattern.is_some() {
        return false;
    }
    second.sendings.iter().any(|sending| {
        let mut others = first.sendings.iter();
        let is_parts = matches!(sending.goes, Goes::Parts(_));
        is_parts
            && others.any(|other| other.goes == sending.goes && !(other.loose && sending.loose))
    })
}

/// A place to which both are sent by a plain value.
fn shared<'p>(first: &Parameter, second: &'p Parameter) -> Option<(&'p SendAs, Operator)> {
    second.sendings.iter().find_map(|sending| {
        let send_as = sending.goes.send_as()?;
        let mut others = first.sendings.iter();
        let same = others.any(|other| other.goes.send_as() == Some(send_as));
        same.then_some((send_as, sending.operator))
    })
}

/// Two names of one value.
fn are_same(checking: &Checking<'_>, first: &Parameter, second: &Parameter) -> bool {
    let same_as = |a: &Parameter, b: &Parameter| {
        let parameter = checking.model.parameter(&a.name);
        parameter.and_then(|p| p.same_as.as_deref()) == Some(b.name.as_str())
    };
    same_as(first, second) || same_as(second, first)
}

/// True if some call of the route has both.
fn can_come_together(
    checking: &Checking<'_>,
    case: &Case,
    route: &Route,
    both: [&Parameter; 2],
) -> bool {
    let given = Condition {
        clauses: both
            .iter()
            .map(|parameter| Clause {
                subject: Subject::Parameter(parameter.name.clone()),
                want: Want::Given,
            })
            .collect(),
        any: Vec::new(),
    };
    let checking = Checking {
        mapping: checking.mapping,
        document: checking.document,
        model: checking.model,
    };
    let mut conditions: Vec<&Condition> = case.when.iter().chain(&route.when).collect();
    conditions.push(&given);
    let calls = Calls::over(&checking, &conditions, None);
    calls.is_none_or(|calls| {
        calls
            .valid()
            .any(|call| conditions.iter().all(|condition| condition.holds(&call)))
    })
}
