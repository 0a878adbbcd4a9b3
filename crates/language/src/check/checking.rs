//! What every check gets to see: the mapping, the text it was read from, and the model it maps
//! onto.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Document, Pointer};
use crate::mapping::{Case, Mapping, Parameter, Route};
use crate::model::Model;

/// What every check gets to see.
pub(super) struct Checking<'c> {
    pub(super) mapping: &'c Mapping,
    pub(super) document: &'c Document,
    pub(super) model: &'c Model,
}

impl<'c> Checking<'c> {
    /// Every route with its case.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&'c Case, &'c Route)> + use<'c> {
        let cases = self.mapping.cases.iter();
        cases.flat_map(|case| case.routes.iter().map(move |route| (case, route)))
    }

    /// Every parameter of every route, with its route and case.
    pub(super) fn parameters(
        &self,
    ) -> impl Iterator<Item = (&'c Case, &'c Route, &'c Parameter)> + use<'c> {
        self.routes().flat_map(|(case, route)| {
            let parameters = route.parameters.values();
            parameters.map(move |parameter| (case, route, parameter))
        })
    }

    /// What is told of each parameter, at most one thing of each.
    pub(super) fn of_parameters(
        &self,
        tell: fn(&Self, (&Case, &Route, &Parameter)) -> Option<Diagnostic>,
    ) -> Vec<Diagnostic> {
        self.parameters()
            .filter_map(|one| tell(self, one))
            .collect()
    }

    /// True if something stands at a place.
    pub(super) fn has(&self, pointer: &Pointer) -> bool {
        self.document.get(pointer).is_some()
    }

    /// True if the author wrote something at a place, even if it was faulty and has been left out.
    pub(super) fn was_written(&self, pointer: &Pointer) -> bool {
        self.document.was_written(pointer)
    }

    /// The place of a case's `when`: its own, or the one that it has from `shared`.
    pub(super) fn when_of(&self, case: &Case) -> Option<Pointer> {
        let shared = Pointer::new().key("list").key("shared").key("when");
        let mut places = [case.pointer.key("when"), shared].into_iter();
        places.find(|place| case.when.is_some() && self.has(place))
    }

    /// The place of a route's key: its own, its case's, or the shared one.
    pub(super) fn place_of(&self, case: &Case, route: &Route, key: &str) -> Option<Pointer> {
        let shared = Pointer::new().key("list").key("shared");
        let layers = [&route.pointer, &case.pointer, &shared];
        let mut places = layers.into_iter().map(|layer| layer.key(key));
        places.find(|place| self.has(place))
    }

    /// True if a parameter that a route lacks may have been declared for it in a part that was
    /// faulty and has already been reported.
    pub(super) fn is_parameter_lost(&self, case: &Case, route: &Route, name: &str) -> bool {
        let list = Pointer::new().key("list");
        let shared = list.key("shared");
        let mut layers = [&route.pointer, &case.pointer, &shared, &list].into_iter();
        !route.parameters.contains_key(name)
            && layers.any(|layer| {
                let parameters = layer.key("parameters");
                self.document.was_meant(&parameters, name)
                    || !self.has(&parameters) && self.document.was_meant(layer, "parameters")
            })
    }

    /// An error at a place.
    pub(super) fn error(
        &self,
        code: Code,
        title: impl Into<String>,
        pointer: &Pointer,
        at: At,
        text: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, title, self.document.label(pointer, at, text))
    }

    /// A warning at a place.
    pub(super) fn warning(
        &self,
        code: Code,
        title: impl Into<String>,
        pointer: &Pointer,
        at: At,
        text: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::warning(code, title, self.document.label(pointer, at, text))
    }
}
