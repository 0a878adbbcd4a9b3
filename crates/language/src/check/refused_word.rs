//! A word that chooses a case is one that its parameter's `map` allows: every other call is refused.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::condition::{Subject, Want};
use crate::mapping::{Case, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let routes = checking.routes();
    routes
        .filter_map(|(case, route)| tell(checking, case, route))
        .collect()
}

fn tell(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    let clauses = case.when.iter().flat_map(|when| &when.clauses);
    clauses.into_iter().find_map(|clause| {
        let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want) else {
            return None;
        };
        let parameter = route.parameters.get(name)?;
        let map = parameter.map.as_ref()?;
        // A route of the case may be for some of its words alone.
        let of_route = route.when.iter().flat_map(|when| &when.clauses);
        let of_route: Vec<_> = of_route
            .filter(|own| own.subject == clause.subject)
            .collect();
        let here = words
            .iter()
            .filter(|word| of_route.iter().all(|own| own.want.accepts(Some(word))));
        let mut words = here.filter_map(|word| word.as_str());
        let word = words.find(|word| !map.contains_key(*word))?;
        let title = format!("`{word}` chooses a case, and `map` of `{name}` has no such word");
        let text = "every call of the case with this word is refused";
        let place = parameter.pointer.key("map");
        let fault = checking.error(Code::NeverReached, title, &place, At::Key, text);
        let when = checking.when_of(case);
        let label = when.map(|when| {
            let text = "chosen here";
            checking.document.label(&when, At::Value, text)
        });
        let fault = match label {
            Some(label) => fault.with_secondary(label),
            None => fault,
        };
        Some(fault.with_help(format!("add it to the map: `{word}: …`")))
    })
}
