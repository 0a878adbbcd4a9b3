//! Which case and which route serve a query.

use super::compiled::Plan;
use super::merge::{query_of, words_of};
use super::route_choice::is_taken;
use super::rules::{QueryFacts, chooses};
use crate::exchange::Account;
use crate::query::{Failure, ListQuery};
use crate::scan::PageReader;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Merge, Route};

/// The case and the route that serve a query.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'p> {
    /// The position of the case in the mapping.
    pub case_at: usize,
    /// The position of the route in the case.
    pub route_at: usize,
    /// The case.
    pub case: &'p Case,
    /// The route.
    pub route: &'p Route,
    /// What is read of its pages.
    pub reader: &'p PageReader,
}

impl<'p> Chosen<'p> {
    /// Every list of a plan.
    fn all(plan: &'p Plan) -> impl Iterator<Item = Chosen<'p>> + Clone {
        let cases = plan.mapping.cases.iter().zip(&plan.readers).enumerate();
        cases.flat_map(|(case_at, (case, readers))| {
            let routes = case.routes.iter().zip(readers).enumerate();
            routes.map(move |(route_at, (route, reader))| Chosen {
                case_at,
                route_at,
                case,
                route,
                reader,
            })
        })
    }
}

impl<'p> Chosen<'p> {
    /// The routes of a case, in the order in which they are tried.
    fn lists_of(plan: &'p Plan, case: &Case) -> Vec<Chosen<'p>> {
        let routes = plan.mapping.tried(case);
        let lists = routes.filter_map(|(_, route)| {
            Chosen::all(plan).find(|list| std::ptr::eq(list.route, route))
        });
        lists.collect()
    }
}

impl Plan {
    /// Every list, in the order of the file.
    pub fn lists(&self) -> impl Iterator<Item = Chosen<'_>> {
        Chosen::all(self)
    }
}

/// Chooses the case and the route. The rules have been checked before. Without an account the
/// variables have the mapping's defaults.
///
/// # Errors
/// The parameters that decide, with the values that they may have; the caller acts.
pub fn choose<'p>(
    plan: &'p Plan,
    query: &ListQuery,
    account: Option<&Account>,
) -> Result<Chosen<'p>, Vec<Failure>> {
    if let Some(merge) = merging(plan, query, account) {
        return Err(read_as_one(plan, merge, query));
    }
    let cases = plan.mapping.cases.iter();
    let own: Vec<&Case> = cases.filter(|case| !case.merged).collect();
    among(plan, query, account, &own, false)
}

/// One list is asked for, and the query means several.
fn read_as_one(plan: &Plan, merge: &Merge, query: &ListQuery) -> Vec<Failure> {
    let mut filters = query.filters.iter();
    let chosen = filters.find(|filter| merge.when.parameters().any(|own| own == filter.parameter));
    let (name, came) = chosen.map_or(("query", String::new()), |filter| {
        (filter.parameter.as_str(), filter.values.join(","))
    });
    let cases = plan.mapping.merged(merge);
    let words = cases.flat_map(|(case, _)| words_of(case, name));
    let label = &plan.mapping.label;
    let says = format!("means several lists of {label}, and this is about one");
    vec![Failure::new(name, &came, &says).allowing(words)]
}

/// The lists that serve a query: one, or several that are read as one.
///
/// # Errors
/// As [`choose`].
pub fn serving<'p>(
    plan: &'p Plan,
    query: &ListQuery,
    account: Option<&Account>,
) -> Result<Vec<Chosen<'p>>, Vec<Failure>> {
    let Some(merge) = merging(plan, query, account) else {
        return choose(plan, query, account).map(|chosen| vec![chosen]);
    };
    let cases = taking_part(plan, merge, query, account).into_iter();
    cases
        .map(|case| among(plan, &query_of(merge, case, query), account, &[case], true))
        .collect()
}

/// The lists that are read as one for a query, where they are.
pub(crate) fn merging<'p>(
    plan: &'p Plan,
    query: &ListQuery,
    account: Option<&Account>,
) -> Option<&'p Merge> {
    let merge = plan.mapping.merge.as_ref()?;
    let facts = QueryFacts {
        plan,
        query,
        account,
        merged: false,
    };
    chooses(&merge.when, &facts).then_some(merge)
}

/// The cases that a merge reads for a query.
pub(crate) fn taking_part<'p>(
    plan: &'p Plan,
    merge: &'p Merge,
    query: &ListQuery,
    account: Option<&Account>,
) -> Vec<&'p Case> {
    let facts = QueryFacts {
        plan,
        query,
        account,
        merged: false,
    };
    let cases = plan.mapping.merged(merge);
    let taking = cases.filter(|(_, only)| only.is_none_or(|when| chooses(when, &facts)));
    taking.map(|(case, _)| case).collect()
}

/// Chooses among these cases. A case that a merge reads is the only one, with `merged` set.
///
/// # Errors
/// As [`choose`].
pub fn among<'p>(
    plan: &'p Plan,
    query: &ListQuery,
    account: Option<&Account>,
    cases: &[&Case],
    merged: bool,
) -> Result<Chosen<'p>, Vec<Failure>> {
    let facts = QueryFacts {
        plan,
        query,
        account,
        merged,
    };
    let holds = |case: &&&Case| case.when.as_ref().is_some_and(|when| chooses(when, &facts));
    // One case may take the rest.
    let rest = || cases.iter().find(|case| case.when.is_none());
    let Some(case) = cases.iter().find(holds).or_else(rest) else {
        let merge = plan.mapping.merge.iter().map(|merge| &merge.when);
        let whens = cases.iter().filter_map(|case| case.when.as_ref());
        return Err(failures(&facts, whens.chain(merge)));
    };
    let lists: Vec<Chosen<'_>> = Chosen::lists_of(plan, case);
    let mut all = lists.iter();
    let chosen = all.find(|list| is_taken(facts, list.route));
    let whens = || lists.iter().filter_map(|list| list.route.when.as_ref());
    chosen.copied().ok_or_else(|| failures(&facts, whens()))
}

/// One failure for each parameter that decides, with the words that some condition names.
fn failures<'c>(
    facts: &QueryFacts<'_>,
    conditions: impl Iterator<Item = &'c Condition>,
) -> Vec<Failure> {
    let mut allowed: Vec<(&str, Vec<String>)> = Vec::new();
    for clause in conditions.flat_map(Condition::every_clause) {
        let Subject::Parameter(name) = &clause.subject else {
            continue;
        };
        let words = match &clause.want {
            Want::AnyOf(values) => values
                .iter()
                .filter_map(Json::as_text)
                .map(str::to_owned)
                .collect(),
            Want::Given | Want::Filled | Want::Absent | Want::Null => Vec::new(),
        };
        match allowed.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => all.extend(words),
            None => allowed.push((name, words)),
        }
    }
    let label = &facts.plan.mapping.label;
    let told = allowed
        .into_iter()
        .filter(|(name, words)| facts.given(name) && !words.is_empty());
    let mut failures: Vec<Failure> = told
        .map(|(name, words)| {
            let filter = facts.query.filters.iter().find(|f| f.parameter == name);
            let came = filter.map(|f| f.values.join(",")).unwrap_or_default();
            Failure::new(name, &came, &format!("is no value that {label} has")).allowing(words)
        })
        .collect();
    if failures.is_empty() {
        failures.push(Failure::new(
            "query",
            "",
            &format!("no list of {label} serves these parameters together"),
        ));
    }
    failures
}
