//! What becomes of the filters, while they are split: what goes out, what is checked, what is refused.

use super::check::Check;
use super::ending::ends;
use crate::plan::{Plan, Push, remote_places};
use crate::query::{Failure, Filter, Ignored, ListQuery, Operator, Unsupported};
use touchpoint_language::mapping::{Case, PlaceAt, Route};

/// What becomes of one filter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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

/// The filters of a query, while they are split.
pub(super) struct Splitter<'s> {
    pub(super) plan: &'s Plan,
    pub(super) case: &'s Case,
    pub(super) route: &'s Route,
    pub(super) query: &'s ListQuery,
    /// The places that `remote_query` takes.
    pub(super) remote: Vec<PlaceAt>,
    pub(super) split: Split,
}

impl<'s> Splitter<'s> {
    pub(super) fn new(
        plan: &'s Plan,
        case: &'s Case,
        route: &'s Route,
        query: &'s ListQuery,
    ) -> Splitter<'s> {
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
    /// True if a template of the route reads a parameter.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.route.template_names().any(|read| read == name)
    }

    pub(super) fn decided(&mut self, filter: &Filter, holds: bool) {
        self.split.contradicted |= !holds;
        self.split
            .fates
            .push((filter.parameter.clone(), Fate::Decided));
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
}
