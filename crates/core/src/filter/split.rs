//! The caller's filters, split for one route.

use super::check::{Check, contained, holds};
use super::ending::ends;
use super::value::remote_values;
use crate::plan::{Plan, Push, put, remote_places};
use crate::query::{Failure, Filter, Ignored, ListQuery, Operator, Unsupported};
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Case, Parameter, PlaceAt, Route};
use touchpoint_language::model::{Model, Scalar};

/// What becomes of one filter.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Fate {
    /// The vendor applies it.
    Pushed,
    /// The vendor applies it loosely; the records are checked again.
    PushedAndChecked,
    /// The records are checked.
    Checked,
    /// The records are checked, and the order of the list ends the reading.
    CheckedInOrder,
    /// It chose the list, or holds for every record of the list: nothing is sent for it.
    Decided,
}

impl Fate {
    /// The word in the reply's `touchpoint-filters` header.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Pushed => "pushed",
            Fate::PushedAndChecked => "pushed+checked",
            Fate::Checked | Fate::CheckedInOrder => "checked",
            Fate::Decided => "decided",
        }
    }
}

/// The caller's filters, split.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// What goes to the vendor.
    pub pushes: Vec<Push>,
    /// What is checked on the unified records.
    pub checks: Vec<Check>,
    /// True if a filter contradicts a constant of every record: the page is empty, without a call.
    pub contradicted: bool,
    /// Filter → what became of it, in the caller's order.
    pub fates: Vec<(String, Fate)>,
    /// What was ignored because the caller allowed it.
    pub ignored: Vec<Ignored>,
    /// What can be neither pushed nor checked, or has an impossible value.
    pub failures: Vec<Failure>,
}

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

pub(super) struct Splitter<'s> {
    pub(super) plan: &'s Plan,
    case: &'s Case,
    pub(super) route: &'s Route,
    pub(super) query: &'s ListQuery,
    /// The places that `remote_query` takes.
    pub(super) remote: Vec<PlaceAt>,
    pub(super) split: Split,
}

impl<'s> Splitter<'s> {
    fn new(plan: &'s Plan, case: &'s Case, route: &'s Route, query: &'s ListQuery) -> Splitter<'s> {
        Splitter {
            plan,
            case,
            route,
            query,
            remote: remote_places(route, &query.remote_query),
            split: Split::default(),
        }
    }
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

    /// True if a template of the route reads a parameter.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.route.template_names().any(|read| read == name)
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

    fn decided(&mut self, filter: &Filter, holds: bool) {
        self.split.contradicted |= !holds;
        self.split
            .fates
            .push((filter.parameter.clone(), Fate::Decided));
    }

    /// Pushes a filter; true if the vendor applies it loosely.
    pub(super) fn push(
        &mut self,
        filter: &Filter,
        parameter: &Parameter,
        operator: Operator,
        texts: &[String],
    ) -> bool {
        let Some(sending) = parameter.sending(operator).cloned() else {
            return false;
        };
        let mut values = Vec::new();
        let mut loose = sending.loose;
        for text in texts {
            let Some(scalar) = self.plan.model.filterable(&filter.parameter) else {
                continue;
            };
            let moment = (*scalar == Scalar::Instant).then_some(text);
            let widened = moment.and_then(|text| self.widened(filter, &sending, operator, text));
            loose |= widened.is_some();
            let text = widened.as_deref().unwrap_or(text);
            let text = match operator {
                Operator::Like => contained(text),
                _ => text,
            };
            match remote_values(
                parameter,
                &sending,
                scalar,
                text,
                &filter.parameter,
                self.plan,
            ) {
                Ok(words) => values.extend(words),
                Err(failure) => self.split.failures.push(failure),
            }
        }
        let declared = Some((parameter.clone(), sending));
        self.split.pushes.push(Push {
            parameter: parameter.name.clone(),
            operator,
            values,
            declared,
        });
        loose
    }

    pub(super) fn fate(&mut self, filter: &Filter, operator: Operator, loose: bool) {
        let checkable = loose.then(|| self.checkable(filter)).flatten();
        match checkable {
            Some(field) => {
                self.split
                    .checks
                    .push(Check::new(&field, operator, filter, &self.plan.model));
                self.split
                    .fates
                    .push((filter.parameter.clone(), Fate::PushedAndChecked));
            }
            None => self
                .split
                .fates
                .push((filter.parameter.clone(), Fate::Pushed)),
        }
    }

    /// The unified field that a filter can be checked on: one that this case fills.
    pub(super) fn checkable(&self, filter: &Filter) -> Option<String> {
        let field = self.plan.model.compared_field(&filter.parameter)?;
        // A field that repeats the caller's value would pass every record.
        let shown = self.plan.fills(&field) && !self.case.repeats(&field);
        shown.then_some(field)
    }

    pub(super) fn check(&mut self, filter: &Filter, operator: Operator) {
        if let Some(field) = self.checkable(filter) {
            let check = Check::new(&field, operator, filter, &self.plan.model);
            let fate = if ends(self.route, self.query, &check) {
                Fate::CheckedInOrder
            } else {
                Fate::Checked
            };
            self.split.checks.push(check);
            self.split.fates.push((filter.parameter.clone(), fate));
            return;
        }
        let label = &self.plan.mapping.label;
        let says = format!(
            "cannot be served: {label} does not filter by it ({})",
            filter.operator.word()
        );
        if self.query.unsupported == Unsupported::Ignore {
            self.split.ignored.push(Ignored {
                parameter: filter.parameter.clone(),
                message: says,
            });
            return;
        }
        let names = self.plan.served_parameters();
        let failure = Failure::new(&filter.parameter, &filter.values.join(","), &says);
        self.split.failures.push(failure.allowing(names).unserved());
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
            let label = &self.plan.mapping.label;
            let failure = Failure::new(
                &filter.parameter,
                value,
                &format!("is no value that {label} has"),
            );
            return Err(failure.allowing(map.keys().cloned()));
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
    let twin = model.parameter(name).and_then(|p| p.same_as.clone());
    let knows = |name: &str| {
        let conditions = case.when.iter().chain(&route.when);
        route.parameters.contains_key(name)
            || conditions
                .flat_map(touchpoint_language::expr::Condition::parameters)
                .any(|p| p == name)
            || route.template_names().any(|p| p == name)
    };
    [Some(name.to_owned()), twin]
        .into_iter()
        .flatten()
        .find(|name| knows(name))
}
