//! No route loses a filter: a parameter reaches every request that it is declared for, or the
//! records can be checked by it.

use super::checking::Checking;
use super::sent::stands_as_it_is;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Subject, Want};
use crate::mapping::{Case, Goes, Parameter, Route};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if checking.mapping.partial {
        return found;
    }
    for (case, route) in checking.routes() {
        found.extend(no_room(checking, route));
        // a placeholder of another format is reported by its own check
        if stands_as_it_is(&route.request.path) {
            continue;
        }
        for parameter in route.parameters.values().filter(|p| !p.checked) {
            found.extend(several(checking, parameter));
            found.extend(lost(checking, case, route, parameter));
        }
    }
    found
}

/// A filter that this route has no place for, while another route has one.
fn lost(
    checking: &Checking<'_>,
    case: &Case,
    route: &Route,
    parameter: &Parameter,
) -> Option<Diagnostic> {
    let name = &parameter.name;
    let unplaced = |s: &&crate::mapping::Sending| route.places(parameter, s.operator).is_empty();
    let operator = parameter.sendings.iter().find(unplaced)?.operator;
    // Its word may have chosen the case, and be the constant that every record of the case has.
    let field = checking.model.compared_field(name);
    if field
        .as_ref()
        .is_some_and(|field| case.constant(field).is_some())
        || chooses(case, route, name)
    {
        return None;
    }
    // Where another route of the case has a place for it, the filter chooses that route.
    let mut siblings = checking
        .mapping
        .cases
        .iter()
        .filter(|own| own.pointer == case.pointer || is_route_of(own, case));
    let chosen = siblings.any(|own| {
        checking.mapping.tried(own).any(|(_, other)| {
            let own = other.parameters.get(name);
            other.pointer != route.pointer
                && own.is_some_and(|own| !other.places(own, operator).is_empty())
        })
    });
    if chosen {
        return None;
    }
    let elsewhere = held_elsewhere(checking, parameter, operator)?;
    let shown = field.is_some_and(|field| {
        let expressions = case.fields.iter().flat_map(|field| field.expressions());
        expressions.into_iter().any(|(dotted, _)| dotted == field)
    });
    let word = operator.word();
    let title = format!("`{name}` ({word}) is not sent by `{}`", case.name);
    let text = if shown {
        "its records are checked instead, and the whole list is read"
    } else {
        "and its records do not show it: the filter is refused there"
    };
    let label = checking.document.label(&parameter.pointer, At::Key, text);
    let held = checking
        .document
        .label(&elsewhere, At::Value, "another route holds it here");
    let help = format!(
        "let `{}` place it too, or say there what is meant: `parameters: {{ {name}: {{ checked: true }} }}`",
        case.name
    );
    let help = if shown {
        help
    } else {
        format!(
            "let `{}` place it too, or take it away there: `parameters: {{ {name}: ~ }}`",
            case.name
        )
    };
    Some(
        Diagnostic::warning(Code::LostFilter, title, label)
            .with_secondary(held)
            .with_help(help),
    )
}

/// True if one of two cases is a route of the other.
fn is_route_of(one: &Case, other: &Case) -> bool {
    let named = |whole: &Case, part: &Case| {
        whole
            .tried
            .iter()
            .any(|place| place.case.as_ref() == Some(&part.name))
    };
    named(one, other) || named(other, one)
}

fn chooses(case: &Case, route: &Route, name: &str) -> bool {
    let conditions = case.when.iter().chain(&route.when);
    let mut all = conditions.flat_map(Condition::parameters);
    all.any(|own| own == name)
}

/// The place where another route has the same declaration.
fn held_elsewhere(
    checking: &Checking<'_>,
    parameter: &Parameter,
    operator: Operator,
) -> Option<Pointer> {
    let mut others = checking.routes().filter(|(_, route)| {
        let own = route.parameters.get(&parameter.name);
        own.is_some_and(|own| {
            own.pointer == parameter.pointer && !route.places(own, operator).is_empty()
        })
    });
    let (_, route) = others.next()?;
    let reads = |template: &crate::expr::Template| {
        crate::mapping::names_of(template, "query")
            .iter()
            .any(|read| read.starts_with(&parameter.name))
    };
    let mut templates = route.templates().into_iter();
    let at = templates.find(|(template, _)| reads(template));
    Some(at.map_or_else(|| route.pointer.clone(), |(_, pointer)| pointer.clone()))
}

/// A route that is taken because a filter is given needs a place for it.
fn no_room(checking: &Checking<'_>, route: &Route) -> Vec<Diagnostic> {
    let clauses = route.when.iter().flat_map(|when| &when.clauses);
    let given = clauses.filter_map(|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::Given) => Some(name),
        _ => None,
    });
    let lacks = given.filter(|name| {
        if name.starts_with("remote_query.") {
            return false;
        }
        match route.parameters.get(*name) {
            Some(parameter) => {
                let mut sendings = parameter.sendings.iter();
                !sendings.any(|s| !route.places(parameter, s.operator).is_empty())
            }
            None => route.reading(name, Operator::Eq, Operator::Eq).is_empty(),
        }
    });
    let told = lacks.map(|name| {
        let place = route.pointer.key("when").key(name.as_str());
        let title = format!("this route is for `{name}` and has no place for it");
        let text = "never taken: nothing of the filter would be sent";
        let help = format!(
            "read it in the request, as `{{{{ query.{name} }}}}`, or take it out of `when`"
        );
        checking
            .error(Code::LostFilter, title, &place, At::Key, text)
            .with_help(help)
    });
    told.collect()
}

/// A word that stands for several of the vendor's words, with an operator that has room for one.
fn several(checking: &Checking<'_>, parameter: &Parameter) -> Vec<Diagnostic> {
    let ours = parameter.map.iter().flat_map(|map| map.keys());
    let judged = ours.filter_map(|ours| {
        let place = parameter.pointer.key("map").key(ours.as_str());
        if parameter.words(ours).is_empty() {
            let title = format!("`{ours}` stands for no word");
            let told = checking.error(Code::EmptyValue, title, &place, At::Value, "no word");
            let help = "name the vendor's words, or take the line away: then the word is refused";
            return Some(told.with_help(help));
        }
        let sent = [Operator::Eq, Operator::Ne].into_iter();
        let mut sent = sent.filter(|operator| parameter.sending(*operator).is_some());
        let [operator, wanted] = sent.find_map(|operator| {
            let wanted = parameter.of_words(operator, std::slice::from_ref(ours));
            let lacks = parameter.sending(wanted).is_none();
            lacks.then_some([operator.word(), wanted.word()])
        })?;
        let title = format!("`{ours}` stands for several words, and `{operator}` has room for one");
        let text = format!("needs `{wanted}`");
        let told = checking.error(Code::LostFilter, title, &place, At::Value, text);
        Some(told.with_help(format!(
            "add `{wanted}` to `operators`, or say how the words are sent: `{wanted}: …`"
        )))
    });
    judged.collect()
}

/// True if a parameter goes into the query text.
pub(super) fn is_clause(parameter: &Parameter) -> bool {
    let mut sendings = parameter.sendings.iter();
    sendings.any(|s| matches!(s.goes, Goes::Clauses(_)))
}
