//! The names under which a filter is sent.

use crate::mapping::{Clause, Goes, Parameter, PlaceAt, Route};

/// The names in the query string and the body, `person.type`, and the columns that its clauses compare.
pub(super) fn sent_names(route: &Route, parameter: &Parameter) -> Vec<String> {
    let mut names = Vec::new();
    for sending in &parameter.sendings {
        let places = route.places(parameter, sending.operator).into_iter();
        names.extend(places.filter_map(|place| match place.at {
            PlaceAt::Query(name) => Some(name.trim_end_matches("[]").to_owned()),
            PlaceAt::Body(names) => Some(names.join(".")),
            PlaceAt::Path | PlaceAt::Header(_) => None,
        }));
        if let Goes::Clauses(clauses) = &sending.goes {
            names.extend(clauses.iter().filter_map(|clause| match clause {
                Clause::Column(column) => Some(column.clone()),
                Clause::Own(_) => None,
            }));
        }
    }
    names
}
