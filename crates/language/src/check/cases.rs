//! Every call that the rules allow chooses exactly one case, and in it exactly one route.

use super::calls::{Call, CallValue, Calls};
use super::checking::Checking;
use super::looked_at::{MERGE, looked_at, worded};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject};
use crate::mapping::{Case, Route};

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

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    if checking.mapping.partial {
        return Vec::new();
    }
    let list = Pointer::new().key("list");
    // A case that a merge lays something over is chosen by no query.
    let cases = checking.mapping.cases.iter().filter(|case| !case.merged);
    let cases = cases.map(|case| Choice {
        words: format!("`{}`", case.name),
        when: case.when.as_ref(),
        place: checking.when_of(case).unwrap_or(case.pointer.clone()),
    });
    let mut found = judge(
        checking,
        &Choices {
            kind: "case",
            all: cases.collect(),
            before: None,
            merges: false,
            elsewhere: checking.mapping.merge.as_ref().map(|merge| &merge.when),
            place: list.key("cases"),
        },
    );
    let merge = &checking.mapping.merge;
    let is_road = |case: &Case| {
        let mut places = checking.mapping.cases.iter().flat_map(|other| &other.tried);
        places.any(|place| place.case.as_ref() == Some(&case.name))
    };
    let cases = checking.mapping.cases.iter().enumerate();
    // A route with fields of its own is judged among the routes of its case.
    for (at, case) in cases.filter(|(_, case)| !is_road(case)) {
        let roads: Vec<&Route> = checking
            .mapping
            .tried(case)
            .map(|(_, route)| route)
            .collect();
        let routes = roads.iter().map(|route| Choice {
            words: "this route".to_owned(),
            when: route.when.as_ref(),
            place: match route.when {
                Some(_) => route.pointer.key("when"),
                None => route.pointer.clone(),
            },
        });
        let routes = Choices {
            kind: "route",
            all: routes.collect(),
            before: case.when.as_ref(),
            merges: merge.iter().any(|merge| merge.cases.contains(&at)),
            elsewhere: None,
            place: match roads.first() {
                Some(route) => checking.place_of(case, route, "routes"),
                None => None,
            }
            .unwrap_or_else(|| case.pointer.clone()),
        };
        found.extend(judge(checking, &routes));
    }
    found
}

fn judge(checking: &Checking<'_>, choices: &Choices<'_>) -> Vec<Diagnostic> {
    let whens: Vec<&Condition> = choices.all.iter().filter_map(|c| c.when).collect();
    if whens.is_empty() && choices.all.len() < 2 {
        return Vec::new();
    }
    let mut together = whens.clone();
    together.extend(choices.before.into_iter().chain(choices.elsewhere));
    let few = |calls: &Calls<'_>| calls.count().saturating_mul(choices.all.len()) <= MOST_LOOKS;
    let Some(calls) = Calls::over(checking, &together, None).filter(few) else {
        return vec![too_many(checking, choices)];
    };
    let mut found = Vec::new();
    let mut gap = None;
    let mut told = vec![false; choices.all.len()];
    let mut chosen = vec![false; choices.all.len()];
    if calls.valid().next().is_none() {
        return found; // told where rules are judged
    }
    for call in calls.valid() {
        let impossible = !choices.merges && call.given(MERGE);
        let elsewhere = choices.elsewhere.is_some_and(|when| when.holds(&call));
        if impossible || elsewhere || choices.before.is_some_and(|before| !before.holds(&call)) {
            continue;
        }
        let holds = |choice: &Choice<'_>| choice.when.is_none_or(|when| when.holds(&call));
        for (choice, chosen) in choices.all.iter().zip(&mut chosen) {
            *chosen |= holds(choice);
        }
        let mut holding = choices.all.iter().zip(&mut told).filter(|(c, _)| holds(c));
        let Some((first, reached)) = holding.next() else {
            if !is_refused(&whens, &call) && gap.is_none() {
                gap = Some(tell_gap(checking, choices, &whens, &call));
            }
            continue;
        };
        // Of several routes the first that fits is taken.
        if choices.kind == "route" {
            *reached = true;
            continue;
        }
        // One case may take the rest.
        let overlaps = |second: &Choice<'_>| first.when.is_some() == second.when.is_some();
        for (second, told) in holding.filter(|(second, told)| !**told && overlaps(second)) {
            *told = true;
            let words = call.words(&parameters(&together));
            found.push(tell_overlap(
                checking,
                choices.kind,
                [first, second],
                &words,
            ));
        }
    }
    // a route whose calls all go to another one is reported as that
    let mut late = Vec::new();
    if choices.kind == "route" && told.contains(&true) {
        let all = choices.all.iter().zip(told.iter().zip(&chosen));
        let never = all.filter(|(_, (reached, chosen))| !**reached && **chosen);
        late.extend(never.map(|(choice, _)| never_taken(checking, choice)));
    }
    let dead = choices.all.iter().zip(&chosen);
    let dead = dead
        .filter(|(_, chosen)| !**chosen)
        .map(|(choice, _)| choice);
    let dead: Vec<_> = dead
        .map(|choice| tell_dead(checking, choices.kind, choice, gap.is_some()))
        .collect();
    // the calls that an unreachable one was meant for are found once it is repaired
    found.extend(gap.filter(|_| dead.is_empty()));
    found.extend(dead);
    found.extend(late);
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
    let text = "for every call that fits, a road before it is taken";
    let label = checking.document.label(&choice.place, at, text);
    Diagnostic::error(Code::CaseOverlap, "this road is never taken", label)
        .with_help("put it before the road that takes its calls, or take it away")
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
