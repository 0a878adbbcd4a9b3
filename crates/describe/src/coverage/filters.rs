//! How each filter is asked of a vendor, list by list, as a table for people.

use super::pages::{cell, line};
use crate::words::asked;
use indexmap::{IndexMap, IndexSet};
use touchpoint_language::mapping::{Mapping, Parameter};

/// The table: each filter that goes to the vendor, the lists that take it, and how. Empty where no list
/// takes any.
pub fn filter_table(mapping: &Mapping) -> String {
    let mut rows: IndexMap<(&str, String), IndexSet<String>> = IndexMap::new();
    for route in mapping.cases.iter().flat_map(|case| &case.routes) {
        let request = &route.request;
        let list = format!("`{} {}`", request.method, request.path);
        let sent = route.parameters.values();
        let goes = |parameter: &&Parameter| {
            let mut sendings = parameter.sendings.iter();
            sendings.any(|sending| !route.places(parameter, sending.operator).is_empty())
        };
        for parameter in sent.filter(|parameter| !parameter.checked).filter(goes) {
            let row = rows.entry((parameter.name.as_str(), asked(route, parameter)));
            row.or_default().insert(list.clone());
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("| filter | list | goes to the vendor |\n|---|---|---|\n");
    for ((name, asked), lists) in rows {
        let lists: Vec<String> = lists.into_iter().collect();
        let (lists, asked) = (cell(&lists.join(", ")), cell(&asked));
        line(&mut out, &format!("| `{name}` | {lists} | {asked} |"));
    }
    out
}
