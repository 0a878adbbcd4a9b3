//! The caller's filters, split for one route.

use super::check::{Check, holds};
use super::splitter::{Fate, Split, Splitter};
use super::value::no_value;
use crate::plan::{Plan, Push, put};
use crate::query::{Failure, Filter, ListQuery, Operator};
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Case, Parameter, Route};
use touchpoint_language::model::{Model, Scalar};

/// Splits a query's filters for one route of one case.
pub fn split(plan: &Plan, case: &Case, route: &Route, query: &ListQuery) -> Split {
    let mut splitter = Splitter::new(plan, case, route, query);
    // Of several that share a place, the one that the mapping writes first takes it.
    let mut filters: Vec<(usize, &Filter)> = query.filters.iter().enumerate().collect();
    filters.sort_by_key(|(_, filter)| splitter.rank(filter));
    let mut told = Vec::new();
    for (position, filter) in filters {
        splitter.one(filter);
        let fates = splitter.split.fates.drain(..);
        told.extend(fates.map(|fate| (position, fate)));
    }
    told.sort_by_key(|(position, _)| *position);
    splitter.split.fates = told.into_iter().map(|(_, fate)| fate).collect();
    splitter.split
}

/// Splits a query's filters for a route to which none is sent: each is checked, or refused.
pub(crate) fn unsent(plan: &Plan, case: &Case, route: &Route, query: &ListQuery) -> Split {
    let mut splitter = Splitter::new(plan, case, route, query);
    for filter in &query.filters {
        splitter.check(filter, filter.operator);
    }
    splitter.split
}

impl Splitter<'_> {
    /// The position at which the route declares a filter's parameter; in a query text, that of the
    /// column it is compared with.
    fn rank(&self, filter: &Filter) -> usize {
        let model = &self.plan.model;
        let Some(name) = declared_name(model, self.case, self.route, &filter.parameter) else {
            return usize::MAX;
        };
        let mut columns = self.route.soql.iter().flat_map(|soql| &soql.conditions);
        let column = columns.position(|columns| columns.parameters.contains(&name));
        column
            .or_else(|| self.route.parameters.get_index_of(&name))
            .unwrap_or(usize::MAX)
    }

    fn one(&mut self, filter: &Filter) {
        let model = &self.plan.model;
        let Some(scalar) = model.filterable(&filter.parameter) else {
            return;
        };
        let Some(name) = declared_name(model, self.case, self.route, &filter.parameter) else {
            return match self.constant(filter, filter.operator) {
                Some(holds) => self.decided(filter, holds),
                None => self.check(filter, filter.operator),
            };
        };
        let declared = self.route.parameters.get(&name).cloned();
        // Several bare values mean "one of these", whatever a single one would mean.
        let operator = match (filter.operator, &declared) {
            (Operator::Eq, Some(parameter)) if filter.bare => parameter.bare,
            (operator, _) => operator,
        };
        if let Some(parameter) = &declared
            && let Err(failure) = self.known_word(filter, parameter, scalar)
        {
            self.split.failures.push(failure);
            return;
        }
        let Some(holds) = self.constant(filter, operator) else {
            return match declared {
                Some(parameter) => self.declared(filter, &parameter, operator, scalar),
                None => self.undeclared(filter, &name),
            };
        };
        // The call may still need its word, as in a path that holds the type.
        let (fates, checks) = (self.split.fates.len(), self.split.checks.len());
        match declared {
            Some(parameter) if !parameter.checked && self.serves(&parameter, operator) => {
                self.declared(filter, &parameter, operator, scalar);
            }
            None if self.is_read(&name) => self.undeclared(filter, &name),
            Some(_) | None => {}
        }
        self.split.fates.truncate(fates);
        self.split.checks.truncate(checks);
        self.decided(filter, holds);
    }

    /// A parameter that the route declares.
    fn declared(
        &mut self,
        filter: &Filter,
        parameter: &Parameter,
        operator: Operator,
        scalar: &Scalar,
    ) {
        if parameter.checked || !self.companion(parameter) {
            return self.check(filter, operator);
        }
        // `in` with one value is the same as `eq`.
        let operator = match (operator, filter.values.len()) {
            (Operator::In, 1) if Self::takes_as_equal(parameter) => Operator::Eq,
            (operator, _) => operator,
        };
        let operator = parameter.of_words(operator, &filter.values);
        if *scalar == Scalar::Instant
            && let Some(times) = self.times(filter, parameter, operator)
        {
            return times;
        }
        let fits = self.fits(parameter, operator, &filter.values);
        if !self.serves(parameter, operator) || !fits || self.is_taken(parameter, operator) {
            return self.nearest(filter, parameter, operator);
        }
        let loose = self.push(filter, parameter, operator, &filter.values);
        self.fate(filter, operator, loose);
    }

    /// A parameter that only a condition or a template reads: one value, sent as it is.
    fn undeclared(&mut self, filter: &Filter, name: &str) {
        let single = matches!(filter.operator, Operator::Eq | Operator::In);
        // A template reads it once: its other filters are checked.
        let read = self.split.pushes.iter().any(|push| push.parameter == name);
        match (single && !read, filter.values.as_slice()) {
            (true, [value]) if self.is_read(name) => {
                self.split.pushes.push(Push {
                    parameter: name.to_owned(),
                    operator: Operator::Eq,
                    values: vec![Json::String(value.clone())],
                    declared: None,
                });
                self.split
                    .fates
                    .push((filter.parameter.clone(), Fate::Pushed));
            }
            // Its word chose the list, and no record could contradict it.
            (true, _) if self.is_chosen_by(name) && self.checkable(filter).is_none() => {
                self.decided(filter, true);
            }
            _ => self.check(filter, filter.operator),
        }
    }

    /// True if the case or the route is chosen by a word of this parameter.
    fn is_chosen_by(&self, name: &str) -> bool {
        let conditions = self.case.when.iter().chain(&self.route.when);
        let mut clauses = conditions.flat_map(|when| &when.clauses);
        clauses.any(|clause| {
            matches!(&clause.subject, Subject::Parameter(own) if own == name)
                && matches!(clause.want, Want::AnyOf(_))
        })
    }

    /// Says if a filter holds for every record of this case; nothing where the records differ.
    fn constant(&self, filter: &Filter, operator: Operator) -> Option<bool> {
        let field = self.plan.model.compared_field(&filter.parameter)?;
        let value = self.case.constant(&field)?;
        let mut record = Object::new();
        put(&mut record, &field, value.as_text()?.into());
        let check = Check::new(&field, operator, filter, &self.plan.model);
        Some(holds(&[check], &Json::Object(record).to_string()))
    }

    /// Refuses one of our own words that the vendor lacks, and lists those that it has.
    fn known_word(
        &self,
        filter: &Filter,
        parameter: &Parameter,
        scalar: &Scalar,
    ) -> Result<(), Failure> {
        let (Scalar::Word(words), Some(map)) = (scalar, &parameter.map) else {
            return Ok(());
        };
        for value in &filter.values {
            if map.contains_key(value) || (parameter.raw && !words.contains(value)) {
                continue;
            }
            return Err(no_value(self.plan, map.keys(), &filter.parameter, value));
        }
        Ok(())
    }
}

/// The name under which this route knows a parameter: its own, or its twin's.
pub(crate) fn declared_name(
    model: &Model,
    case: &Case,
    route: &Route,
    name: &str,
) -> Option<String> {
    let same_as = model.parameter(name).and_then(|p| p.same_as.clone());
    let knows = |name: &str| {
        let conditions = case.when.iter().chain(&route.when);
        route.parameters.contains_key(name)
            || conditions
                .flat_map(touchpoint_language::expr::Condition::parameters)
                .any(|p| p == name)
            || route.template_names().any(|p| p == name)
    };
    [Some(name.to_owned()), same_as]
        .into_iter()
        .flatten()
        .find(|name| knows(name))
}
