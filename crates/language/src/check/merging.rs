//! Every case of a merge takes part for some call, some case for every call, and no list is read twice.

use super::calls::Calls;
use super::checking::Checking;
use super::looked_at::looked_at;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject, Want};
use crate::mapping::{Case, Merge, Route, Send};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let Some(merge) = &checking.mapping.merge else {
        return Vec::new();
    };
    let mut found = twice(checking, merge);
    // A rule or a case that was left out as faulty may say more.
    if !checking.mapping.partial {
        let never = never(checking, merge);
        let whole = never.is_empty();
        found.extend(never);
        found.extend(none(checking, merge).filter(|_| whole));
        found.extend(refused(checking, merge));
    }
    found
}

/// Cases whose condition holds for no call of the merge: their records never come.
fn never(checking: &Checking<'_>, merge: &Merge) -> Vec<Diagnostic> {
    let told = merge.only_when.iter().filter_map(|(at, when)| {
        let calls = Calls::over(checking, &[&merge.when, when], None)?;
        let merged = calls.valid().filter(|call| merge.when.holds(call));
        let taken: Vec<bool> = merged.map(|call| when.holds(&call)).collect();
        // A merge that no call asks for is told where its own condition is judged.
        if taken.is_empty() || taken.contains(&true) {
            return None;
        }
        let name = checking.mapping.cases.get(*at)?.own_name();
        let title = format!("`{name}` never takes part in the merge");
        let place = merge.pointer.key("only_when").key(name);
        let text = "holds for no call that is read as one list";
        let fault = checking.error(Code::NeverReached, title, &place, At::Value, text);
        Some(fault.with_help(
            "name what such a call may have, as `{ contact.id: absent }`, or take the condition away",
        ))
    });
    told.collect()
}

/// A call of the merge in which no case takes part: it would find nothing.
fn none(checking: &Checking<'_>, merge: &Merge) -> Option<Diagnostic> {
    let own = |at: &usize| merge.only_when.get(at);
    let whens: Vec<&Condition> = merge.cases.iter().map(own).collect::<Option<_>>()?;
    let mut all = vec![&merge.when];
    all.extend(&whens);
    let calls = Calls::over(checking, &all, None)?;
    let mut merged = calls.valid().filter(|call| merge.when.holds(call));
    let call = merged.find(|call| !whens.iter().any(|when| when.holds(call)))?;
    let shown: Vec<String> = all.iter().flat_map(|when| looked_at(when)).collect();
    let title = format!("no case takes part in a call with `{}`", call.words(&shown));
    let place = merge.pointer.key("only_when");
    let text = "none of these holds then";
    let fault = checking.error(Code::CaseGap, title, &place, At::Key, text);
    Some(fault.with_help("let one case take part always, or refuse the call with a rule"))
}

/// Cases that refuse a call of the merge: of their condition only what the merge is chosen by is put in its place.
fn refused(checking: &Checking<'_>, merge: &Merge) -> Vec<Diagnostic> {
    let told = checking.mapping.merged(merge).filter_map(|(case, only)| {
        let when = case.when.as_ref()?;
        let conditions: Vec<&Condition> = [&merge.when, when].into_iter().chain(only).collect();
        let calls = Calls::over(checking, &conditions, None)?;
        let replaced = |clause: &Clause| match &clause.subject {
            Subject::Merge => true,
            Subject::Parameter(name) => {
                let words = matches!(clause.want, Want::AnyOf(_));
                words && merge.when.parameters().any(|own| own == name)
            }
            _ => false,
        };
        let call = calls.valid().find(|call| {
            let asked = merge.when.holds(call) && only.is_none_or(|only| only.holds(call));
            asked && !when.holds_by(&|clause| replaced(clause) || clause.holds(call))
        })?;
        let name = case.own_name();
        let shown: Vec<String> = looked_at(when).collect();
        let title = format!(
            "`{name}` refuses a call of the merge with `{}`",
            call.words(&shown)
        );
        let place = case.pointer.key("when");
        let text = "does not hold for it";
        let fault = checking.error(Code::CaseGap, title, &place, At::Value, text);
        Some(fault.with_help(
            "choose the merge by what its cases are chosen by, or say below `only_when` when the case takes part",
        ))
    });
    told.collect()
}

/// Two cases that ask for the same: each record would come once of each.
fn twice(checking: &Checking<'_>, merge: &Merge) -> Vec<Diagnostic> {
    let cases = checking.mapping.merged(merge);
    let cases: Vec<&Case> = cases.map(|(case, _)| case).collect();
    let mut told = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        // One that is named twice is told as that.
        let before = cases.iter().take(at);
        let before: Vec<&&Case> = before
            .filter(|first| !std::ptr::eq(**first, *case))
            .collect();
        let same_for_all = |route: &&Route| is_same_for_all(merge, case, route);
        let mut routes = case.routes.iter().filter(same_for_all);
        let same = routes.find_map(|route| {
            let is_same = |other: &Route| asks_the_same(route, other);
            let first = before.iter().find(|first| {
                let mut others = first.routes.iter();
                others.any(|other| is_same(other) && is_same_for_all(merge, first, other))
            })?;
            Some((route, first))
        });
        let Some((route, first)) = same else {
            continue;
        };
        let title = format!(
            "`{}` and `{}` read one list",
            first.own_name(),
            case.own_name()
        );
        let place = place(checking, case, route);
        let text = "each record would come once of each case";
        let fault = checking.error(Code::SharedPlace, title, &place, At::Value, text);
        let own = first.when.iter().flat_map(looked_at).next();
        let own = own.map_or_else(String::new, |parameter| {
            format!(", as `{{{{ query.{parameter} }}}}` in the request does")
        });
        told.push(fault.with_help(format!("let each ask for its own records{own}")));
    }
    told
}

/// True if nothing of a request depends on the call, and so on the case: neither a text with a hole
/// nor a parameter's own line sends the word for which the case is chosen.
fn is_same_for_all(merge: &Merge, case: &Case, route: &Route) -> bool {
    let mut templates = route.templates().into_iter();
    let mut chosen = case.when.iter().flat_map(Condition::parameters);
    let sends_its_word = chosen.any(|name| {
        let mut merged = merge.when.parameters();
        let sent = route.parameters.get(name);
        merged.any(|own| own == name) && sent.is_some_and(|own| !own.sendings.is_empty())
    });
    !sends_its_word && !templates.any(|(template, _)| template.reads("query"))
}

fn asks_the_same(one: &Route, other: &Route) -> bool {
    let texts = |route: &Route| {
        let send = route.send.iter().map(|(name, (send, _))| {
            let value = match send {
                Send::Text(template) => template.text().to_owned(),
                Send::Fixed(value) => value.to_string(),
                // The names of the fields that a case reads.
                Send::Names(_) => String::new(),
            };
            (name.clone(), value)
        });
        let constants = route
            .clauses
            .iter()
            .map(|own| (&own.column, own.operator, &own.values));
        let constants: Vec<_> = constants.map(|own| format!("{own:?}")).collect();
        (send.collect::<Vec<_>>(), constants)
    };
    let query = |route: &Route| {
        let soql = route.soql.as_ref();
        soql.map(|soql| (soql.from.clone(), soql.always.clone()))
    };
    one.request.method == other.request.method
        && one.request.path == other.request.path
        && one.records == other.records
        && one.when == other.when
        && one.body == other.body
        && texts(one) == texts(other)
        && query(one) == query(other)
}

fn place(checking: &Checking<'_>, case: &Case, route: &Route) -> Pointer {
    let place = checking.place_of(case, route, "request");
    place.unwrap_or_else(|| route.request.pointer.clone())
}
