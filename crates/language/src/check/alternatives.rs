//! Each alternative below `any` can make a difference: none contradicts the clauses beside it, none
//! is covered by another one, and each condition on parameters holds in some call that can be made.

use super::calls::Calls;
use super::checking::Checking;
use super::conditions::{self, PlacedCondition};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject, Want};
use crate::json::Json;

/// Why an alternative makes no difference.
enum Dead {
    /// It cannot hold together with the clauses beside it.
    Contradicted,
    /// It holds only where this other one holds too.
    CoveredBy(usize),
    /// No call that can be made fulfils it.
    NeverAsked,
    /// The list is never read in a merge here.
    NoMerge,
}

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let all = conditions::all(checking);
    for placed in &all {
        // A part of `shared` serves several cases: it is enough that one of them is read in a
        // merge.
        let mut same = all.iter().filter(|other| other.place == placed.place);
        let merged_elsewhere = same.any(|other| other.merges);
        for (at, alternative) in placed.condition.any.iter().enumerate() {
            let why = dead(checking, placed, at, alternative);
            let why = why.filter(|why| !(merged_elsewhere && matches!(why, Dead::NoMerge)));
            // A case or a line that was left out as faulty may be what would ask for it.
            let asked = |why: &Dead| !matches!(why, Dead::NoMerge | Dead::NeverAsked);
            let why = why.filter(|why| !checking.mapping.partial || asked(why));
            if let Some(why) = why {
                found.push(tell(checking, placed, at, &why));
            }
        }
    }
    found
}

fn dead(
    checking: &Checking<'_>,
    placed: &PlacedCondition<'_>,
    at: usize,
    alternative: &[Clause],
) -> Option<Dead> {
    let condition = placed.condition;
    let together: Vec<&Clause> = condition.clauses.iter().chain(alternative).collect();
    let merges = |clause: &&Clause| clause.subject == Subject::Merge && asks_for_merge(clause);
    if !placed.merges && alternative.iter().any(|clause| merges(&clause)) {
        return Some(Dead::NoMerge);
    }
    let clash = |one: &Clause| together.iter().any(|other| contradict(one, other));
    if together.iter().any(|clause| clash(clause)) {
        return Some(Dead::Contradicted);
    }
    let covers = |other: &[Clause], these: &[&Clause]| {
        let implied = |wanted: &Clause| these.iter().any(|clause| implies(clause, wanted));
        other.iter().all(implied)
    };
    for (place, other) in condition.any.iter().enumerate() {
        let others: Vec<&Clause> = condition.clauses.iter().chain(other).collect();
        let same = covers(alternative, &others);
        if place != at && covers(other, &together) && !(same && at < place) {
            return Some(Dead::CoveredBy(place));
        }
    }
    let alone = Condition {
        clauses: together.into_iter().cloned().collect(),
        any: Vec::new(),
    };
    let looked_at: Vec<&Condition> = [&alone].into_iter().chain(placed.before).collect();
    if checking.mapping.partial || alone.parameters().next().is_none() {
        return None;
    }
    let calls = Calls::over(checking, &looked_at, None)?;
    // rules that refuse every call are reported where rules are checked
    calls.valid().next()?;
    let mut valid = calls.valid();
    let asked = valid.any(|call| looked_at.iter().all(|condition| condition.holds(&call)));
    (!asked).then_some(Dead::NeverAsked)
}

fn tell(
    checking: &Checking<'_>,
    placed: &PlacedCondition<'_>,
    at: usize,
    why: &Dead,
) -> Diagnostic {
    let any = placed.place.key("any");
    let place = any.index(at);
    let (text, help) = match why {
        Dead::Contradicted => (
            "cannot hold together with what stands beside it",
            "take it away, or change the line that it contradicts",
        ),
        Dead::CoveredBy(_) => (
            "holds only where the other one holds too",
            "take the narrower one away, or say what tells them apart",
        ),
        Dead::NeverAsked => (
            "no call that the rules allow is like this",
            "take it away, or change the rule that refuses such calls",
        ),
        Dead::NoMerge => (
            "nothing is read in a merge here",
            "name the case under `merge`, or take this alternative away",
        ),
    };
    let title = "this alternative decides nothing";
    let mut told = checking.error(Code::DeadAlternative, title, &place, At::Value, text);
    if let Dead::CoveredBy(other) = why {
        let other = any.index(*other);
        let label = checking.document.label(&other, At::Value, "the other one");
        told = told.with_secondary(label);
    }
    told.with_help(help)
}

fn asks_for_merge(clause: &Clause) -> bool {
    clause.want == Want::AnyOf(vec![Json::Bool(true)])
}

/// True if two clauses look at the same thing and can never both hold.
fn contradict(one: &Clause, other: &Clause) -> bool {
    let nothing = |want: &Want| matches!(want, Want::Absent | Want::Null);
    let something = |want: &Want| matches!(want, Want::Given | Want::Filled | Want::AnyOf(_));
    one.subject == other.subject
        && match (&one.want, &other.want) {
            (Want::AnyOf(these), Want::AnyOf(those)) => {
                !these.iter().any(|value| is_among(value, those))
            }
            (these, those) => nothing(these) && something(those),
        }
}

/// True if the second clause holds wherever the first does.
fn implies(first: &Clause, second: &Clause) -> bool {
    first.subject == second.subject
        && match (&first.want, &second.want) {
            (Want::AnyOf(these), Want::AnyOf(those)) => {
                these.iter().all(|value| is_among(value, those))
            }
            (Want::AnyOf(_) | Want::Filled, Want::Given) | (Want::Null, Want::Absent) => true,
            (Want::AnyOf(these), Want::Filled) => these.iter().all(|one| one.as_text() != Some("")),
            (these, those) => these == those,
        }
}

fn is_among(value: &Json, values: &[Json]) -> bool {
    values
        .iter()
        .any(|other| other.as_text() == value.as_text())
}
