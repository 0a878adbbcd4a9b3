//! Tells if a route can be taken for a query: everything that its `when` requires must have a place
//! on it.
//!
//! `contact_id[ne]=5`, or two ids for a path with room for one, do not choose the route of one
//! contact.

use super::compiled::Plan;
use super::rules::{QueryFacts, chooses};
use crate::query::{Filter, Operator};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want, of_account};
use touchpoint_language::mapping::Route;
use touchpoint_language::model::Scalar;

/// What the caller gave, as the conditions of one route see it.
struct RouteFacts<'q> {
    query: QueryFacts<'q>,
    route: &'q Route,
}

/// True if a route is taken for a query.
pub(super) fn is_taken(query: QueryFacts<'_>, route: &Route) -> bool {
    let Some(when) = &route.when else {
        return true;
    };
    let facts = RouteFacts { query, route };
    let all = |clauses: &[Clause]| clauses.iter().all(|clause| facts.holds(clause));
    all(&when.clauses) && (when.any.is_empty() || when.any.iter().any(|clauses| all(clauses)))
}

impl RouteFacts<'_> {
    fn holds(&self, clause: &Clause) -> bool {
        match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::Given)
                if !name.starts_with("remote_query.") && of_account(name).is_none() =>
            {
                self.places(name, None)
            }
            (Subject::Filter(name, operator), Want::Given) => self.places(name, Some(*operator)),
            // A word that only chooses the route needs no place on it.
            _ => {
                let own = Condition {
                    clauses: vec![clause.clone()],
                    any: Vec::new(),
                };
                chooses(&own, &self.query)
            }
        }
    }

    /// True if some filter on a parameter, or on its twin, can be placed on the route.
    fn places(&self, name: &str, operator: Option<Operator>) -> bool {
        let mut filters = self.query.filters(name);
        filters.any(|filter| {
            let one = filter.operator == Operator::In && filter.values.len() == 1;
            let own = if one { Operator::Eq } else { filter.operator };
            operator.is_none_or(|operator| operator == own || operator == filter.operator)
                && has_room(self.query.plan, self.route, filter)
        })
    }
}

/// True if the route has a place for a filter.
fn has_room(plan: &Plan, route: &Route, filter: &Filter) -> bool {
    let same_as = plan
        .model
        .parameter(&filter.parameter)
        .and_then(|p| p.same_as.as_deref());
    let mut names = [Some(filter.parameter.as_str()), same_as]
        .into_iter()
        .flatten();
    names.any(|name| {
        let Some(parameter) = route.parameters.get(name) else {
            let one = matches!(filter.operator, Operator::Eq | Operator::In);
            return one
                && filter.values.len() == 1
                && !route.reading(name, Operator::Eq, Operator::Eq).is_empty();
        };
        let operator = match filter.operator {
            Operator::Eq if filter.bare => parameter.bare,
            Operator::In
                if filter.values.len() == 1 && parameter.sending(Operator::In).is_none() =>
            {
                Operator::Eq
            }
            operator => operator,
        };
        let placed = |operator: Operator| !route.places(parameter, operator).is_empty();
        if parameter.checked || filter.values.len() > 1 && stands_in_text(route, name) {
            return false;
        }
        let is_time = plan.model.filterable(name) == Some(&Scalar::Instant);
        placed(operator) || (is_time && beside(operator).into_iter().any(placed))
    })
}

/// True if a longer text of the route reads a parameter, as a path does: it has room for one value.
fn stands_in_text(route: &Route, name: &str) -> bool {
    let templates = route.templates().into_iter();
    let mut texts = templates.filter(|(template, _)| !template.is_whole());
    texts.any(|(template, _)| {
        let mut names = template.names();
        names.any(|read| read.join(".").strip_prefix("query.") == Some(name))
    })
}

/// The bounds that may stand in for an operator on a moment.
fn beside(operator: Operator) -> Vec<Operator> {
    match operator {
        Operator::Gt | Operator::Eq => vec![Operator::Gte],
        Operator::Gte => vec![Operator::Gt],
        Operator::Lt => vec![Operator::Lte],
        Operator::Lte => vec![Operator::Lt],
        _ => Vec::new(),
    }
}
