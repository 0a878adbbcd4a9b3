//! Resolves several cases that are read as one list: finds them by their names, and what orders
//! them.

use super::list::{Case, name_in_merge};
use super::order::{Order, OrderKey};
use super::resolver::Resolver;
use crate::diagnostic::{Code, Help, help_for};
use crate::document::Pointer;
use crate::expr::Condition;
use crate::model::{Direction, Scalar};
use crate::written;
use indexmap::IndexMap;

/// Several cases that are read as one list.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The condition under which they are read as one.
    pub when: Condition,
    /// The positions of the cases.
    pub cases: Vec<usize>,
    /// The positions of the cases that take part only for some calls, each with the condition for it.
    pub only_when: IndexMap<usize, Condition>,
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
    let written::Merge {
        when,
        cases: names,
        only_when: conditions,
        by,
        order,
        laid_over,
    } = written;
    let when = resolver.of_query(&when.0, &pointer.key("when"))?;
    let cases_of_list = Pointer::new().key("list").key("cases");
    let mut found = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let own = match laid_over {
            Some(_) => name_in_merge(name),
            None => name.clone(),
        };
        if let Some(position) = cases.iter().position(|case| case.name == own) {
            if found.contains(&position) {
                named_twice(resolver, name, &pointer.key("cases").index(index));
            }
            found.push(position);
            continue;
        }
        if resolver.was_written(&cases_of_list.key(name.as_str())) {
            continue; // it was faulty, and is told so
        }
        let known = cases.iter().filter(|case| !case.merged);
        let known: Vec<&str> = known.map(|case| case.name.as_str()).collect();
        let place = pointer.key("cases").index(index);
        let label = "is no case of this list";
        resolver.fault(
            Code::UnknownWord,
            &place,
            "no such case",
            label,
            help_for(name, &known),
        );
    }
    let only_when = only_when(resolver, conditions, names, &found, pointer)?;
    let claim = claimed(cases, &found);
    let claimed = claim.map(|(_, key)| key);
    let field = by.clone().or_else(|| claimed.map(|key| key.name.clone()));
    let order = order.or(claimed.map(|key| key.direction));
    let (Some(field), Some(order)) = (field, order) else {
        // the order may be written in a part that was faulty and has been reported
        if resolver.document.has_lost(&Pointer::new().key("list")) {
            return None;
        }
        let label = "each case's list must say the order in which it comes";
        let help = "add `order: { created_at: desc }` to each case, or under `shared`".to_owned();
        let title = "the lists of this merge have no order in common";
        resolver.fault(Code::MissingKey, pointer, title, label, Some(help));
        return None;
    };
    let time = resolver.model.filterable(&field);
    if time != Some(&Scalar::Instant) || resolver.model.compared_field(&field).is_none() {
        let label = "records are merged by a time that they have";
        let place = match (by, claim) {
            (Some(_), _) => pointer.key("by"),
            (None, Some((order, key))) => order.pointer.key(key.name.as_str()),
            (None, None) => pointer.key("cases"),
        };
        resolver.fault(
            Code::UnknownWord,
            &place,
            "no time of the record",
            label,
            Some("name a unified time that each case's `fields` have, as `created_at`".to_owned()),
        );
        return None;
    }
    (found.len() == names.len()).then(|| Merge {
        when,
        cases: found,
        only_when,
        by: field,
        order,
        pointer: pointer.clone(),
    })
}

/// A case whose records would come twice.
fn named_twice(resolver: &mut Resolver<'_>, name: &str, place: &Pointer) {
    let title = format!("the case `{name}` is named twice");
    let (label, help) = ("its records would come twice", "name each case once");
    resolver.fault(Code::WrongForm, place, &title, label, Some(help.to_owned()));
}

/// The conditions of the cases that take part for some calls alone.
fn only_when(
    resolver: &mut Resolver<'_>,
    written: &IndexMap<String, written::ParameterCondition>,
    cases: &[String],
    found: &[usize],
    pointer: &Pointer,
) -> Option<IndexMap<usize, Condition>> {
    let mut conditions = IndexMap::new();
    for (name, when) in written {
        let place = pointer.key("only_when").key(name.as_str());
        let condition = resolver.of_query(&when.0, &place)?;
        if let Some(at) = cases.iter().position(|case| case == name) {
            conditions.extend(found.get(at).map(|case| (*case, condition)));
            continue;
        }
        let names: Vec<&str> = cases.iter().map(String::as_str).collect();
        let (title, label) = ("no such case", "is no case of this merge");
        // The value is marked, not its name.
        let help = help_for(name, &names).map(Help::words_alone);
        resolver.fault(Code::UnknownWord, &place, title, label, help);
    }
    Some(conditions)
}

/// The order that the cases claim with its first key, where that is the same for all.
fn claimed<'c>(cases: &'c [Case], merged: &[usize]) -> Option<(&'c Order, &'c OrderKey)> {
    let of_case = |at: &usize| {
        let case = cases.get(*at)?;
        let routes = case.tried.iter().filter_map(|place| {
            let reader = match &place.case {
                None => case,
                Some(name) => cases.iter().find(|case| case.name == *name)?,
            };
            reader.routes.get(place.route)
        });
        let mut orders = routes.filter_map(|route| route.order.as_ref());
        orders.find_map(|order| {
            let key = order.keys.first().filter(|key| key.path.is_none());
            Some((order, key?))
        })
    };
    let mut keys = merged.iter().map(of_case);
    let first = keys.next()??;
    let same = |claim: Option<(&Order, &OrderKey)>| {
        let (name, direction) = (&first.1.name, first.1.direction);
        claim.is_some_and(|(_, key)| key.name == *name && key.direction == direction)
    };
    keys.all(same).then_some(first)
}
