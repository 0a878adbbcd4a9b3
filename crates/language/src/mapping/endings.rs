//! Every end that a mapping tells: of all that it reads, and of its parts.

use super::ends::Ends;
use super::{Mapping, Route};

/// One end that a mapping tells.
#[derive(Clone, Copy, Debug)]
pub struct End<'m> {
    /// When.
    pub ends: &'m Ends,
    /// The route that ends; `None` for the whole API.
    pub route: Option<&'m Route>,
}

impl End<'_> {
    /// What ends, in an author's words: `the API`, `the list`, ``the case `call` ``,
    /// `` `GET /v1/calls` ``.
    pub fn what(&self) -> String {
        let Some(route) = self.route else {
            return "the API".to_owned();
        };
        let steps = self.ends.pointer.steps();
        let names = steps.iter().filter_map(|step| step.as_key());
        let names: Vec<&str> = names.collect();
        match names.as_slice() {
            [.., "routes", "ends"] => format!("`{} {}`", route.request.method, route.request.path),
            [_, "cases", name, "ends"] => format!("the case `{name}`"),
            _ => "the list".to_owned(),
        }
    }
}

impl Mapping {
    /// Every end that the mapping tells, each once: of the whole API first, then of its parts.
    pub fn endings(&self) -> Vec<End<'_>> {
        let whole = self.ends.iter().map(|ends| End { ends, route: None });
        let mut all: Vec<End<'_>> = whole.collect();
        for route in self.cases.iter().flat_map(|case| &case.routes) {
            let Some(ends) = &route.ends else { continue };
            if all.iter().all(|other| other.ends.pointer != ends.pointer) {
                let route = Some(route);
                all.push(End { ends, route });
            }
        }
        all
    }
}
