//! Several cases that are read as one list: found by their names, and what orders them.

use super::list::{Case, name_in_merge};
use super::resolver::Resolver;
use crate::diagnostic::{Code, help_for};
use crate::document::Pointer;
use crate::expr::Condition;
use crate::model::{Direction, Scalar};
use crate::written;

/// Several cases that are read as one list.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The parameters for which they are.
    pub when: Condition,
    /// The positions of the cases.
    pub cases: Vec<usize>,
    /// The unified field whose time orders the records.
    pub by: String,
    /// Which way.
    pub order: Direction,
    /// Its place in the file.
    pub pointer: Pointer,
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Merge,
    cases: &[Case],
    pointer: &Pointer,
) -> Option<Merge> {
    let when = resolver.of_query(&written.when.0, &pointer.key("when"))?;
    let cases_of_list = Pointer::new().key("list").key("cases");
    let mut found = Vec::new();
    for (index, name) in written.cases.iter().enumerate() {
        let own = match &written.laid_over {
            Some(_) => name_in_merge(name),
            None => name.clone(),
        };
        if let Some(position) = cases.iter().position(|case| case.name == own) {
            found.push(position);
            continue;
        }
        if resolver.was_written(&cases_of_list.key(name.as_str())) {
            continue; // it was faulty, and is told so
        }
        let names = cases.iter().filter(|case| !case.merged);
        let names: Vec<&str> = names.map(|case| case.name.as_str()).collect();
        let place = pointer.key("cases").index(index);
        let label = "is no case of this list";
        resolver.fault(
            Code::UnknownWord,
            &place,
            "no such case",
            label,
            help_for(name, &names),
        );
    }
    let time = resolver.model.filterable(&written.by);
    if time != Some(&Scalar::Instant) || resolver.model.compared_field(&written.by).is_none() {
        let label = "records are merged by a time that they have";
        resolver.fault(
            Code::UnknownWord,
            &pointer.key("by"),
            "no time of the record",
            label,
            None,
        );
        return None;
    }
    (found.len() == written.cases.len()).then(|| Merge {
        when,
        cases: found,
        by: written.by.clone(),
        order: written.order,
        pointer: pointer.clone(),
    })
}
