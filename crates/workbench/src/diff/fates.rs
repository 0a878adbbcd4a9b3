//! Where each filter is applied, before and after: by the vendor, by us, or not at all. Every filter
//! with every operator is asked beside the queries of the recorded cases.

use super::change::{Change, Grade, Kind, one};
use crate::replay::account;
use touchpoint_contract::NAMES;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Account;
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Error, Options, preview};
use touchpoint_corpus::Case;
use touchpoint_language::model::{Model, Operator, Scalar};

/// How many queries of cases the filters are asked beside.
const MOST_WAYS: usize = 40;

/// The filters that are applied elsewhere than before.
pub(super) fn changes(old: &Plan, new: &Plan, cases: &[&Case]) -> Vec<Change> {
    let options = Options {
        names: NAMES,
        ..Options::new(Key::new(b"nothing is read on"))
    };
    let mut found = Vec::new();
    let mut ways: Vec<&str> = Vec::new();
    for case in cases {
        if ways.contains(&case.query.as_str()) || ways.len() >= MOST_WAYS {
            continue;
        }
        ways.push(&case.query);
        let (Some(before), Some(after)) = (way(old, case), way(new, case)) else {
            continue;
        };
        for name in old.model.filterable_names() {
            // A filter of the case's own stays as it is: its value is what chose the way.
            if before
                .0
                .filters
                .iter()
                .any(|filter| filter.parameter == name)
            {
                continue;
            }
            for operator in Operator::ALL {
                let was = fate(old, &before, (&name, operator), &options);
                let is = fate(new, &after, (&name, operator), &options);
                if let Some(change) = compared(old.integration(), &name, operator, was, is) {
                    let first = format!("{}/{} with `{}`", case.slug, case.name, case.query);
                    found.push(Change { first, ..change });
                }
            }
        }
    }
    found
}

/// What becomes of one filter.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// It cannot be said.
    Unsaid,
    /// It is refused.
    Refused,
    /// It is applied.
    Applied(Fate),
}

/// The query of a case and its account, as one side reads them.
fn way(plan: &Plan, case: &Case) -> Option<(ListQuery, Account)> {
    let (query, _) = touchpoint_contract::parse(&case.query, &plan.model).ok()?;
    Some((query, account(case, plan)))
}

fn fate(
    plan: &Plan,
    (query, account): &(ListQuery, Account),
    (name, operator): (&str, Operator),
    options: &Options,
) -> Answer {
    let query = asked(query.clone(), &plan.model, name, operator);
    match preview(plan, &query, account, options) {
        Ok(preview) => {
            let mut fates = preview.fates.iter().rev();
            let fate = fates.find(|(parameter, _)| parameter == name);
            fate.map_or(Answer::Unsaid, |(_, fate)| Answer::Applied(*fate))
        }
        Err(Error::Caller(_)) => Answer::Refused,
        Err(_) => Answer::Unsaid,
    }
}

fn asked(query: ListQuery, model: &Model, name: &str, operator: Operator) -> ListQuery {
    let [one, other] = model.filterable(name).unwrap_or(&Scalar::Text).examples();
    match operator {
        // As a caller writes it: without an operator.
        Operator::Eq => query.with(name, one),
        operator if operator.takes_many() => query.filter(name, operator, [one, other]),
        operator => query.filter(name, operator, [one]),
    }
}

fn compared(slug: &str, name: &str, operator: Operator, was: Answer, is: Answer) -> Option<Change> {
    let (before, after) = (strength(was)?, strength(is)?);
    let grade = match before.cmp(&after) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => Grade::Gain,
        std::cmp::Ordering::Greater if is == Answer::Refused => Grade::Breaking,
        std::cmp::Ordering::Greater => Grade::Review,
    };
    let weaker = if before > after { "weaker" } else { "stronger" };
    let operator = operator.word();
    let about = format!(
        "`{name}` ({operator}) is {weaker}: {}, now {}",
        words(was),
        words(is)
    );
    Some(one(slug, grade, Kind::Filter, about, ""))
}

/// The less is read for nothing, the stronger.
fn strength(answer: Answer) -> Option<u8> {
    Some(match answer {
        Answer::Unsaid => return None,
        Answer::Refused => 0,
        Answer::Applied(Fate::Checked) => 1,
        Answer::Applied(Fate::CheckedInOrder) => 2,
        Answer::Applied(Fate::PushedAndChecked) => 3,
        Answer::Applied(Fate::Pushed | Fate::Decided) => 4,
    })
}

fn words(answer: Answer) -> &'static str {
    match answer {
        Answer::Unsaid => "unknown",
        Answer::Refused => "refused",
        Answer::Applied(Fate::Checked) => "checked on the records",
        Answer::Applied(Fate::CheckedInOrder) => "checked in the list's order",
        Answer::Applied(Fate::PushedAndChecked) => "applied loosely by the vendor",
        Answer::Applied(Fate::Pushed) => "applied by the vendor",
        Answer::Applied(Fate::Decided) => "decided by the list that is chosen",
    }
}
