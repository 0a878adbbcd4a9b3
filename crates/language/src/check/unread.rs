//! Every declared parameter does something: it reaches the request, is checked, or chooses a case.
//! Everything that is declared about it can happen.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::mapping::{Case, Goes, Parameter, Route, Rule};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // One declaration under `shared` serves several routes; one that reads it is enough.
    let mut declared: Vec<(&Pointer, &Parameter, bool)> = Vec::new();
    for (case, route) in checking.routes() {
        for parameter in route.parameters.values() {
            let read = parameter.checked || is_read(checking, case, route, parameter);
            match declared.iter_mut().find(|(p, ..)| **p == parameter.pointer) {
                Some((_, _, known)) => *known |= read,
                None => declared.push((&parameter.pointer, parameter, read)),
            }
            found.extend(checked_and_sent(checking, route, parameter));
            if !checking.mapping.partial {
                found.extend(never_sent(checking, route, parameter));
            }
        }
    }
    if checking.mapping.partial {
        return found;
    }
    for (pointer, parameter, read) in declared {
        let name = &parameter.name;
        if !read {
            let title = format!("`{name}` is declared and read by nothing");
            let text = "reaches neither the request nor a check";
            let fault = checking.error(Code::UnreadParameter, title, pointer, At::Key, text);
            let help = "add `send_as`, or `checked: true` where the vendor cannot filter by it";
            found.push(fault.with_help(help));
        } else if parameter.checked {
            let place = parameter.pointer.key("checked");
            found.extend(cannot_check(checking, parameter, "checked", &place));
        } else if let Some(place) = loose(checking, parameter) {
            found.extend(cannot_check(checking, parameter, "loose", &place));
        }
    }
    found
}

fn is_read(checking: &Checking<'_>, case: &Case, route: &Route, parameter: &Parameter) -> bool {
    let name = parameter.name.as_str();
    let sent = parameter
        .sendings
        .iter()
        .any(|s| !matches!(s.goes, Goes::Read));
    let conditions = checking.mapping.cases.iter().flat_map(|case| {
        let routes = case.routes.iter().filter_map(|route| route.when.as_ref());
        case.when.iter().chain(routes)
    });
    let of_rules = checking.mapping.rules.iter().flat_map(Rule::conditions);
    let mut decides = conditions.chain(of_rules).flat_map(Condition::parameters);
    let same_as = checking
        .model
        .parameter(name)
        .and_then(|p| p.same_as.as_deref());
    sent || in_text(route, name)
        || same_as.is_some_and(|same_as| in_text(route, same_as))
        || decides.any(|decides| decides == name)
        || case
            .fields
            .iter()
            .any(|field| field.query_names().contains(&name))
}

/// True if a template or the query text of a route reads a parameter.
fn in_text(route: &Route, name: &str) -> bool {
    route.is_queried(name) || route.template_names().any(|read| read == name)
}

fn checked_and_sent(
    checking: &Checking<'_>,
    route: &Route,
    parameter: &Parameter,
) -> Option<Diagnostic> {
    if !parameter.checked {
        return None;
    }
    let name = &parameter.name;
    let words = Operator::ALL.map(Operator::word);
    let mut keys = ["send_as"].into_iter().chain(words);
    let sends = keys.find(|key| checking.has(&parameter.pointer.key(*key)));
    let title = format!("`{name}` is both checked by us and sent");
    let help = "take `checked` away, or say `loose: true` where the vendor filters loosely";
    let checked = parameter.pointer.key("checked");
    let label = checking
        .document
        .label(&checked, At::Key, "never sent, for this");
    let fault = match sends {
        Some(key) => {
            let place = parameter.pointer.key(key);
            checking.error(
                Code::UnreadParameter,
                title,
                &place,
                At::Key,
                "has no effect",
            )
        }
        None if in_text(route, name) => {
            let text = "read by the request, which never gets it";
            checking.error(
                Code::UnreadParameter,
                title,
                &parameter.pointer,
                At::Key,
                text,
            )
        }
        None => return None,
    };
    Some(fault.with_secondary(label).with_help(help))
}

/// An operator that never reaches the request: a template puts in the value alone, so it can only
/// mean equality, unless it reads the value by its operator.
fn never_sent(checking: &Checking<'_>, route: &Route, parameter: &Parameter) -> Option<Diagnostic> {
    if route.is_queried(&parameter.name) {
        return None;
    }
    let apart = route.reads_apart(&parameter.name);
    let fits = |operator: Operator| {
        if apart {
            return route.reads_by(&parameter.name, operator);
        }
        matches!(operator, Operator::Eq | Operator::In) || operator == parameter.bare
    };
    let mut sendings = parameter.sendings.iter();
    let lost = sendings.find(|s| matches!(s.goes, Goes::Read) && !fits(s.operator))?;
    let word = lost.operator.word();
    let title = format!("`{word}` of `{}` can never be sent", parameter.name);
    let place = parameter.pointer.key("operators");
    let text = "nothing carries the operator";
    let help = format!(
        "say where it goes, such as `{word}: {{ send_as: … }}` or `{{{{ query.{}.{word} }}}}`, or leave it out",
        parameter.name
    );
    let fault = checking.error(Code::UnreadParameter, title, &place, At::Value, text);
    Some(fault.with_help(help))
}

/// Where a parameter says that the vendor applies it loosely.
fn loose(checking: &Checking<'_>, parameter: &Parameter) -> Option<Pointer> {
    let mut sendings = parameter.sendings.iter().filter(|sending| sending.loose);
    let operator = sendings.next()?.operator.word();
    let places = [
        parameter.pointer.key(operator).key("loose"),
        parameter.pointer.key("loose"),
    ];
    places.into_iter().find(|place| checking.has(place))
}

/// A parameter whose records must be checked, by a field that nothing fills.
fn cannot_check(
    checking: &Checking<'_>,
    parameter: &Parameter,
    word: &str,
    place: &Pointer,
) -> Option<Diagnostic> {
    let name = &parameter.name;
    let field = checking.model.compared_field(name);
    let fills = |case: &Case, dotted: &str| {
        let mut fields = case.fields.iter();
        fields.any(|field| field.expressions().iter().any(|(name, _)| name == dotted))
    };
    let cases = || checking.mapping.cases.iter();
    let (text, help) = match &field {
        Some(field) if cases().any(|case| fills(case, field) && !case.repeats(field)) => {
            return None;
        }
        Some(field) if cases().any(|case| fills(case, field)) => (
            format!("compared with `{field}`, which only repeats what the caller gave"),
            format!(
                "take `{word}` away where the vendor applies it exactly, else map `{field}` from the record"
            ),
        ),
        Some(field) => (
            format!("compared with `{field}`, which no case fills"),
            format!("map `{field}`, or take `{word}` away"),
        ),
        None if word == "loose" => (
            "no unified field by which the records are checked again".to_owned(),
            "take `loose` away where the vendor applies it exactly, else the parameter".to_owned(),
        ),
        None => (
            "no unified field to compare with".to_owned(),
            "only a parameter that is a unified field can be checked".to_owned(),
        ),
    };
    let title = format!("`{name}` cannot be checked");
    let fault = checking.error(Code::UnreadParameter, title, place, At::Key, text);
    Some(fault.with_help(help))
}
