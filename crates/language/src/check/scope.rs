//! A template names only what exists in its scope: the declared members of `query`, `context` and
//! `page`. A request's path and headers name only what every call has.

use super::calls::Calls;
use super::checking::Checking;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic, Help, help_for, nearest};
use crate::document::Step;
use crate::expr::is_credential;
use crate::expr::template::Hole;
use crate::mapping::{Ask, Case, Goes, Route, by_operator};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let last = placed.pointer.steps().last().and_then(Step::as_key);
        // told as a header that is not the mapping's to set
        let header = matches!(placed.used, Use::Header | Use::ConnectionHeader);
        if header && last.is_some_and(is_credential) {
            continue;
        }
        for hole in placed.template.holes() {
            if let Some(told) = minus(checking, &placed, hole) {
                found.push(told);
                continue;
            }
            for name in &hole.names {
                let name = name.join(".");
                found.extend(judge(checking, &placed, hole, &name));
            }
        }
    }
    found
}

/// `context.a-b` is a subtraction, and meant as one name.
fn minus(checking: &Checking<'_>, placed: &Placed<'_>, hole: &Hole) -> Option<Diagnostic> {
    let name = hole.expression.trim();
    let (scope, rest) = name.split_once('.')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !["context", "query", "page"].contains(&scope)
        || !rest.contains('-')
        || !rest.chars().all(is_name)
    {
        return None;
    }
    let label = placed.label(checking, hole, name, "read as a subtraction");
    let plain = rest.replace('-', "_");
    let declared = checking
        .mapping
        .context
        .iter()
        .find(|v| v.need.name == rest);
    let help = match declared {
        Some(_) => format!("call it `{plain}`, here and where it is declared").into(),
        None => Help::write(&format!("{scope}.{plain}")),
    };
    let told = Diagnostic::error(Code::NotInScope, "`-` is minus in a template", label);
    let told = told.with_help(help);
    Some(match declared {
        Some(variable) => {
            let place = checking.document.label(
                &variable.pointer,
                crate::document::At::Key,
                "declared here",
            );
            told.with_secondary(place)
        }
        None => told,
    })
}

fn judge(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    hole: &Hole,
    name: &str,
) -> Option<Diagnostic> {
    let (root, rest) = name.split_once('.').unwrap_or((name, ""));
    let fault = |text: &str, help: Option<Help>| {
        let told = misplaced(checking, placed, hole, (name, "does not exist here", text));
        Some(told.with_help_if(help))
    };
    let of_lookup = matches!(placed.used, Use::LookupRequest | Use::LookupPart);
    match (root, placed.of) {
        ("lookup", Some(_)) if of_lookup => match rest {
            "key" if is_one_of_many(checking, placed) => {
                let help =
                    "read it in an element of a list in `body`, which is written once for each key";
                fault("one of several keys", Some(help.into()))
            }
            "keys" if is_one_alone(checking, placed) => {
                let help = Help::write("lookup.key");
                fault("each key is asked for by itself", Some(help))
            }
            "key" | "keys" => None,
            _ => fault(
                "not in scope",
                Some("a lookup gives here: lookup.key, lookup.keys".into()),
            ),
        },
        ("context", _) => {
            let place = crate::document::Pointer::new().key("context");
            if !rest.is_empty() && checking.was_written(&place.key(rest)) {
                return None;
            }
            let declared = checking.mapping.context.iter();
            let declared: Vec<&str> = declared.map(|v| v.need.name.as_str()).collect();
            let help = match nearest(rest, &declared) {
                Some(near) => Help::meant(&format!("context.{near}")),
                None if declared.is_empty() => "declare it under `context` first".into(),
                None => {
                    let known = declared.join(", ");
                    format!("declare it under `context`, where there are: {known}").into()
                }
            };
            fault("no such variable is declared", Some(help))
        }
        ("credentials" | "credential" | "secrets" | "token" | "auth", _) => {
            let help = "a secret is placed under `connection.auth`, and never in a template";
            fault("not in scope", Some(help.into()))
        }
        ("query" | "page", None) => {
            let help = "only `context` exists here: this is the same for every call";
            fault("not in scope", Some(help.into()))
        }
        ("query", Some(of)) => {
            let known = checking.model.filterable_names();
            if let Some((parameter, operator)) = by_operator(rest)
                && known.iter().any(|known| known == parameter)
                && !of_lookup
            {
                return by(checking, placed, hole, of, (parameter, operator));
            }
            if !known.iter().any(|known| known == rest) {
                let help = match (nearest(rest, &known), of_page(rest, of.1)) {
                    (Some(near), _) => Some(Help::meant(&format!("query.{near}"))),
                    (None, Some(page)) => Some(page),
                    (None, None) => help_for(rest, &known),
                };
                return fault("no such unified parameter", help);
            }
            let always = !matches!(placed.used, Use::Request | Use::Header | Use::LookupRequest);
            let found = two_names(checking, placed, hole, of, rest);
            found
                .or_else(|| apart(placed, checking, hole, of, rest))
                .or_else(|| {
                    // A hole with a default always has a value.
                    let settled = always || hole.expression.contains("default");
                    (!settled).then(|| optional(checking, placed, hole, of, rest))?
                })
        }
        ("page", Some((_, route))) if !of_lookup => {
            let mut given = vec!["page.size"];
            if placed.used != Use::Request {
                given.extend(route.paging.way.name());
            }
            if given.contains(&name) {
                return None;
            }
            let help = format!("this paging gives here: {}", given.join(", "));
            fault("not in scope", Some(help.into()))
        }
        ("clauses" | "columns" | "order", Some((_, route)))
            if placed.used == Use::Part && rest.is_empty() =>
        {
            if route.grammar.is_some() && root == "order" && !has_order(checking, placed) {
                let help = "add `order: { created_at: desc }` beside `request`, as the list shall come; or take it away";
                return fault("nothing says in which order", Some(help.into()));
            }
            if route.grammar.is_some() || (root == "clauses" && adds_json(route)) {
                return None;
            }
            let help =
                "add a `grammar` beside `request`: `soql`, `odata`, `coql`, or one of your own";
            fault("no grammar stands here", Some(help.into()))
        }
        _ => {
            let of_query = checking.model.filterable_names();
            let of_context = checking.mapping.context.iter();
            let mut known: Vec<String> = of_context
                .filter(|variable| variable.need.name == name)
                .map(|variable| format!("context.{}", variable.need.name))
                .collect();
            if placed.of.is_some() && of_query.iter().any(|n| n == name) {
                known.push(format!("query.{name}"));
            }
            let help = match known.first() {
                Some(meant) => Help::meant(meant),
                None if placed.of.is_some() => {
                    "names begin with `query.`, `context.` or `page.`".into()
                }
                None => "names begin with `context.`".into(),
            };
            fault("not in scope", Some(help))
        }
    }
}

/// What a template has for the page, in the words of other tools.
fn of_page(name: &str, route: &Route) -> Option<Help> {
    let name = name.to_lowercase();
    match name.as_str() {
        "limit" | "size" | "page_size" | "per_page" | "pagesize" => Some(Help::meant("page.size")),
        "page" | "cursor" | "offset" | "next" | "after" => route.paging.way.name().map(Help::meant),
        _ => None,
    }
}

/// True if a parameter of the route adds JSON to its clauses, which needs no grammar.
fn adds_json(route: &Route) -> bool {
    let sendings = route
        .parameters
        .values()
        .flat_map(|parameter| &parameter.sendings);
    let mut goes = sendings.map(|sending| &sending.goes);
    goes.any(|goes| matches!(goes, Goes::Clauses(_)))
}

/// A name that is not allowed here: what is wrong with it, and what the labels beside it say.
fn misplaced(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    hole: &Hole,
    (name, what, text): (&str, &str, &str),
) -> Diagnostic {
    let label = placed.label(checking, hole, name, text);
    Diagnostic::error(Code::NotInScope, format!("`{name}` {what}"), label)
}

/// True if this is a place of a batch where a single key cannot stand: every place but an element
/// of a list in the body.
fn is_one_of_many(checking: &Checking<'_>, placed: &Placed<'_>) -> bool {
    let in_list = |step: &Step| matches!(step, Step::Index(_));
    let is_batch = asks(checking, placed).is_some_and(|ask| matches!(ask, Ask::Batch(_)));
    is_batch && !placed.pointer.steps().iter().any(in_list)
}

/// True if this is a place of a table that is asked for by one key at a time.
fn is_one_alone(checking: &Checking<'_>, placed: &Placed<'_>) -> bool {
    asks(checking, placed).is_some_and(|ask| matches!(ask, Ask::Each(_)))
}

/// How the table is asked for that a template stands in.
fn asks<'c>(checking: &Checking<'c>, placed: &Placed<'_>) -> Option<&'c Ask> {
    let [_, Step::Key(name), ..] = placed.pointer.steps() else {
        return None;
    };
    let lookup = checking.mapping.lookups.get(&**name)?;
    Some(&lookup.ask)
}

/// True if a route that has this template says how its list comes, or sorts as the caller says; also where
/// a part was faulty, which may have said it.
fn has_order(checking: &Checking<'_>, placed: &Placed<'_>) -> bool {
    if checking.mapping.partial {
        return true;
    }
    let mut routes = checking.routes().map(|(_, route)| route);
    routes.any(|route| {
        let mut of_route = route.templates().into_iter();
        (route.order.is_some() || route.sort.is_some())
            && of_route.any(|(_, pointer)| *pointer == placed.pointer)
    })
}

/// A value that is read by its operator, `query.created.gte`: the route must declare that operator,
/// and must have a place for a value without it.
fn by(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    hole: &Hole,
    (case, route): (&Case, &Route),
    (parameter, operator): (&str, Operator),
) -> Option<Diagnostic> {
    let word = operator.word();
    let name = format!("{parameter}.{word}");
    let full = format!("query.{name}");
    let declared = route.parameters.get(parameter);
    let sending = declared.and_then(|declared| declared.sending(operator));
    if sending.is_some_and(|sending| matches!(sending.goes, Goes::Read)) {
        let settled = placed.used == Use::Part || hole.expression.contains("default");
        return (!settled).then(|| optional(checking, placed, hole, (case, route), &name))?;
    }
    let text = format!("no value comes with `{word}` here");
    let help = format!("declare it: `parameters: {{ {parameter}: {{ operators: [{word}] }} }}`");
    let told = misplaced(
        checking,
        placed,
        hole,
        (&full, "does not exist here", &text),
    );
    Some(told.with_help(help))
}

/// A value that is read only by its operators has no place without one.
fn apart(
    placed: &Placed<'_>,
    checking: &Checking<'_>,
    hole: &Hole,
    (_, route): (&Case, &Route),
    name: &str,
) -> Option<Diagnostic> {
    let of_lookup = matches!(placed.used, Use::LookupRequest | Use::LookupPart);
    if of_lookup || !route.reads_apart(name) {
        return None;
    }
    let full = format!("query.{name}");
    let text = "elsewhere it is read by its operators";
    let told = misplaced(
        checking,
        placed,
        hole,
        (&full, "is one value of several", text),
    );
    Some(told.with_help(Help::write(&format!("{full}.eq"))))
}

/// True if some call of this route does not have a parameter.
pub(super) fn may_lack(
    checking: &Checking<'_>,
    (case, route): (&Case, &Route),
    name: &str,
) -> bool {
    let name = by_operator(name).map_or(name, |(parameter, _)| parameter);
    let whens: Vec<_> = case.when.iter().chain(&route.when).collect();
    if checking.mapping.partial {
        return false;
    }
    let Some(calls) = Calls::over(checking, &whens, Some(name)) else {
        return true;
    };
    let mut calls = calls.valid();
    calls.any(|call| !call.given(name) && whens.iter().all(|when| when.holds(&call)))
}

/// A parameter that some call of this route does not have.
fn optional(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    hole: &Hole,
    (case, route): (&Case, &Route),
    name: &str,
) -> Option<Diagnostic> {
    let whens: Vec<_> = case.when.iter().chain(&route.when).collect();
    // A rule that was left out as faulty may guarantee it.
    if checking.mapping.partial {
        return None;
    }
    let calls = Calls::over(checking, &whens, Some(name))?;
    let mut without = calls
        .valid()
        .filter(|call| !call.given(name) && whens.iter().all(|when| when.holds(call)));
    without.next()?;
    let full = format!("query.{name}");
    let help = format!("add `when: {{ {name}: given }}`, or the rule `required: {name}`");
    let told = (full.as_str(), "may be absent here", "the request needs it");
    let diagnostic = misplaced(checking, placed, hole, told).with_help(help);
    Some(match checking.when_of(case) {
        Some(place) => {
            let text = format!("`{}` is also chosen without it", case.name);
            let label = checking
                .document
                .label(&place, crate::document::At::Value, text);
            diagnostic.with_secondary(label)
        }
        None => diagnostic,
    })
}

/// A value with two names reaches the template under only one of them: the one that the route
/// declares.
fn two_names(
    checking: &Checking<'_>,
    placed: &Placed<'_>,
    hole: &Hole,
    (case, route): (&Case, &Route),
    name: &str,
) -> Option<Diagnostic> {
    let same_as = checking.model.parameter(name)?.same_as.as_deref()?;
    let mut conditions = case.when.iter().chain(&route.when);
    let known = route.parameters.contains_key(same_as)
        || conditions.any(|condition| condition.parameters().any(|p| p == same_as));
    if !known {
        return None;
    }
    let full = format!("query.{name}");
    let text = format!("elsewhere it is `{same_as}`");
    let label = placed.label(checking, hole, &full, text);
    let title = format!("`{full}` and `{same_as}` are two names of one value");
    let help = Help::write(&format!("query.{same_as}"));
    Some(Diagnostic::error(Code::NotInScope, title, label).with_help(help))
}
