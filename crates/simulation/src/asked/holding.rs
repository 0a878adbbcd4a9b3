//! Tells if a question has what a condition looks for.

use touchpoint_core::query::{Filter, ListQuery, Operator};
use touchpoint_emulator::PlayedVendor;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want, of_account};
use touchpoint_language::json::Json;
use touchpoint_language::model::Scalar;

/// True if a query satisfies a condition.
pub(super) fn holds(
    world: &PlayedVendor,
    query: &ListQuery,
    when: Option<&Condition>,
    merges: bool,
) -> bool {
    when.is_none_or(|when| when.holds_by(&|clause| clause_holds(world, query, clause, merges)))
}

/// True if a query has what one line of a condition looks for.
pub(super) fn clause_holds(
    world: &PlayedVendor,
    query: &ListQuery,
    clause: &Clause,
    merges: bool,
) -> bool {
    if let Some(holds) = clause_of_account(world, clause) {
        return holds;
    }
    match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::Given) => !equals(world, query, name).is_empty(),
        (Subject::Parameter(name), Want::Absent) => equals(world, query, name).is_empty(),
        (Subject::Parameter(name), Want::AnyOf(words)) => {
            let given = equals(world, query, name);
            let one_of = |text: &&String| words.iter().any(|w| w.as_str() == Some(text));
            !given.is_empty() && given.iter().all(one_of)
        }
        (Subject::Filter(name, operator), want) => {
            came(world, query, name, *operator) == (*want == Want::Given)
        }
        (Subject::Merge, want) => want.accepts(Some(&merges.into())),
        _ => false,
    }
}

/// True if a clause holds that looks at a variable of the account; none where it looks elsewhere.
pub(super) fn clause_of_account(world: &PlayedVendor, clause: &Clause) -> Option<bool> {
    let Subject::Parameter(name) = &clause.subject else {
        return None;
    };
    let own = world.variable(of_account(name)?).map(Json::from);
    Some(clause.want.accepts(own.as_ref()))
}

/// True if a parameter, or its twin, came with an operator; one value under `in` is equal to it.
fn came(world: &PlayedVendor, query: &ListQuery, name: &str, operator: Operator) -> bool {
    let mut filters = filters(world, query, name);
    filters.any(|filter| {
        let one = filter.operator == Operator::In && filter.values.len() == 1;
        filter.operator == operator || operator == Operator::Eq && one
    })
}

/// The values to which a parameter, or its twin, must be equal.
fn equals<'q>(world: &PlayedVendor, query: &'q ListQuery, name: &str) -> Vec<&'q String> {
    let word = matches!(world.plan().model.filterable(name), Some(Scalar::Word(_)));
    // A word of several may still choose; an id of several stands nowhere.
    let equal = |f: &&Filter| {
        let one = word || f.values.len() == 1;
        f.operator == Operator::Eq || one && f.operator == Operator::In
    };
    let filters = filters(world, query, name).filter(equal);
    filters.flat_map(|filter| &filter.values).collect()
}

/// What came for a parameter, or for its twin.
pub(super) fn filters<'q>(
    world: &PlayedVendor,
    query: &'q ListQuery,
    name: &str,
) -> impl Iterator<Item = &'q Filter> + use<'q> {
    let same_as = world
        .plan()
        .model
        .parameter(name)
        .and_then(|p| p.same_as.clone());
    let own = name.to_owned();
    let same = move |f: &&Filter| f.parameter == own || Some(&f.parameter) == same_as.as_ref();
    query.filters.iter().filter(same)
}
