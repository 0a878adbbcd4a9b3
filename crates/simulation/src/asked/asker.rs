//! A question that is being built: what is asked so far, and of which lists.

use touchpoint_core::query::{ListQuery, Operator};
use touchpoint_emulator::{Dice, PlayedVendor};
use touchpoint_language::mapping::{Goes, Parameter, Route};
use touchpoint_language::written::SendAs;

/// The parameter that a route declares for a filter: by its name or its twin's.
pub(crate) fn declared<'w>(
    world: &'w PlayedVendor,
    route: &'w Route,
    name: &str,
) -> Option<&'w Parameter> {
    let same_as = world
        .plan()
        .model
        .parameter(name)
        .and_then(|p| p.same_as.as_deref());
    route
        .parameters
        .get(name)
        .or_else(|| route.parameters.get(same_as?))
}

/// The parameter of a case that would be sent by the name under which a caller hands something over.
pub(crate) fn handed<'w>(
    world: &'w PlayedVendor,
    case: usize,
    name: &str,
) -> Option<&'w Parameter> {
    let case = world.plan().mapping.cases.get(case)?;
    let mut parameters = case
        .routes
        .iter()
        .flat_map(|route| route.parameters.values());
    parameters.find(|parameter| {
        let goes = parameter.sending(Operator::Eq).map(|sending| &sending.goes);
        matches!(goes, Some(Goes::At(SendAs::Query(own) | SendAs::Body(own))) if own == name)
    })
}

/// True if a parameter compares with nothing that a record has.
pub(crate) fn is_apart(world: &PlayedVendor, parameter: &Parameter) -> bool {
    let model = &world.plan().model;
    parameter.bare != Operator::Eq || model.compared_field(&parameter.name).is_none()
}

/// A question that is being built.
pub(super) struct Asker<'w> {
    pub(super) world: &'w PlayedVendor,
    /// The routes of the lists, and the positions of their cases.
    pub(super) lists: Vec<(usize, &'w Route)>,
    pub(super) dice: Dice,
    pub(super) query: ListQuery,
    pub(super) refused: bool,
    pub(super) may_be_refused: bool,
}

impl Asker<'_> {
    /// The other name of a parameter, where it has two.
    pub(super) fn same_as(&self, name: &str) -> Option<String> {
        self.world
            .plan()
            .model
            .parameter(name)
            .and_then(|p| p.same_as.clone())
    }

    /// True if the query has a filter on it, under either name.
    pub(super) fn is_given(&self, name: &str) -> bool {
        let same_as = self.same_as(name);
        let mut filters = self.query.filters.iter();
        filters.any(|f| f.parameter == name || Some(&f.parameter) == same_as.as_ref())
    }

    /// True if the query asks for one value of exactly this parameter.
    pub(super) fn is_given_as_one(&self, name: &str) -> bool {
        let mut filters = self.query.filters.iter();
        filters.any(|f| {
            let equal = matches!(f.operator, Operator::Eq | Operator::In);
            f.parameter == name && equal && f.values.len() == 1
        })
    }
}
