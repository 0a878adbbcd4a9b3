//! The caller's filters, split for one route.

use super::check::Check;
use super::value::remote_value;
use crate::plan::{Plan, Push};
use crate::query::{Failure, Filter, Ignored, ListQuery, Operator, Unsupported};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Parameter, Route};
use touchpoint_language::model::{Model, Scalar};

/// What becomes of one filter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// The vendor applies it.
    Pushed,
    /// The vendor applies it loosely; the records are checked again.
    PushedAndChecked,
    /// The records are checked.
    Checked,
}

impl Fate {
    /// The word in the reply's `touchpoint-filters` header.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Pushed => "pushed",
            Fate::PushedAndChecked => "pushed+checked",
            Fate::Checked => "checked",
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
    /// Filter → what became of it, in the caller's order.
    pub fates: Vec<(String, Fate)>,
    /// What was ignored because the caller asked for lenient ways.
    pub ignored: Vec<Ignored>,
    /// What can be neither pushed nor checked, or has an impossible value.
    pub failures: Vec<Failure>,
}

/// Splits a query's filters for one route of one case.
pub fn split(plan: &Plan, case: &Case, route: &Route, query: &ListQuery) -> Split {
    let mut splitter = Splitter::new(plan, case, route, query);
    for filter in &query.filters {
        splitter.one(filter);
    }
    splitter.split
}

/// Splits a query's filters for a route that none of them is sent to: each is checked, or refused.
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
    route: &'s Route,
    query: &'s ListQuery,
    split: Split,
}

impl<'s> Splitter<'s> {
    fn new(plan: &'s Plan, case: &'s Case, route: &'s Route, query: &'s ListQuery) -> Splitter<'s> {
        Splitter {
            plan,
            case,
            route,
            query,
            split: Split::default(),
        }
    }
}

impl Splitter<'_> {
    fn one(&mut self, filter: &Filter) {
        let model = &self.plan.model;
        let Some(scalar) = model.filterable(&filter.parameter) else {
            return;
        };
        let Some(name) = declared_name(model, self.case, self.route, &filter.parameter) else {
            return self.check(filter, filter.operator);
        };
        let Some(parameter) = self.route.parameters.get(&name).cloned() else {
            return self.undeclared(filter, &name);
        };
        // Several bare values are one of several, whatever one of them alone would mean.
        let operator = match filter.operator {
            Operator::Eq if filter.bare => parameter.bare,
            operator => operator,
        };
        if let Err(failure) = self.known_word(filter, &parameter, scalar) {
            self.split.failures.push(failure);
            return;
        }
        if parameter.checked || !self.companion(&parameter) {
            return self.check(filter, operator);
        }
        // One of one is the same as that one.
        let operator = match (operator, filter.values.len()) {
            (Operator::In, 1) if parameter.sending(Operator::Eq).is_some() => Operator::Eq,
            (operator, _) => operator,
        };
        if *scalar == Scalar::Instant
            && let Some(times) = self.times(filter, &parameter, operator)
        {
            return times;
        }
        if parameter.sending(operator).is_none() || self.is_taken(&parameter, operator) {
            return self.nearest(filter, &parameter, operator);
        }
        let loose = self.push(filter, &parameter, operator, &filter.values);
        self.fate(filter, operator, loose);
    }

    /// A parameter that only a condition or a template reads: one value, as it is.
    fn undeclared(&mut self, filter: &Filter, name: &str) {
        let single = matches!(filter.operator, Operator::Eq | Operator::In);
        // It is read once: what else is said of it is checked.
        let read = self.split.pushes.iter().any(|push| push.parameter == name);
        match (single && !read, filter.values.as_slice()) {
            (true, [value]) => {
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
            _ => self.check(filter, filter.operator),
        }
    }

    /// Pushes; says whether the vendor applies it loosely.
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
            match remote_value(
                parameter,
                &sending,
                scalar,
                text,
                &filter.parameter,
                self.plan,
            ) {
                Ok(value) => values.push(value),
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
        self.plan.fills(&field).then_some(field)
    }

    pub(super) fn check(&mut self, filter: &Filter, operator: Operator) {
        if let Some(field) = self.checkable(filter) {
            self.split
                .checks
                .push(Check::new(&field, operator, filter, &self.plan.model));
            self.split
                .fates
                .push((filter.parameter.clone(), Fate::Checked));
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

    /// True if the parameter beside which alone the vendor takes this one is there and pushed.
    fn companion(&self, parameter: &Parameter) -> bool {
        let Some(companion) = &parameter.pushed_with else {
            return true;
        };
        let mut filters = self.query.filters.iter();
        filters
            .any(|f| f.parameter == *companion && f.operator == Operator::Eq && f.values.len() == 1)
    }

    /// True if the place where this would be sent holds another filter already.
    pub(super) fn is_taken(&self, parameter: &Parameter, operator: Operator) -> bool {
        let Some(place) = parameter.sending(operator).and_then(|s| s.send_as.as_ref()) else {
            // A template has one value of it; a query text takes several conditions.
            let mut pushed = self.split.pushes.iter();
            return !self.route.is_queried(&parameter.name)
                && pushed.any(|p| p.parameter == parameter.name && p.operator == operator);
        };
        let mut sent = self.split.pushes.iter().filter_map(|p| p.declared.as_ref());
        sent.any(|(_, sending)| sending.send_as.as_ref() == Some(place))
    }

    /// One of our own words that the vendor lacks is refused, with those that it has.
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
