//! The lists that a query means, by what the mapping says of cases and routes. It shares nothing with
//! the engine's own choice.

use super::asker::declared;
use super::holding::{clause_holds, filters};
use touchpoint_core::query::{Filter, ListQuery, Operator};
use touchpoint_emulator::PlayedVendor;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want, of_account};
use touchpoint_language::mapping::{Case, Route};
use touchpoint_language::model::Scalar;

/// The lists that a query means: those whose conditions it satisfies.
pub(super) struct Served {
    /// The positions of case and route.
    pub(super) lists: Vec<(usize, usize)>,
    /// The parameters that only say that there are several lists.
    pub(super) words: Vec<String>,
}

impl Served {
    pub(super) fn of(world: &PlayedVendor, query: &ListQuery) -> Option<Served> {
        let mapping = &world.plan().mapping;
        let asked = Asked {
            world,
            query,
            merges: false,
        };
        let merge = mapping
            .merge
            .as_ref()
            .filter(|merge| asked.means(Some(&merge.when)));
        let asked = Asked {
            merges: merge.is_some(),
            ..asked
        };
        let cases = if let Some(merge) = merge {
            let takes_part = |at: &usize| asked.means(merge.only_when.get(at));
            merge.cases.iter().copied().filter(takes_part).collect()
        } else {
            let own = |case: &Case| !case.merged && asked.means(case.when.as_ref());
            let cases = &mapping.cases;
            // The one without a condition takes the rest.
            let chosen = cases
                .iter()
                .position(|case| case.when.is_some() && own(case));
            vec![chosen.or_else(|| cases.iter().position(own))?]
        };
        let place = |at: usize| {
            let mut tried = tried(&mapping.cases, at).into_iter();
            tried.find(|(_, _, route)| asked.takes(route))
        };
        let clauses = merge
            .into_iter()
            .flat_map(|merge| merge.when.every_clause());
        let words = clauses.filter_map(|clause| match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::AnyOf(_)) => Some(name.clone()),
            _ => None,
        });
        let lists = cases.into_iter().map(|at| {
            let (case, route, _) = place(at)?;
            Some((case, route))
        });
        Some(Served {
            lists: lists.collect::<Option<_>>()?,
            words: words.collect(),
        })
    }

    pub(super) fn routes<'w>(&self, world: &'w PlayedVendor) -> Vec<(usize, &'w Route)> {
        routes(world, &self.lists)
    }
}

/// The routes at these positions of case and route.
pub(super) fn routes<'w>(
    world: &'w PlayedVendor,
    lists: &[(usize, usize)],
) -> Vec<(usize, &'w Route)> {
    let cases = &world.plan().mapping.cases;
    let route = |(at, place): &(usize, usize)| Some((*at, cases.get(*at)?.routes.get(*place)?));
    lists.iter().filter_map(route).collect()
}

/// The routes of a case in the order in which they are tried, with the positions of case and route.
pub(super) fn tried(cases: &[Case], at: usize) -> Vec<(usize, usize, &Route)> {
    let own = cases.get(at).map(|case| case.tried.as_slice());
    let all = own.unwrap_or_default().iter().filter_map(|place| {
        let reader = match &place.case {
            None => at,
            Some(name) => cases.iter().position(|case| case.name == *name)?,
        };
        let route = cases.get(reader)?.routes.get(place.route)?;
        Some((reader, place.route, route))
    });
    all.collect()
}

/// The routes that lead to the same records as those of this case, its own among them.
pub(super) fn beside(cases: &[Case], at: usize) -> Vec<&Route> {
    let all = (0..cases.len()).map(|case| tried(cases, case));
    let shared = all.filter(|routes| routes.iter().any(|(reader, ..)| *reader == at));
    // A route that reads its records in its own way is a case too; the longest list has all.
    let longest = shared.max_by_key(Vec::len).unwrap_or_default();
    longest.into_iter().map(|(_, _, route)| route).collect()
}

/// A query as conditions see it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    world: &'a PlayedVendor,
    query: &'a ListQuery,
    /// The list is read as one of several.
    merges: bool,
}

impl<'a> Asked<'a> {
    /// True if the query satisfies the condition of a case.
    fn means(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|when| when.holds_by(&|clause| self.holds(clause)))
    }

    /// True if it satisfies that of a route, which has a place for what must be given.
    fn takes(&self, route: &Route) -> bool {
        route.when.as_ref().is_none_or(|when| {
            when.holds_by(&|clause| match (&clause.subject, &clause.want) {
                (Subject::Parameter(name), Want::Given) if of_account(name).is_none() => {
                    let mut given = self.filters(name);
                    given.any(|filter| self.has_place(route, filter))
                }
                (Subject::Filter(name, operator), Want::Given) => {
                    let mut given = self.filters(name).filter(|f| f.operator == *operator);
                    given.any(|filter| self.has_place(route, filter))
                }
                _ => self.holds(clause),
            })
        })
    }

    fn holds(&self, clause: &Clause) -> bool {
        clause_holds(self.world, self.query, clause, self.merges)
    }

    /// The filters on a parameter, or on its twin.
    fn filters(&self, name: &str) -> impl Iterator<Item = &'a Filter> + use<'a> {
        filters(self.world, self.query, name)
    }

    /// True if a route can say a filter to the vendor: as it is, or a moment by the bound beside it.
    fn has_place(&self, route: &Route, filter: &Filter) -> bool {
        let Some(parameter) = declared(self.world, route, &filter.parameter) else {
            // A path may read what no parameter declares.
            let one = matches!(filter.operator, Operator::Eq | Operator::In);
            let mut names = vec![filter.parameter.as_str()];
            let parameter = self.world.plan().model.parameter(&filter.parameter);
            names.extend(parameter.and_then(|p| p.same_as.as_deref()));
            let read = |name: &&str| !route.reading(name, Operator::Eq, Operator::Eq).is_empty();
            return one && filter.values.len() == 1 && names.iter().any(read);
        };
        // A path has room for one value.
        let dotted = format!("query.{}", parameter.name);
        let mut read = route.request.path.names();
        let in_path = read.any(|name| name.join(".") == dotted);
        if parameter.checked || in_path && filter.values.len() > 1 {
            return false;
        }
        let is_time = self.world.plan().model.filterable(&parameter.name) == Some(&Scalar::Instant);
        let mut operators = vec![match filter.operator {
            Operator::Eq if filter.bare => parameter.bare,
            operator => operator,
        }];
        if filter.operator == Operator::In && filter.values.len() == 1 {
            operators.push(Operator::Eq);
        }
        if is_time {
            let beside = operators.clone().into_iter().filter_map(|one| match one {
                Operator::Gt | Operator::Eq => Some(Operator::Gte),
                Operator::Gte => Some(Operator::Gt),
                Operator::Lt => Some(Operator::Lte),
                Operator::Lte => Some(Operator::Lt),
                _ => None,
            });
            operators.extend(beside);
        }
        let mut operators = operators.into_iter();
        operators.any(|operator| !route.places(parameter, operator).is_empty())
    }
}
