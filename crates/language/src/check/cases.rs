//! Every call that the rules allow chooses exactly one case, and in it exactly one route.

use super::calls::{Call, CallValue, Calls};
use super::checking::Checking;
use super::looked_at::{MERGE, looked_at, worded};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject};
use crate::mapping::{Case, Route};
use std::collections::HashMap;

/// How often a case or route is held against a call, at most.
const MOST_LOOKS: usize = 1_000_000;

/// One case or route, and what it is chosen by.
struct Choice<'c> {
    words: String,
    when: Option<&'c Condition>,
    place: Pointer,
}

/// Cases or routes of which one is chosen.
struct Choices<'c> {
    /// The word for each of them: `case` or `route`.
    kind: &'static str,
    all: Vec<Choice<'c>>,
    /// What holds before they are looked at.
    before: Option<&'c Condition>,
    /// True if they may be read in a merge.
    merges: bool,
    /// The condition of calls that a merge serves instead.
    elsewhere: Option<&'c Condition>,
    place: Pointer,
}

/// What becomes of a choice over all calls; the better first.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Fate {
    /// Some call takes it.
    Taken,
    /// It only ever fits after another one.
    Late,
    /// No call chooses it.
    Dead,
}

/// What a look at all calls finds.
struct Found {
    /// Calls that two answer, or that are too many to look at.
    told: Vec<Diagnostic>,
    /// A call that none answers.
    gap: Option<Diagnostic>,
    /// What becomes of each choice.
    fates: Vec<Fate>,
}

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    if checking.mapping.partial {
        return Vec::new();
    }
    let mut found = tell(checking, &[cases(checking)]);
    let cases = checking.mapping.cases.iter().enumerate();
    // A route with fields of its own is judged among the routes of its case.
    let cases = cases.filter(|(_, case)| !is_of_another(checking, case));
    let routes: Vec<_> = cases.map(|(at, case)| routes(checking, at, case)).collect();
    found.extend(tell(checking, &routes));
    found
}

/// True if a case is a route of another one, with fields of its own.
fn is_of_another(checking: &Checking<'_>, case: &Case) -> bool {
    let mut places = checking.mapping.cases.iter().flat_map(|other| &other.tried);
    places.any(|place| place.case.as_ref() == Some(&case.name))
}

fn cases<'c>(checking: &Checking<'c>) -> Choices<'c> {
    // A case that a merge lays something over is chosen by no query.
    let cases = checking.mapping.cases.iter().filter(|case| !case.merged);
    let cases = cases.map(|case| Choice {
        words: format!("`{}`", case.name),
        when: case.when.as_ref(),
        place: checking.when_of(case).unwrap_or(case.pointer.clone()),
    });
    Choices {
        kind: "case",
        all: cases.collect(),
        before: None,
        merges: false,
        elsewhere: checking.mapping.merge.as_ref().map(|merge| &merge.when),
        place: Pointer::new().key("list").key("cases"),
    }
}

fn routes<'c>(checking: &Checking<'c>, at: usize, case: &'c Case) -> Choices<'c> {
    let tried = checking.mapping.tried(case);
    let all: Vec<&Route> = tried.map(|(_, route)| route).collect();
    let choices = all.iter().map(|route| Choice {
        words: "this route".to_owned(),
        when: route.when.as_ref(),
        place: match route.when {
            Some(_) => route.pointer.key("when"),
            None => route.pointer.clone(),
        },
    });
    let place = match all.first() {
        Some(route) => checking.place_of(case, route, "routes"),
        None => None,
    };
    let mut merges = checking.mapping.merge.iter();
    Choices {
        kind: "route",
        all: choices.collect(),
        before: case.when.as_ref(),
        merges: merges.any(|merge| merge.cases.contains(&at)),
        elsewhere: None,
        place: place.unwrap_or_else(|| case.pointer.clone()),
    }
}

/// What is told of choices. A route that several cases share is told where none of them takes it.
fn tell(checking: &Checking<'_>, all: &[Choices<'_>]) -> Vec<Diagnostic> {
    let judged: Vec<Found> = all.iter().map(|own| judge(checking, own)).collect();
    let mut best: HashMap<&Pointer, Fate> = HashMap::new();
    for (own, found) in all.iter().zip(&judged) {
        for (choice, fate) in own.all.iter().zip(&found.fates) {
            let best = best.entry(&choice.place).or_insert(*fate);
            *best = (*best).min(*fate);
        }
    }
    let mut told = Vec::new();
    for (own, found) in all.iter().zip(judged) {
        let of = |wanted: Fate| {
            let best = &best;
            let is_wanted = move |choice: &&Choice<'_>| best.get(&choice.place) == Some(&wanted);
            own.all.iter().filter(is_wanted)
        };
        told.extend(found.told);
        let has_gap = found.gap.is_some();
        // the calls that an unreachable one was meant for are found once it is repaired
        told.extend(found.gap.filter(|_| of(Fate::Dead).next().is_none()));
        told.extend(of(Fate::Dead).map(|choice| tell_dead(checking, own.kind, choice, has_gap)));
        told.extend(of(Fate::Late).map(|choice| never_taken(checking, choice)));
    }
    told
}

fn judge(checking: &Checking<'_>, choices: &Choices<'_>) -> Found {
    let mut found = Found {
        told: Vec::new(),
        gap: None,
        fates: vec![Fate::Taken; choices.all.len()],
    };
    let whens: Vec<&Condition> = choices.all.iter().filter_map(|c| c.when).collect();
    if whens.is_empty() && choices.all.len() < 2 {
        return found;
    }
    let mut together = whens.clone();
    together.extend(choices.before.into_iter().chain(choices.elsewhere));
    let few = |calls: &Calls<'_>| calls.count().saturating_mul(choices.all.len()) <= MOST_LOOKS;
    let Some(calls) = Calls::over(checking, &together, None).filter(few) else {
        found.told.push(too_many(checking, choices));
        return found;
    };
    if calls.valid().next().is_none() {
        return found; // told where rules are judged
    }
    found.fates = vec![Fate::Dead; choices.all.len()];
    let mut overlapping = vec![false; choices.all.len()];
    for call in calls.valid() {
        let impossible = !choices.merges && call.given(MERGE);
        let elsewhere = choices.elsewhere.is_some_and(|when| when.holds(&call));
        if impossible || elsewhere || choices.before.is_some_and(|before| !before.holds(&call)) {
            continue;
        }
        let holds = |choice: &Choice<'_>| choice.when.is_none_or(|when| when.holds(&call));
        let holding = choices.all.iter().zip(&mut found.fates);
        let mut holding = holding.filter(|(choice, _)| holds(choice));
        let Some((first, fate)) = holding.next() else {
            if !is_refused(&whens, &call) && found.gap.is_none() {
                found.gap = Some(tell_gap(checking, choices, &whens, &call));
            }
            continue;
        };
        *fate = Fate::Taken;
        // Of several routes the first that fits is taken.
        let then = if choices.kind == "route" {
            Fate::Late
        } else {
            Fate::Taken
        };
        for (_, fate) in holding {
            *fate = (*fate).min(then);
        }
        if choices.kind == "route" {
            continue;
        }
        // One case may take the rest.
        let overlaps = |second: &Choice<'_>| first.when.is_some() == second.when.is_some();
        let others = choices.all.iter().zip(&mut overlapping);
        let others = others.filter(|(second, _)| holds(second)).skip(1);
        for (second, told) in others.filter(|(second, told)| !**told && overlaps(second)) {
            *told = true;
            let words = call.words(&parameters(&together));
            let fault = tell_overlap(checking, choices.kind, [first, second], &words);
            found.told.push(fault);
        }
    }
    found
}

/// Reports one that no allowed call chooses.
fn tell_dead(checking: &Checking<'_>, kind: &str, choice: &Choice<'_>, gap: bool) -> Diagnostic {
    let title = format!("no call that the rules allow chooses {}", choice.words);
    let at = if choice.when.is_some() {
        At::Value
    } else {
        At::Key
    };
    let text = "never holds";
    let fault = if gap {
        checking.error(Code::NeverReached, title, &choice.place, at, text)
    } else {
        checking.warning(Code::NeverReached, title, &choice.place, at, text)
    };
    fault.with_help(format!(
        "write a `when` that some call fulfils, or take the {kind} away"
    ))
}

fn never_taken(checking: &Checking<'_>, choice: &Choice<'_>) -> Diagnostic {
    let at = if choice.when.is_some() {
        At::Value
    } else {
        At::Key
    };
    let text = "for every call that fits, a route before it is taken";
    let label = checking.document.label(&choice.place, at, text);
    Diagnostic::error(Code::CaseOverlap, "this route is never taken", label)
        .with_help("put it before the route that takes its calls, or take it away")
}

/// True if a call is refused for a value that no choice names: then it is no gap.
fn is_refused(whens: &[&Condition], call: &Call<'_>) -> bool {
    let named: Vec<(&str, Vec<String>)> = whens.iter().flat_map(|when| worded(when)).collect();
    let known = |name: &str, word: &String| {
        let mut same = named.iter().filter(|(other, _)| *other == name);
        same.any(|(_, words)| words.contains(word))
    };
    named.iter().any(|(name, _)| match call.came(name) {
        CallValue::Absent => false,
        CallValue::Word(word) => !known(name, word),
        CallValue::Other => true,
    })
}

fn parameters(conditions: &[&Condition]) -> Vec<String> {
    conditions.iter().flat_map(|c| looked_at(c)).collect()
}

/// True if a clause looks at the value of a parameter.
fn is_value_of(clause: &Clause, name: &str) -> bool {
    matches!(&clause.subject, Subject::Parameter(own) if own == name)
}

fn tell_gap(
    checking: &Checking<'_>,
    choices: &Choices<'_>,
    whens: &[&Condition],
    call: &Call<'_>,
) -> Diagnostic {
    let names = parameters(whens);
    let mut shown = names.clone();
    shown.extend(choices.before.iter().flat_map(|before| looked_at(before)));
    let kind = choices.kind;
    let title = format!("no {kind} answers a call with `{}`", call.words(&shown));
    let text = if choices.all.len() == 1 {
        format!("the only {kind} does not hold then")
    } else {
        format!("none of these {kind}s holds then")
    };
    let mut by_value = whens.iter().flat_map(|when| &when.clauses);
    let by_value = |name: &String| by_value.any(|clause| is_value_of(clause, name));
    let absent = names.iter().find(|name| !call.given(name));
    let absent = absent.cloned().filter(by_value);
    let help = match absent {
        Some(name) => {
            format!("add a {kind} for it, or refuse it with the rule `required: {name}`")
        }
        None => format!("add a {kind} for it, or a rule that refuses it"),
    };
    checking
        .error(Code::CaseGap, title, &choices.place, At::Key, text)
        .with_help(help)
}

fn tell_overlap(
    checking: &Checking<'_>,
    kind: &str,
    [first, second]: [&Choice<'_>; 2],
    words: &str,
) -> Diagnostic {
    let label = |choice: &Choice<'_>, also: &str| {
        let (at, text) = match choice.when {
            Some(_) => (At::Value, format!("{} holds {also}", choice.words)),
            None => (
                At::Key,
                format!("{} has no `when`: it always holds", choice.words),
            ),
        };
        checking.document.label(&choice.place, at, text)
    };
    let title = if words.is_empty() {
        format!("two {kind}s answer every call")
    } else {
        format!("two {kind}s answer a call with `{words}`")
    };
    Diagnostic::error(Code::CaseOverlap, title, label(second, "too"))
        .with_secondary(label(first, "then"))
        .with_help(format!(
            "say in each `when` what tells the two {kind}s apart"
        ))
}

fn too_many(checking: &Checking<'_>, choices: &Choices<'_>) -> Diagnostic {
    let kind = choices.kind;
    let text = format!("gaps and overlaps of these {kind}s are not looked for");
    let label = checking.document.label(&choices.place, At::Key, text);
    let title = format!("too many calls to look at for these {kind}s");
    let help = format!("let fewer parameters, or fewer of their words, choose a {kind}");
    Diagnostic::warning(Code::CaseGap, title, label).with_help(help)
}
